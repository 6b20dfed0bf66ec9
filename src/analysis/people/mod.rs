//! People who come up again, as numbers of incidents and nothing else.
//!
//! Who they are is not known here: a person is a code, and what is given out is a count under a
//! pseudonym made of its rank. Small numbers are withheld: a count of one or two at a known place
//! tells an insider who it was.

pub mod repeats;
