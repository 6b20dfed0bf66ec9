//! The weight of the heaviest disc over any points: what simulations of the list ask for.

use crate::analysis::rank::disc::{DiscParams, Effort, discs};
use crate::analysis::rank::loaded_tree::LoadedTree;
use crate::analysis::selection::SiteLoad;
use crate::base::Planar;
use crate::base::progress::{Cancelled, Progress};
use crate::data::SiteTree;

/// The greatest sum of `weights` of `points` in a closed disc of `radius_m` laid anywhere: the
/// search of the list itself. 0 where there are no points.
///
/// # Errors
/// When nobody wants it any more.
pub fn heaviest_disc(
    points: &[Planar],
    weights: &[f64],
    radius_m: f64,
    progress: &Progress,
) -> Result<f64, Cancelled> {
    if points.is_empty() {
        return Ok(0.0);
    }
    let xs: Vec<f64> = points.iter().map(|p| p.x).collect();
    let ys: Vec<f64> = points.iter().map(|p| p.y).collect();
    let tree = SiteTree::new(&xs, &ys);
    let load = |(site, &weight): (u32, &f64)| SiteLoad {
        site,
        incidents: 1,
        weight,
    };
    let loads: Vec<SiteLoad> = (0..).zip(weights).map(load).collect();
    let params = DiscParams {
        radius_m,
        separation_m: 0.0,
        top: 1,
        min_incidents: 0,
    };
    let found = discs(
        LoadedTree::new(&tree, &loads),
        params,
        Effort::Exact,
        progress,
    )?;
    let weight = |disc: &crate::analysis::rank::disc::Disc| {
        disc.members.iter().map(|&i| weights[i as usize]).sum()
    };
    Ok(found.first().map_or(0.0, weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_disc_is_found_anywhere() {
        let at = [
            (0.0, 0.0),
            (190.0, 0.0),
            (500.0, 0.0),
            (590.0, 60.0),
            (560.0, -80.0),
        ];
        let points = at.map(|(x, y)| Planar::new(x, y));
        let weights = [1.0, 0.5, 0.25, 0.5, 0.5];
        let heaviest = |radius_m| heaviest_disc(&points, &weights, radius_m, &Progress::new());
        assert_eq!(heaviest(100.0), Ok(1.5), "the pair 190 m apart");
        assert_eq!(heaviest(90.0), Ok(1.25), "the three to the east");
        assert_eq!(heaviest(10.0), Ok(1.0));
        assert_eq!(heaviest_disc(&[], &[], 10.0, &Progress::new()), Ok(0.0));
    }
}
