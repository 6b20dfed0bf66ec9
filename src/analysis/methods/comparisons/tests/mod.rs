//! The methods asked of small data sets of which every figure is known.

pub(in crate::analysis::methods) mod ask;
mod harm;
mod plans;
mod rates;
