//! nightbeat shows where and when violence and disorder concentrate, and how sure one can be.

pub mod analysis;
pub mod app;
pub mod base;
pub mod cli;
pub mod crs;
pub mod data;
pub mod engine;
#[cfg(feature = "gui")]
pub mod gui;
pub mod io;
pub mod project;
pub mod sample;
#[cfg(feature = "gui")]
pub mod view;
