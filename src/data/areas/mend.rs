//! Geometry made valid, or refused.
//!
//! A polygon that crosses itself is read by the even-odd rule, which is what people see when
//! it is drawn; polygons of one area that overlap are merged. Both are reported, for the file
//! should be put right.

use geo::orient::Direction;
use geo::{
    Area as _, BooleanOps, LineString, MultiPolygon, OpType, Orient, Polygon, RemoveRepeatedPoints,
    Validation, unary_union,
};

/// A valid shape, outer rings counter-clockwise.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mended {
    /// The shape.
    pub(crate) shape: MultiPolygon,
    /// What was wrong with it, if it had to be changed.
    pub(crate) fault: Option<String>,
}

/// Makes `shape` valid; `None` where nothing with an area is left of it.
pub(crate) fn mend(shape: &MultiPolygon) -> Option<Mended> {
    let plain = MultiPolygon::new(shape.iter().filter_map(without_slivers).collect())
        .orient(Direction::Default);
    let mended = match plain.check_validation() {
        Ok(()) => Mended {
            shape: plain,
            fault: None,
        },
        Err(fault) => Mended {
            shape: by_even_odd(&plain),
            fault: Some(fault.to_string()),
        },
    };
    (mended.shape.unsigned_area() > 0.0).then_some(mended)
}

fn without_slivers(polygon: &Polygon) -> Option<Polygon> {
    let polygon = polygon.remove_repeated_points();
    let (outer, holes) = polygon.into_inner();
    let holes = holes.into_iter().filter(is_ring).collect();
    is_ring(&outer).then(|| Polygon::new(outer, holes))
}

/// Three corners and the first again, all of them numbers.
fn is_ring(ring: &LineString) -> bool {
    ring.0.len() >= 4 && ring.0.iter().all(|c| c.x.is_finite() && c.y.is_finite())
}

fn by_even_odd(shape: &MultiPolygon) -> MultiPolygon {
    let nothing = MultiPolygon::new(Vec::new());
    let parts: Vec<MultiPolygon> = shape
        .iter()
        .map(|polygon| {
            polygon
                .boolean_op(&nothing, OpType::Union)
                .orient(Direction::Default)
        })
        .collect();
    unary_union(&parts).orient(Direction::Default)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    #[test]
    fn a_valid_shape_keeps_its_corners() {
        let square =
            polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 2.0), (x: 0.0, y: 2.0)];
        let mended = mend(&MultiPolygon::new(vec![square.clone()])).unwrap();
        assert_eq!(
            mended,
            Mended {
                shape: MultiPolygon::new(vec![square]),
                fault: None
            }
        );
    }

    #[test]
    fn a_bow_tie_becomes_two_triangles() {
        let bow_tie =
            polygon![(x: 0.0, y: 0.0), (x: 4.0, y: 4.0), (x: 4.0, y: 0.0), (x: 0.0, y: 4.0)];
        let mended = mend(&MultiPolygon::new(vec![bow_tie])).unwrap();
        assert!(mended.fault.is_some());
        assert_eq!(mended.shape.0.len(), 2);
        assert!((mended.shape.unsigned_area() - 8.0).abs() < 1e-6);
        assert!(mended.shape.is_valid());
    }

    #[test]
    fn overlapping_parts_are_merged_not_cut_out() {
        let square = |x: f64| polygon![(x: x, y: 0.0), (x: x + 4.0, y: 0.0), (x: x + 4.0, y: 4.0), (x: x, y: 4.0)];
        let mended = mend(&MultiPolygon::new(vec![square(0.0), square(2.0)])).unwrap();
        assert!(mended.fault.is_some());
        assert!((mended.shape.unsigned_area() - 24.0).abs() < 1e-6);
    }

    #[test]
    fn lines_points_and_what_is_no_number_are_refused() {
        let flat = polygon![(x: 0.0, y: 0.0), (x: 4.0, y: 4.0), (x: 0.0, y: 0.0)];
        let line = polygon![(x: 0.0, y: 0.0), (x: 4.0, y: 4.0), (x: 8.0, y: 8.0)];
        let nan = polygon![(x: 0.0, y: 0.0), (x: f64::NAN, y: 4.0), (x: 8.0, y: 0.0)];
        for polygon in [flat, line, nan] {
            assert_eq!(mend(&MultiPolygon::new(vec![polygon])), None);
        }
        assert_eq!(mend(&MultiPolygon::new(vec![])), None);
    }
}
