//! The basemap of the sample town: its vector tiles and the two styles they are drawn in.

/// MapLibre style of the dark map; `walkers::Style` reads it.
pub const STYLE_DARK: &str = include_str!("../../assets/basemap/dark.json");
/// MapLibre style of the light map; `walkers::Style` reads it.
pub const STYLE_LIGHT: &str = include_str!("../../assets/basemap/light.json");
