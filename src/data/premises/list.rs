//! All premises of a data set, with one R-tree for every choice of them.
//!
//! Distances are planar; a premises exactly on the edge of a radius is within it. Where
//! several are equally near, the first of the file is named, so that answers do not depend
//! on how a tree is laid out.

use std::sync::Arc;

use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::base::{Bounds, Planar};
use crate::data::premises::reach::Reach;
use crate::data::premises::{NightRule, Premises, PremisesChoice};

type Tree = RTree<GeomWithData<[f64; 2], u32>>;

/// All premises of a data set, with an index for nearest and within-radius questions.
/// Cloning shares it.
#[derive(Clone, Debug, Default)]
pub struct PremisesList {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    rows: Vec<Premises>,
    night: Vec<bool>,
    tells_night_time: bool,
    bounds: Option<Bounds>,
    every: Tree,
    nte: Tree,
}

impl PremisesList {
    /// Premises in file order. `tells_night_time` says whether their file has a type, licence
    /// or hours at all; where it has none, `rule` decides for all of them at once.
    /// Premises without a finite position belong not here and are left out.
    pub fn new(mut rows: Vec<Premises>, rule: &NightRule, tells_night_time: bool) -> Self {
        rows.retain(|row| row.position.x.is_finite() && row.position.y.is_finite());
        let night: Vec<bool> = rows
            .iter()
            .map(|row| {
                if tells_night_time {
                    rule.counts(row)
                } else {
                    rule.default_is_night
                }
            })
            .collect();
        let entry =
            |i: usize| GeomWithData::new([rows[i].position.x, rows[i].position.y], i as u32);
        let every = RTree::bulk_load((0..rows.len()).map(entry).collect());
        let nte = RTree::bulk_load((0..rows.len()).filter(|&i| night[i]).map(entry).collect());
        let bounds = Bounds::around(rows.iter().map(|row| row.position));
        Self {
            inner: Arc::new(Inner {
                rows,
                night,
                tells_night_time,
                bounds,
                every,
                nte,
            }),
        }
    }

    /// Number of premises, night-time or not.
    pub fn len(&self) -> usize {
        self.inner.rows.len()
    }

    /// Whether there are none, because no premises were given or none is located.
    pub fn is_empty(&self) -> bool {
        self.inner.rows.is_empty()
    }

    /// All premises in file order.
    pub fn all(&self) -> &[Premises] {
        &self.inner.rows
    }

    /// The premises at `index`.
    pub fn get(&self, index: usize) -> &Premises {
        &self.inner.rows[index]
    }

    /// Whether the premises at `index` is night-time economy.
    pub fn is_night(&self, index: usize) -> bool {
        self.inner.night[index]
    }

    /// Whether the premises at `index` is among `choice`.
    pub fn is_chosen(&self, index: usize, choice: PremisesChoice) -> bool {
        choice == PremisesChoice::All || self.is_night(index)
    }

    /// How many premises are among `choice`.
    pub fn count(&self, choice: PremisesChoice) -> usize {
        self.tree(choice).size()
    }

    /// Whether their file has a type, licence or hours at all, so that the rule could look.
    pub fn tells_night_time(&self) -> bool {
        self.inner.tells_night_time
    }

