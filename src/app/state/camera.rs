//! Wishes for the map: what to show when data, a list or a choice are new.

use crate::app::session::CameraGoal;
use crate::app::state::App;
use crate::base::{Bounds, LonLat};
use crate::data::Dataset;

impl App {
    pub(super) fn select_hotspot(&mut self, index: Option<usize>) {
        self.session.selected_hotspot = index;
        if let Some(hotspot) = self.selected_hotspot() {
            let radius_m = hotspot
                .area_km2
                .map_or(150.0, |km2| (km2 * 1e6).sqrt().max(150.0));
            let centre = hotspot.lon_lat;
            self.session.wish(CameraGoal::FlyTo { centre, radius_m });
        }
    }

    pub(super) fn fit_all(&mut self) {
        if let Some(data) = self.data.clone() {
            self.fit(&data, data.bounds);
        }
    }

    /// Shows the places of the list: a whole force area would make them a heap of plates.
    pub(super) fn fit_hotspots(&mut self) {
        let Some(answer) = self.answer.clone() else {
            return;
        };
        let centres = answer
            .ranking
            .iter()
            .flat_map(|r| r.hotspots.iter().map(|h| h.centre));
        let bounds = Bounds::around(centres).map(|b| {
            let span_m = b.width_m().max(b.height_m());
            b.grown((span_m * 0.12).max(300.0))
        });
        self.fit(&answer.data, bounds);
    }

    fn fit(&mut self, data: &Dataset, bounds: Option<Bounds>) {
        let Some(bounds) = bounds else { return };
        let [min, max] = [bounds.min, bounds.max].map(|corner| data.crs.to_lon_lat_one(corner));
        let pad = |a: f64, b: f64| (b - a).abs().max(0.002) * 0.04;
        let (dx, dy) = (pad(min.lon, max.lon), pad(min.lat, max.lat));
        self.session.wish(CameraGoal::Fit(
            LonLat::new(min.lon - dx, min.lat - dy),
            LonLat::new(max.lon + dx, max.lat + dy),
        ));
    }
}
