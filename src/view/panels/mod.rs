//! The panels around the map.

mod charts;
mod filter;
mod import;
mod layout;
mod list;
mod overlays;
mod status;
mod sure;
mod top_bar;

#[cfg(all(test, feature = "ui-tests"))]
mod tests;

pub use charts::charts_ui;
pub use filter::filter_ui;
pub use import::import_ui;
pub use list::list_ui;
pub use overlays::overlays_ui;
pub use status::status_bar_ui;
pub(crate) use sure::WIDTH as SURE_PT;
pub use sure::sure_ui;
pub use top_bar::top_bar_ui;

/// What the panels remember between frames: half-typed text, drags.
#[derive(Default)]
pub struct PanelState {
    filter: filter::FilterState,
    list: list::ListState,
    import: import::ImportState,
    charts: charts::ChartsState,
    status: status::StatusState,
    sure: sure::SureState,
}
