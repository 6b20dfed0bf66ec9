//! The application without a window: state, commands, and what follows from them.
//!
//! Views read an [`App`] and send [`Command`]s; [`App::apply`] is the one place where anything
//! changes, and [`App::tick`] the one place where finished work comes in. Neither knows egui:
//! a test drives the application by sending commands and looking at its state.

pub mod asking;
pub mod command;
pub mod import;
pub mod notice;
pub mod pick;
pub mod session;
pub mod state;

pub use asking::{AskWish, Asking};
pub use command::{Command, Effect};
pub use import::{Import, ImportWish};
pub use notice::{Notice, NoticeAction, Severity};
pub use session::Session;
pub use state::App;
