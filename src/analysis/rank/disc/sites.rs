//! Incidents collapsed to the places they happened at, sorted into square cells.
//!
//! Files snap incidents to addresses or street points, so that there are several times fewer
//! distinct places than incidents. Cells are a little larger than the radius: all sites within
//! the radius of a point lie in the nine cells around it. Only cells that hold a site are
//! kept, so that a small radius over a wide county costs no more than a large one.

use crate::analysis::rank::dense_ids::{DenseIds, mixed, position_key};
use crate::base::{Bounds, Planar};

/// One place and what happened there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site {
    /// Where, relative to [`Sites::origin`].
    pub(super) at: Planar,
    /// What it adds to a disc that covers it.
    pub(super) load: Load,
}

/// What a set of sites holds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Load {
    /// Sum of weights.
    pub(super) weight: f64,
    /// Number of incidents.
    pub(super) incidents: u64,
    /// Sum of random words of the sites: sets with one fingerprint are one set, but for a
    /// chance of 2⁻⁶⁴.
    pub(super) fingerprint: u64,
}

impl Load {
    /// Both together; the sets share no site.
    #[must_use]
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            weight: self.weight + other.weight,
            incidents: self.incidents + other.incidents,
            fingerprint: self.fingerprint.wrapping_add(other.fingerprint),
        }
    }

    /// This without `other`, which is part of it. Rounding may leave 10⁻¹² of a weight.
    #[must_use]
    pub(super) fn minus(self, other: Self) -> Self {
        Self {
            weight: self.weight - other.weight,
            incidents: self.incidents - other.incidents,
            fingerprint: self.fingerprint.wrapping_sub(other.fingerprint),
        }
    }

    /// A bound on both: the greater weight and the greater number; no set's fingerprint.
    #[must_use]
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            weight: self.weight.max(other.weight),
            incidents: self.incidents.max(other.incidents),
            fingerprint: 0,
        }
    }
}

/// A cell's row and column in one number; both are 1 or more. Sorted row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CellKey(pub(super) u64);

const ROW: u64 = 1 << 32;

/// All sites.
pub(super) struct Sites {
    /// Added to a site's position gives metres in the analysis CRS.
    pub(super) origin: Planar,
    /// Side of a cell in metres.
    pub(super) cell_m: f64,
    /// Sites by cell, then northing, then easting. A site that was taken has no load.
    pub(super) all: Vec<Site>,
    /// Site of each incident.
    pub(super) of_incident: Vec<u32>,
    /// Cells that hold a site, ascending, with their first site.
    cells: Vec<(CellKey, u32)>,
}

impl Sites {
    /// The sites of incidents at `positions` with `weights`, for discs whose radius is at
    /// most `reach_m`.
    pub(super) fn new(positions: &[Planar], weights: &[f64], reach_m: f64) -> Self {
        let nowhere = Planar::new(0.0, 0.0);
        let bounds = Bounds::around(positions.iter().copied()).unwrap_or(Bounds {
            min: nowhere,
            max: nowhere,
        });
        // Whole metres keep positions exact that are written in whole metres.
        let origin = Planar::new(bounds.min.x.floor(), bounds.min.y.floor());
        let widest = bounds.width_m().max(bounds.height_m());
        let cell_m = reach_m.max(widest / f64::from(1 << 30));
        let (mut sites, mut of_incident) = collapsed(positions, weights, origin);
        let order = sorted_by_cell(&sites, cell_m);
        let mut place = vec![0; sites.len()];
        for (to, &(_, from)) in order.iter().enumerate() {
            place[from as usize] = to as u32;
        }
        for site in &mut of_incident {
            *site = place[*site as usize];
        }
        let mut cells: Vec<(CellKey, u32)> = Vec::new();
        for (i, &(key, _)) in order.iter().enumerate() {
            if cells.last().is_none_or(|last| last.0 != key) {
                cells.push((key, i as u32));
            }
        }
        sites = order
            .iter()
            .map(|&(_, from)| sites[from as usize])
            .collect();
        for (i, site) in sites.iter_mut().enumerate() {
            site.load.fingerprint = mixed(i as u64 + 1);
        }
        Self {
            origin,
            cell_m,
            all: sites,
            of_incident,
            cells,
        }
    }

    /// The cell that holds `at`.
    pub(super) fn cell_of(&self, at: Planar) -> CellKey {
        cell_of(at, self.cell_m)
    }

    /// The middle of a cell.
    pub(super) fn middle(&self, cell: CellKey) -> Planar {
        let (row, column) = (cell.0 / ROW, cell.0 % ROW);
        let along = |i: u64| (i as f64 - 1.5) * self.cell_m;
        Planar::new(along(column), along(row))
    }

