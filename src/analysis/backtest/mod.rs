//! Would last year's list have worked?

pub mod indices;
pub mod period;
pub mod split;
pub mod union_of_discs;
