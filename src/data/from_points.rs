//! A data set straight from positions in the plane, without files: for the sample, for
//! experiments and for tests of everything that asks questions of a [`Dataset`].

use geo::{Area as _, ConvexHull, MultiPoint, Point};

use crate::base::Planar;
use crate::base::{Bounds, When};
use crate::data::areas::Areas;
use crate::data::attributes::{Attribute, AttributeKind, Codes};
use crate::data::dataset::{Dataset, Tally};
use crate::data::incidents::{Draft, Incident, Origin};
use crate::data::premises::PremisesList;
use crate::data::sites::Sites;

impl Dataset {
    /// A data set of incidents at `(x, y)` metres of the British National Grid, with time and
    /// category, all of them analysed. Lines count from 2, as under a header. Areas and
    /// premises can be added with [`Dataset::with_areas`] and [`Dataset::with_premises`].
    /// Rows come in the table's order of space; their lines tell which point they were.
    pub fn from_points<'a>(points: impl IntoIterator<Item = (f64, f64, When, &'a str)>) -> Self {
        let mut data = Self::default();
        let location = data.locations.intern("");
        let mut draft = Draft::default();
        for (i, (x, y, when, category)) in points.into_iter().enumerate() {
            let category = data.categories.intern(category);
            let origin = Origin {
                file: 0,
                line: i as u32 + 2,
            };
            draft.push(Incident {
                position: Planar::new(x, y),
                when,
                category,
                location,
                origin,
            });
        }
        data.incidents = draft.finish();
        let n = data.incidents.len();
        data.tally = Tally {
            rows_read: n,
            located: n,
            analysed: n,
            ..Tally::default()
        };
        data.bounds = Bounds::around(data.incidents.sites().positions());
        data.region_km2 = hull_km2(data.incidents.sites());
        data
    }

    /// This data set with other areas: each incident is given the areas it lies in, none
    /// is left out for lying outside.
    #[must_use]
    pub fn with_areas(mut self, areas: Areas) -> Self {
        self.further_areas = self.incidents.set_areas(&areas);
        self.region_km2 = if areas.is_empty() {
            hull_km2(self.incidents.sites())
        } else {
            areas.union_km2()
        };
        self.areas = areas;
        self
    }

    /// This data set with a further column of which `text` tells what the point of each line
    /// says.
    #[must_use]
    pub fn with_attribute(
        mut self,
        kind: AttributeKind,
        column: &str,
        text: impl Fn(u32) -> String,
    ) -> Self {
        let mut attribute = Attribute::default();
        attribute.about.kind = kind;
        column.clone_into(&mut attribute.about.column);
        let of_row = |row| text(self.incidents.origin(row).line);
        let codes: Vec<u32> = (0..self.incidents.len())
            .map(|row| attribute.texts.intern(of_row(row).trim()).0)
            .collect();
        self.incidents.add_attribute(Codes::Words(codes.into()));
        self.attributes.push(attribute);
        self
    }

    /// This data set with other premises.
    #[must_use]
    pub fn with_premises(mut self, premises: PremisesList) -> Self {
        self.premises = premises;
        self
    }
}

/// Area of the convex hull of all positions, in km².
pub(crate) fn hull_km2(sites: &Sites) -> f64 {
    let points: Vec<Point> = sites.positions().map(|p| Point::new(p.x, p.y)).collect();
    MultiPoint(points).convex_hull().unsigned_area() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_become_a_table_with_tally_bounds_and_hull() {
        let square = [
            (0.0, 0.0),
            (2000.0, 0.0),
            (2000.0, 1000.0),
            (0.0, 1000.0),
            (700.0, 300.0),
        ];
        let data = Dataset::from_points(square.map(|(x, y)| (x, y, When::Unknown, "Robbery")));
        assert_eq!(data.tally.analysed, 5);
        assert!((data.region_km2 - 2.0).abs() < 1e-12);
        assert_eq!(
            data.bounds.map(|b| (b.width_m(), b.height_m())),
            Some((2000.0, 1000.0))
        );
        assert_eq!(data.categories.text(data.incidents.category(4)), "Robbery");
        assert_eq!(data.incidents.origin(4).line, 4, "the north-east corner");
    }

    #[test]
    fn fewer_than_three_points_span_no_area() {
        assert_eq!(
            Dataset::from_points([(1.0, 2.0, When::Unknown, "")]).region_km2,
            0.0
        );
        assert_eq!(Dataset::from_points([]).region_km2, 0.0);
    }
}
