//! The command line end to end: the real binary on small files, on the sample town and on
//! real data where it lies beside the checkout.

mod bad_input;
mod basemap;
mod contract;
mod definitions;
mod figures;
mod golden;
pub(crate) mod harness;
mod mending;
mod outputs;
mod pain_points;
mod profiles;
mod quality;
mod real_data;
mod roads;
mod stability;
