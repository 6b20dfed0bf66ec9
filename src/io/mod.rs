//! Bytes in, values out: the only layer beside the command line and the window that opens files.
//!
//! Readers give [`crate::data::raw`] types and know nothing of what is computed from them.

pub mod profiles;
pub mod read;
pub mod store;
pub mod tiles;
pub mod write;
