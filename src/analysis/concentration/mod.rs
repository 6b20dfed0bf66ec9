//! How unevenly incidents fall on places, and how unevenly chance alone would deal them.

pub mod gini;
pub mod j_curve;
pub mod lorenz;
pub mod quotient;
