//! What is said of clusters, however they were found.

use crate::analysis::clusters::by_chance::Tally;
use crate::analysis::clusters::ellipse::Ellipse;
use crate::analysis::clusters::{Stack, hull, mean_centre};
use crate::analysis::methods::{Cell, Class, Column, Input, Mark, MethodError, Outline, Table};
use crate::analysis::rank::{Hotspot, described};
use crate::base::Planar;
use crate::base::clock::DAY_NAMES;
use crate::base::figures::grouped;

/// The selected incidents, position by position, in the order of
/// [`Selection::sites`](crate::analysis::selection::Selection::sites).
///
/// # Errors
/// When there are none.
pub(super) fn stacks(input: &Input<'_>) -> Result<Vec<Stack>, MethodError> {
    let sites = input.data.incidents.sites();
    let stacks: Vec<Stack> = input
        .selection
        .sites
        .iter()
        .map(|load| Stack {
            at: sites.position(load.site as usize),
            incidents: load.incidents,
            weight: load.weight,
        })
        .collect();
    if stacks.is_empty() {
        return Err(MethodError::Unanswerable(
            "No incident passes the filter, so there is nothing to look at; widen the filter."
                .to_owned(),
        ));
    }
    Ok(stacks)
}

/// Clusters, the heaviest first.
pub(super) struct Clusters<'a> {
    input: &'a Input<'a>,
    stacks: &'a [Stack],
    groups: Vec<Group>,
}

/// A cluster.
struct Group {
    members: Vec<u32>,
    centre: Planar,
    incidents: u64,
    weight: f64,
    /// A figure of the method's own.
    own: Option<f64>,
}

/// Columns of [`Clusters::table`] before a method's own.
const COLUMNS: [Column; 17] = [
    Column::new("rank", "Rank"),
    Column::new("name", "Place"),
    Column::new("area", "Area"),
    Column::new("incidents", "Incidents"),
    Column::new("weight", "Weight"),
    Column::new("share", "Share").unit("%"),
    Column::new("hull_km2", "Hull").unit("km²"),
    Column::new("density_per_km2", "Density").unit("per km²"),
    Column::new("ellipse_major_m", "Ellipse, long half axis").unit("m"),
    Column::new("ellipse_minor_m", "Ellipse, short half axis").unit("m"),
    Column::new("ellipse_bearing_deg", "Ellipse, bearing").unit("° from north"),
    Column::new("peak_day", "Peak day"),
    Column::new("peak_hour", "Peak hour"),
    Column::new("x", "Easting").unit("m"),
    Column::new("y", "Northing").unit("m"),
    Column::new("lon", "Longitude").unit("°"),
    Column::new("lat", "Latitude").unit("°"),
];

