//! The window's face: egui code that reads an [`crate::app::App`] and sends commands.
//!
//! Nothing here changes the application: a view gets a [`Ctx`] of references, draws, and puts
//! [`crate::app::Command`]s into its queue. What a view must remember from frame to frame and
//! nobody else cares about (textures, half-typed text, camera) lives in [`ViewState`].

pub mod ctx;
pub mod map;
pub mod panels;
pub mod shell;
pub mod theme;
pub mod widgets;

pub use ctx::Ctx;
pub use shell::{ViewState, shell_ui};
