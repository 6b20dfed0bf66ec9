//! Whether positions are map points that stand for others, and what that leaves of fine scales.
//!
//! A kernel or a circle that is finer than the spacing of the points draws the points. There is
//! no sharper rule in the literature: that published positions hold at the size of a lower-layer
//! area and not below is what Tompson et al. (2015) found, cited in
//! [`coincidence`](super::coincidence).

use crate::analysis::quality::coincidence::Coincidence;
use crate::analysis::quality::spacing::Spacing;
use crate::analysis::rank::{RankParams, Unit};
use crate::data::Dataset;
use crate::data::dataset::Role;
use crate::data::publisher::Publisher;

/// Data with fewer incidents are not called snapped for their stacks alone.
const LEAST_INCIDENTS: usize = 200;
/// Share of incidents at shared positions from which on positions are taken for map points.
const LEAST_SHARED: f64 = 0.5;

/// Positions that are map points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snap {
    /// Who is known to have snapped them; `None` where the stacks tell.
    pub publisher: Option<Publisher>,
    /// Share of incidents that share their position, 0 to 1.
    pub shared: f64,
    /// Median distance from a position to the next, in metres.
    pub spacing_m: f64,
}

impl Snap {
    /// Whether `data` are snapped, as a file's header or their stacks tell.
    pub fn of(data: &Dataset) -> Option<Self> {
        let sites = data.incidents.sites();
        let publisher = publisher(data);
        // The spacing takes longer than the stacks: they are asked first.
        let found = Coincidence::of(sites);
        if publisher.is_none() && !has_stacks(&found) {
            return None;
        }
        Self::found(publisher, &found, Spacing::of(sites)?)
    }

    /// The same, of what was measured.
    pub fn of_measured(
        data: &Dataset,
        coincidence: &Coincidence,
        spacing: Spacing,
    ) -> Option<Self> {
        Self::found(publisher(data), coincidence, spacing)
    }

    fn found(
        publisher: Option<Publisher>,
        coincidence: &Coincidence,
        spacing: Spacing,
    ) -> Option<Self> {
        let is_snapped = publisher.is_some() || has_stacks(coincidence);
        is_snapped.then(|| Self {
            publisher,
            shared: coincidence.share(coincidence.at_shared_by_2),
            spacing_m: spacing.median_m,
        })
    }

    /// What to say of a surface with this bandwidth, if it is finer than the points.
    pub fn about_bandwidth(&self, bandwidth_m: f64) -> Option<String> {
        self.about("a bandwidth", "the surface draws the points", bandwidth_m)
    }

    /// What to say of a list made so, if its unit is finer than the points.
    pub fn about_ranking(&self, params: &RankParams) -> Option<String> {
        let draws = "the list ranks the points";
        match params.unit {
            Unit::Disc { radius_m } => self.about("a radius", draws, radius_m),
            Unit::Premises { radius_m } => {
                self.about("a reach", "it says nothing of single premises", radius_m)
            }
            Unit::Square { side_m } | Unit::Hex { side_m } => self.about("a side", draws, side_m),
            Unit::Place { .. } => self.publisher.map(|publisher| {
                format!(
                    "repeat locations of {} are map points that stand for many addresses, not places where \
                     it happened again",
                    publisher.name()
                )
            }),
            Unit::Area => None,
        }
    }

    /// The points in words: `map points of data.police.uk street-level crimes, 96 m apart`.
    pub fn said(&self) -> String {
        let apart = metres(self.spacing_m);
        match self.publisher {
            Some(publisher) => format!("map points of {}, {apart} apart", publisher.name()),
            None => format!(
                "points {apart} apart that {:.0} % of the incidents share with others",
                100.0 * self.shared
            ),
        }
    }

    /// From how many metres on the points no longer show: twice the spacing, rounded up to tens.
    pub fn advised_m(&self) -> f64 {
        (2.0 * self.spacing_m / 10.0).ceil() * 10.0
    }