    /// Ranges of sites in the nine cells around `cell`, row by row.
    pub(super) fn around(&self, cell: CellKey) -> [std::ops::Range<usize>; 3] {
        [cell.0 - ROW, cell.0, cell.0 + ROW].map(|middle| {
            let start = |key: CellKey| {
                let next = self.cells.partition_point(|cell| cell.0 < key);
                self.cells
                    .get(next)
                    .map_or(self.all.len(), |cell| cell.1 as usize)
            };
            start(CellKey(middle - 1))..start(CellKey(middle + 2))
        })
    }

    /// The sites within `radius_m` (at most a cell's side) of `at` that were not taken.
    pub(super) fn within(&self, at: Planar, radius_m: f64) -> impl Iterator<Item = usize> {
        let limit = radius_m * radius_m;
        self.around(self.cell_of(at))
            .into_iter()
            .flatten()
            .filter(move |&i| {
                let site = &self.all[i];
                site.load.incidents > 0 && site.at.distance_sq_to(at) <= limit
            })
    }

    /// Every cell from which a disc can reach a site, ascending, with the load of the nine
    /// cells around it: more than any disc centred in the cell can hold.
    pub(super) fn cells_of_centres(&self) -> Vec<(CellKey, Load)> {
        let ends = self.cells.iter().skip(1).map(|cell| cell.1 as usize);
        let own: Vec<(CellKey, Load)> = self
            .cells
            .iter()
            .zip(ends.chain([self.all.len()]))
            .map(|(&(key, first), end)| {
                let sites = &self.all[first as usize..end];
                (
                    key,
                    sites
                        .iter()
                        .fold(Load::default(), |sum, site| sum.plus(site.load)),
                )
            })
            .collect();
        spread(&spread(&own, 1), ROW)
    }
}

/// Adds to each cell the loads of the cells `step` before and after it. All three copies of
/// the list are ascending, so one merge does it.
fn spread(cells: &[(CellKey, Load)], step: u64) -> Vec<(CellKey, Load)> {
    let mut heads = [0; 3];
    let shifted = |head: usize, copy: u64| {
        cells
            .get(head)
            .map(|&(key, load)| (CellKey(key.0 + copy * step - step), load))
    };
    let mut out = Vec::with_capacity(cells.len() * 2);
    loop {
        let nexts = [
            shifted(heads[0], 0),
            shifted(heads[1], 1),
            shifted(heads[2], 2),
        ];
        let Some(least) = nexts.iter().flatten().map(|next| next.0).min() else {
            return out;
        };
        let mut sum = Load::default();
        for (head, next) in heads.iter_mut().zip(nexts) {
            if let Some((_, load)) = next.filter(|next| next.0 == least) {
                sum = sum.plus(load);
                *head += 1;
            }
        }
        out.push((least, sum));
    }
}

fn collapsed(positions: &[Planar], weights: &[f64], origin: Planar) -> (Vec<Site>, Vec<u32>) {
    let mut ids = DenseIds::with_capacity(positions.len() / 4);
    let mut sites: Vec<Site> = Vec::new();
    let mut of_incident = Vec::with_capacity(positions.len());
    for (p, &weight) in positions.iter().zip(weights) {
        let id = ids.id(position_key(p.x, p.y));
        if id as usize == sites.len() {
            let at = Planar::new(p.x - origin.x, p.y - origin.y);
            sites.push(Site {
                at,
                load: Load::default(),
            });
        }
        let load = &mut sites[id as usize].load;
        load.weight += weight;
        load.incidents += 1;
        of_incident.push(id);
    }
    (sites, of_incident)
}

fn sorted_by_cell(sites: &[Site], cell_m: f64) -> Vec<(CellKey, u32)> {
    let keyed = |(i, site): (usize, &Site)| (cell_of(site.at, cell_m), site.at, i as u32);
    let mut order: Vec<(CellKey, Planar, u32)> = sites.iter().enumerate().map(keyed).collect();
    order.sort_unstable_by(|(a, p, _), (b, q, _)| {
        a.cmp(b).then(p.y.total_cmp(&q.y)).then(p.x.total_cmp(&q.x))
    });
    order.into_iter().map(|(key, _, i)| (key, i)).collect()
}

fn cell_of(at: Planar, cell_m: f64) -> CellKey {
    // Column 0 stays free for the western neighbours of column 1. A point further out than
    // one cell is held at the rim; nothing is within reach of it there either way.
    let index = |metres: f64| ((metres / cell_m).floor() + 2.0).clamp(1.0, 4e9) as u64;
    CellKey(index(at.y) * ROW + index(at.x))
}
