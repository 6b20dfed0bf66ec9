//! Named groups of offences, as data that can be read and edited.
//!
//! A [`Definition`] is a [`Test`] with a name, a sentence about it and its source. Those that
//! come with the program are the files of `assets/definitions`; users add their own in files of
//! the same kind. Tests are made of classes, texts and flags and of other definitions, joined by
//! `any`, `all`, `not` and `first`; what the user types ([`parse`]) becomes the same.
//!
//! A test has three answers ([`Truth`]): of a row that does not say, and of data without the
//! column that would say, nothing is claimed. How a test is asked of millions of rows is told in
//! [`crate::analysis::offences`].

pub mod class;
pub mod flags;
mod library;
mod needs;
mod parse;
pub mod test;
pub mod truth;
mod words;

pub use class::{ClassRange, HoClass};
pub use library::{Definition, Library, LibraryError, built_in};
pub use needs::{Need, needs};
pub use parse::{ParseError, parse};
pub use test::{ColumnTest, Patterns, Test};
pub use truth::Truth;
pub use words::in_words;
