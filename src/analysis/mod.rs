//! One file or folder a method: parameters in, values out.
//!
//! Every method is a pure function of a [`crate::data::Dataset`] (or plain points), its own
//! `Params` and a [`crate::base::Progress`]. No clock, no file, no global; where threads help,
//! rayon splits the work in a fixed order, so that the same question gives the same bits on
//! one core and on many.

pub mod backtest;
pub mod bandwidth;
pub mod beta;
pub mod binomial;
pub mod change;
pub mod clusters;
pub mod comparison;
pub mod concentration;
pub mod cube;
pub mod draws;
pub mod facets;
pub mod harm;
mod kd_tree;
pub mod kernel;
pub mod link;
pub mod methods;
pub mod night;
pub mod offences;
pub mod people;
pub mod quality;
pub mod rank;
pub mod rhythm;
pub mod selection;
pub mod significance;
pub mod stability;
pub mod surface;