    /// Indices of the premises among `choice`, ascending.
    pub fn chosen(&self, choice: PremisesChoice) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(move |&i| self.is_chosen(i, choice))
    }

    /// The nearest premises among `choice` and its distance in metres; of equally near ones
    /// the first in the file. `None` where there is none.
    pub fn nearest(&self, at: Planar, choice: PremisesChoice) -> Option<(usize, f64)> {
        if !(at.x.is_finite() && at.y.is_finite()) {
            return None;
        }
        let near = self.tree(choice).nearest_neighbors(&[at.x, at.y]);
        let index = near.into_iter().map(|entry| entry.data as usize).min()?;
        Some((index, self.get(index).position.distance_to(at)))
    }

    /// Indices of the premises among `choice` within `radius_m` metres of `at`, ascending.
    pub fn within(&self, at: Planar, radius_m: f64, choice: PremisesChoice) -> Vec<usize> {
        let mut found: Vec<usize> = self.near(at, radius_m, choice).collect();
        found.sort_unstable();
        found
    }

    /// Whether any premises among `choice` lies within `radius_m` metres of `at`.
    pub fn any_within(&self, at: Planar, radius_m: f64, choice: PremisesChoice) -> bool {
        self.near(at, radius_m, choice).next().is_some()
    }

    /// The positions within `radius_m` metres of premises among `choice`: the answers of
    /// [`Self::any_within`], made ready to be asked of every incident.
    pub fn reach(&self, radius_m: f64, choice: PremisesChoice) -> Reach {
        let positions: Vec<Planar> = self.chosen(choice).map(|i| self.get(i).position).collect();
        Reach::new(&positions, radius_m)
    }

    /// The smallest rectangle around all premises.
    pub fn bounds(&self) -> Option<Bounds> {
        self.inner.bounds
    }

    fn near(
        &self,
        at: Planar,
        radius_m: f64,
        choice: PremisesChoice,
    ) -> impl Iterator<Item = usize> {
        let radius_sq = if radius_m >= 0.0 {
            radius_m * radius_m
        } else {
            f64::NAN
        };
        // The tree is asked a hair too widely, for its boxes round in their own way; the
        // measure that counts is the one every part of nightbeat uses.
        self.tree(choice)
            .locate_within_distance([at.x, at.y], radius_sq * (1.0 + 1e-9))
            .map(|entry| entry.data as usize)
            .filter(move |&i| self.get(i).position.distance_sq_to(at) <= radius_sq)
    }

    fn tree(&self, choice: PremisesChoice) -> &Tree {
        match choice {
            PremisesChoice::All => &self.inner.every,
            PremisesChoice::Nte => &self.inner.nte,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::LonLat;
    use proptest::prelude::*;

    fn premises(x: f64, y: f64, kind: &str) -> Premises {
        Premises {
            name: format!("{kind} at {x} {y}"),
            position: Planar::new(x, y),
            lon_lat: LonLat::new(0.0, 0.0),
            kind: Some(kind.to_owned()),
            ..Premises::unknown()
        }
    }

    #[test]
    fn choices_have_their_own_nearest() {
        let rows = vec![premises(0.0, 0.0, "shop"), premises(30.0, 40.0, "pub")];
        let list = PremisesList::new(rows, &NightRule::default(), true);
        let here = Planar::new(0.0, 0.0);
        assert_eq!(list.nearest(here, PremisesChoice::All), Some((0, 0.0)));
        assert_eq!(list.nearest(here, PremisesChoice::Nte), Some((1, 50.0)));
        assert_eq!(
            (
                list.count(PremisesChoice::All),
                list.count(PremisesChoice::Nte)
            ),
            (2, 1)
        );
        assert_eq!(
            list.within(here, 50.0, PremisesChoice::All),
            [0, 1],
            "the edge counts"
        );
        assert!(list.within(here, 49.999, PremisesChoice::Nte).is_empty());
        assert!(list.within(here, f64::NAN, PremisesChoice::All).is_empty());
        assert!(list.within(here, -1.0, PremisesChoice::All).is_empty());
        assert_eq!(list.chosen(PremisesChoice::Nte).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn of_equally_near_premises_the_first_is_named() {
        let rows = (0..40).map(|_| premises(3.0, 4.0, "pub")).collect();
        let list = PremisesList::new(rows, &NightRule::default(), true);
        assert_eq!(
            list.nearest(Planar::new(0.0, 0.0), PremisesChoice::Nte),
            Some((0, 5.0))
        );
    }

    #[test]
    fn a_file_that_tells_nothing_is_decided_by_the_default() {
        for default_is_night in [true, false] {
            let rule = NightRule {
                default_is_night,
                ..NightRule::default()
            };
            let list = PremisesList::new(vec![premises(0.0, 0.0, "")], &rule, false);
            assert_eq!(list.is_night(0), default_is_night);
        }
    }

    #[test]
    fn an_empty_list_answers_nothing() {
        let list = PremisesList::default();
        let here = Planar::new(0.0, 0.0);
        assert_eq!(list.nearest(here, PremisesChoice::All), None);
        assert!(list.is_empty() && list.bounds().is_none());
        assert!(!list.any_within(here, 1e9, PremisesChoice::All));
    }

    proptest! {
        #[test]
        fn trees_agree_with_looking_at_every_premises(
            points in prop::collection::vec((0..20_i32, 0..20_i32), 1..60),
            at in (0..20_i32, 0..20_i32),
            radius in 0..15_i32,
        ) {
            let rows: Vec<_> = points.iter().map(|&(x, y)| premises(f64::from(x), f64::from(y), "pub")).collect();
            let list = PremisesList::new(rows.clone(), &NightRule::default(), true);
            let (at, radius) = (Planar::new(f64::from(at.0), f64::from(at.1)), f64::from(radius));
            let near: Vec<usize> = (0..rows.len())
                .filter(|&i| rows[i].position.distance_sq_to(at) <= radius * radius)
                .collect();
            prop_assert_eq!(list.any_within(at, radius, PremisesChoice::All), !near.is_empty());
            prop_assert_eq!(list.reach(radius, PremisesChoice::Nte).holds(at), !near.is_empty());
            prop_assert_eq!(list.within(at, radius, PremisesChoice::All), near);
            let least = rows.iter().map(|r| r.position.distance_sq_to(at)).fold(f64::INFINITY, f64::min);
            let first = rows.iter().position(|r| r.position.distance_sq_to(at) == least).unwrap();
            prop_assert_eq!(list.nearest(at, PremisesChoice::All), Some((first, least.sqrt())));
        }
    }
}