    fn about(&self, what: &str, draws: &str, scale_m: f64) -> Option<String> {
        (scale_m < self.spacing_m).then(|| {
            format!(
                "{what} of {} is finer than the data: positions are {} (median to the next), so {draws}; \
                 take {} or more",
                metres(scale_m),
                self.said(),
                metres(self.advised_m()),
            )
        })
    }
}

fn metres(m: f64) -> String {
    if m < 10.0 {
        format!("{} m", (10.0 * m).round() / 10.0)
    } else {
        format!("{m:.0} m")
    }
}

fn has_stacks(coincidence: &Coincidence) -> bool {
    let shared = coincidence.share(coincidence.at_shared_by_2);
    coincidence.incidents >= LEAST_INCIDENTS && shared >= LEAST_SHARED
}

/// The publisher of an incident file that is known to snap.
fn publisher(data: &Dataset) -> Option<Publisher> {
    let incidents = data.sources.iter();
    let mut incidents = incidents.filter(|source| source.role == Role::Incidents);
    incidents.find_map(|source| source.report.publisher)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::When;
    use crate::data::dataset::Source;
    use crate::data::premises::PremisesChoice;
    use crate::data::raw::{ReadReport, SourceInfo};

    fn ranking() -> RankParams {
        RankParams {
            unit: Unit::Area,
            separation_m: None,
            top: 10,
            min_incidents: 1,
            within_area: false,
            premises: PremisesChoice::All,
        }
    }

    /// 300 incidents on a lattice of 100 m, `each` at a point.
    fn lattice(each: usize) -> Dataset {
        Dataset::from_points((0..300).map(|i| {
            let point = i / each;
            let (x, y) = ((point % 10) as f64 * 100.0, (point / 10) as f64 * 100.0);
            (x, y, When::Unknown, "")
        }))
    }

    fn published(data: Dataset, publisher: Publisher) -> Dataset {
        let report = ReadReport {
            publisher: Some(publisher),
            ..ReadReport::default()
        };
        Dataset {
            sources: vec![Source {
                role: Role::Incidents,
                info: SourceInfo::default(),
                rows_read: 300,
                rows_set_aside: 0,
                report,
            }],
            ..data
        }
    }

    #[test]
    fn stacks_tell_that_positions_are_map_points() {
        assert_eq!(Snap::of(&lattice(1)), None);
        let snap = Snap::of(&lattice(3)).unwrap();
        assert_eq!(
            (snap.shared, snap.spacing_m, snap.publisher),
            (1.0, 100.0, None)
        );
    }

    #[test]
    fn a_known_publisher_tells_without_stacks() {
        let data = published(lattice(1), Publisher::PoliceUkStreet);
        let snap = Snap::of(&data).unwrap();
        assert_eq!((snap.shared, snap.spacing_m), (0.0, 100.0));
        let place = RankParams {
            unit: Unit::Place { radius_m: 5.0 },
            ..ranking()
        };
        assert!(snap.about_ranking(&place).unwrap().contains("map points"));
    }

    #[test]
    fn only_what_is_finer_than_the_points_is_warned_of() {
        let snap = Snap::of(&lattice(3)).unwrap();
        assert_eq!(snap.about_bandwidth(100.0), None);
        let said = snap.about_bandwidth(99.0).unwrap();
        assert!(said.starts_with("a bandwidth of 99 m is finer"), "{said}");
        assert!(said.ends_with("take 200 m or more"), "{said}");
        let unit = |unit| snap.about_ranking(&RankParams { unit, ..ranking() });
        assert!(unit(Unit::Disc { radius_m: 50.0 }).is_some());
        assert!(unit(Unit::Square { side_m: 50.0 }).is_some());
        assert!(unit(Unit::Hex { side_m: 100.0 }).is_none());
        assert!(unit(Unit::Area).is_none());
        assert!(unit(Unit::Place { radius_m: 5.0 }).is_none());
    }
}