impl<'a> Clusters<'a> {
    /// The clusters with these members, each with a figure of the method's own.
    pub(super) fn new(
        input: &'a Input<'a>,
        stacks: &'a [Stack],
        groups: impl IntoIterator<Item = (Vec<u32>, Option<f64>)>,
    ) -> Self {
        let group = |(members, own): (Vec<u32>, Option<f64>)| {
            let inside = members.iter().map(|&i| stacks[i as usize]);
            Some(Group {
                centre: mean_centre(inside.clone())?,
                incidents: inside.clone().map(|stack| u64::from(stack.incidents)).sum(),
                weight: inside.map(|stack| stack.weight).sum(),
                members,
                own,
            })
        };
        let mut groups: Vec<Group> = groups.into_iter().filter_map(group).collect();
        groups.sort_by(|a, b| {
            let by_weight = b
                .weight
                .total_cmp(&a.weight)
                .then(b.incidents.cmp(&a.incidents));
            let (p, q) = (a.centre, b.centre);
            by_weight
                .then(p.y.total_cmp(&q.y))
                .then(p.x.total_cmp(&q.x))
        });
        Self {
            input,
            stacks,
            groups,
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.groups.len()
    }

    /// Incidents in all of them.
    pub(super) fn incidents(&self) -> u64 {
        self.groups.iter().map(|group| group.incidents).sum()
    }

    /// What they hold.
    pub(super) fn tally(&self) -> Tally {
        Tally::of(self.groups.iter().map(|group| group.weight))
    }

    /// Their part of the weight of all that is selected, in per cent.
    pub(super) fn share(&self) -> f64 {
        let weight: f64 = self.groups.iter().map(|group| group.weight).sum();
        100.0 * weight / self.input.selection.weight
    }

    /// "5 clusters hold 123 of 456 incidents (27 %); the largest, at High Street, holds 60."
    pub(super) fn headline(&self, places: &[Hotspot]) -> String {
        let all = grouped(self.input.selection.len());
        let Some(first) = places.first() else {
            return format!("No cluster: none of {all} incidents lie close enough together.");
        };
        let (clusters, hold) = match self.len() {
            1 => ("1 cluster".to_owned(), "holds"),
            n => (format!("{} clusters", grouped(n)), "hold"),
        };
        format!(
            "{clusters} {hold} {} of {all} incidents ({:.0} % of the weight); the largest, at {}, holds {}.",
            grouped(self.incidents() as usize),
            self.share(),
            first.name,
            grouped(first.incidents),
        )
    }

    /// The first of them in words.
    pub(super) fn described(&self) -> Vec<Hotspot> {
        let top = self.input.values.count("top") as usize;
        let groups = self.groups.iter().take(top);
        let groups = groups.map(|group| (group.centre, group.members.clone()));
        let Input {
            data,
            selection,
            filter,
            ..
        } = self.input;
        described(data, selection, &filter.time, groups.collect())
    }

    /// A table of the described, `own` the column of the method's own figure.
    pub(super) fn table(&self, places: &[Hotspot], own: Option<Column>) -> Table {
        let has_own = own.is_some();
        let row = |(place, group): (&Hotspot, &Group)| {
            let mut row = self.row(place, group);
            row.extend(has_own.then(|| Cell::from(group.own)));
            row
        };
        Table {
            key: "clusters",
            title: "Clusters".to_owned(),
            columns: COLUMNS.into_iter().chain(own).collect(),
            rows: places.iter().zip(&self.groups).map(row).collect(),
        }
    }

    fn row(&self, place: &Hotspot, group: &Group) -> Vec<Cell> {
        let inside = group.members.iter().map(|&i| self.stacks[i as usize]);
        let hull_km2 = hull(inside.clone().map(|stack| stack.at)).area_m2 / 1e6;
        let ellipse = Ellipse::around(inside, 1.0);
        let area = place
            .area
            .map(|area| self.input.data.areas.get(area).name.clone());
        vec![
            place.rank.into(),
            place.name.clone().into(),
            area.into(),
            place.incidents.into(),
            place.weight.into(),
            (100.0 * place.share).into(),
            hull_km2.into(),
            (hull_km2 > 0.0).then(|| group.weight / hull_km2).into(),
            ellipse.map(|ellipse| ellipse.major_m).into(),
            ellipse.map(|ellipse| ellipse.minor_m).into(),
            ellipse.map(|ellipse| ellipse.bearing_deg).into(),
            place.peak.map(|peak| DAY_NAMES[peak.day]).into(),
            place.peak.map(|peak| peak.hour).into(),
            place.centre.x.into(),
            place.centre.y.into(),
            place.lon_lat.lon.into(),
            place.lon_lat.lat.into(),
        ]
    }

    /// The described on the map.
    pub(super) fn marks(&self, places: &[Hotspot]) -> Vec<Mark> {
        let most = self.groups.first().map_or(1.0, |group| group.weight);
        let deviations = match self.input.values.text("outline") {
            Some("ellipse-1") => Some(1.0),
            Some("ellipse-1.5") => Some(1.5),
            Some("ellipse-2") => Some(2.0),
            _ => None,
        };
        let mark = |(place, group): (&Hotspot, &Group)| Mark {
            outline: self.outline(&group.members, deviations),
            class: Class::Amount(group.weight / most),
            label: format!(
                "{}. {}: {} incidents, {:.1} %",
                place.rank,
                place.name,
                grouped(place.incidents),
                100.0 * place.share,
            ),
        };
        places.iter().zip(&self.groups).map(mark).collect()
    }

    /// An ellipse where one is asked for and has a width, else the hull, which of a street is a line
    /// and of an address a point.
    fn outline(&self, members: &[u32], deviations: Option<f64>) -> Outline {
        /// Narrower ellipses are lines.
        const NARROW_M: f64 = 0.5;
        let inside = members.iter().map(|&i| self.stacks[i as usize]);
        let ellipse = deviations.and_then(|deviations| Ellipse::around(inside.clone(), deviations));
        if let Some(ellipse) = ellipse.filter(|ellipse| ellipse.minor_m >= NARROW_M) {
            return Outline::Polygon(ellipse.corners());
        }
        let corners = hull(inside.map(|stack| stack.at)).corners;
        match corners[..] {
            [only] => Outline::Point(only),
            [_, _] => Outline::Line(corners),
            _ => Outline::Polygon(corners),
        }
    }
}

/// That fractions of incidents were counted, where they were.
pub(super) fn weights_note(input: &Input<'_>) -> Option<String> {
    let possible = input.selection.possible;
    (possible > 0).then(|| {
        format!(
            "{} incidents are only partly in the times asked for and count with that part.",
            grouped(possible)
        )
    })
}

/// That incidents count whole, where some are only partly in the times asked for.
pub(super) fn counts_note(input: &Input<'_>) -> Option<String> {
    let possible = input.selection.possible;
    (possible > 0).then(|| {
        format!(
            "{} incidents are only partly in the times asked for; here they count as whole ones.",
            grouped(possible)
        )
    })
}
