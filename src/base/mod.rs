//! The vocabulary everything else is written in: where, when, how far along.
//!
//! Nothing here depends on another module of nightbeat, opens a file, or reads a clock.

pub mod clock;
pub mod figures;
pub mod files;
pub mod progress;
pub mod space;
pub mod stats;
pub mod when;

pub use clock::{ClockTime, ClockWindow, Date, Weekday, Weekdays};
pub use progress::{Cancelled, Progress};
pub use space::{Bounds, LonLat, Planar};
pub use when::{Civil, When};
