//! What must be computed, by whom, and what of an earlier answer still holds.
//!
//! [`load`] turns files into a data set, [`answer()`] turns a data set and a [`Question`] into
//! an [`Answer`]; both are plain calls for the command line. [`lane`] runs them on a named
//! thread for the window: a new request cancels the one before it.

pub mod answer;
mod cached;
pub mod gather;
pub mod import;
pub mod lane;
pub mod leaving;
pub mod load;
pub mod reading;
pub mod reference;
pub mod sources;
pub mod tiles;

pub use answer::{Answer, Question, Stage, SurfacePreview, answer, answer_in_stages};
pub use lane::Lane;
pub use leaving::Leaving;
