//! Harm: incidents weighed by how serious they are.
//!
//! One weight for each kind of offence, from a table the user can edit. A sum of such weights
//! follows rare, grave events; a sum of their square roots stands between it and the plain count
//! ("frequency deserts": places that lead the list for one event). Figures of the three are given
//! side by side, and a place whose harm comes mostly from one event is marked.

pub mod agreement;
pub mod scores;
pub mod severity;
