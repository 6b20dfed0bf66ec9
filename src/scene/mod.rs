//! From answers to things that can be drawn, without knowing any window.
//!
//! Positions in metres become positions in [`mercator`], the plane slippy maps are drawn in,
//! once; a view then only scales and shifts them. Colours come from [`ramp`], the density
//! surface becomes pixels and a mesh in [`heat`], and [`legend`] and [`scale_bar`] choose
//! round numbers to say what is seen. Nothing here reads a file or names a theme's tokens.

pub mod blocks;
pub mod boundaries;
pub mod crowd;
pub mod geo_mesh;
pub mod heat;
pub mod legend;
pub mod lines;
pub mod local;
pub mod mercator;
pub mod outline;
pub mod ramp;
pub mod scale_bar;
pub mod spots;
