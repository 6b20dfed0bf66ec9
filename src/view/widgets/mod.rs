//! Controls of our own, each alone in its file, and how numbers are written.
//!
//! A widget is given values and [`crate::view::theme::Tokens`] and hands back what the user
//! wants; it changes nothing itself. Every one can be reached by Tab, shows its focus, and has
//! an accessible name.

pub mod button;
pub mod category_list;
pub mod clock_field;
pub mod date_range;
pub mod dial;
pub mod focus;
pub mod group_menu;
pub mod hour_week;
pub mod ink;
pub mod months;
pub mod number;
pub mod number_field;
pub mod popup;
pub mod rank_row;
pub mod segmented;
pub mod slider;
pub mod weekday_chips;

#[cfg(all(test, feature = "ui-tests"))]
pub(crate) mod test_window;
