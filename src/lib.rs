//! nightbeat shows where and when violence and disorder concentrate, and how sure one can be.

pub mod analysis;
pub mod base;
pub mod crs;
pub mod data;
pub mod engine;
pub mod io;
pub mod project;
pub mod sample;
