//! Which of several layers is meant.

use crate::io::read::error::Trouble;
use crate::io::read::layers::{Described, Holds};

/// What a layer is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::io::read) enum Wanted {
    /// Places of incidents or premises: points, or a table that has them in columns.
    Points,
    /// Boundaries.
    Polygons,
    /// Roads.
    Lines,
    /// What is only looked at: of several layers the first with geometry.
    Anything,
}

/// How a layer is chosen.
#[derive(Clone, Copy, Debug)]
pub(in crate::io::read) struct Choice<'a> {
    /// What it is wanted for.
    pub(in crate::io::read) wanted: Wanted,
    /// Its name, if the user gives one.
    pub(in crate::io::read) name: Option<&'a str>,
    /// The option that gives it.
    pub(in crate::io::read) option: &'static str,
}

/// The place in the list of the layer that is meant.
///
/// # Errors
/// When no layer has the name, or several could be meant.
pub(in crate::io::read) fn choose(
    list: &[Described],
    choice: Choice<'_>,
) -> Result<usize, Trouble> {
    if let Some(name) = choice.name {
        let exact = list.iter().position(|layer| layer.name == name);
        let like = || {
            list.iter()
                .position(|layer| layer.name.eq_ignore_ascii_case(name.trim()))
        };
        return exact.or_else(like).ok_or_else(|| Trouble::NoLayerOfName {
            option: choice.option,
            layer: name.to_owned(),
            layers: said(list),
        });
    }
    if list.len() == 1 {
        return Ok(0);
    }
    if choice.wanted == Wanted::Anything {
        let has_geometry = |layer: &Described| layer.holds != Holds::Nothing;
        return Ok(list.iter().position(has_geometry).unwrap_or(0));
    }
    // A layer that surely has what is wanted goes before one that may have it.
    for fits in [fits_surely, fits_perhaps] {
        let mut fitting = (0..list.len()).filter(|&i| fits(list[i].holds, choice.wanted));
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => return Ok(only),
            (Some(_), Some(_)) => break,
            (None, _) => {}
        }
    }
    Err(Trouble::SeveralLayers {
        option: choice.option,
        layers: said(list),
    })
}

fn fits_surely(holds: Holds, wanted: Wanted) -> bool {
    match wanted {
        Wanted::Points => holds == Holds::Points,
        Wanted::Polygons => holds == Holds::Polygons,
        Wanted::Lines => holds == Holds::Lines,
        Wanted::Anything => holds != Holds::Nothing,
    }
}

fn fits_perhaps(holds: Holds, wanted: Wanted) -> bool {
    holds == Holds::Any || (wanted == Wanted::Points && holds == Holds::Nothing)
}

/// Names of layers with what they hold.
fn said(list: &[Described]) -> Vec<String> {
    let said = |layer: &Described| format!("{} ({})", layer.name, layer.holds.words());
    list.iter().map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(layers: &[(&str, Holds)]) -> Vec<Described> {
        let described = |&(name, holds): &(&str, Holds)| Described {
            name: name.to_owned(),
            holds,
        };
        layers.iter().map(described).collect()
    }

    fn chosen(
        layers: &[(&str, Holds)],
        wanted: Wanted,
        name: Option<&str>,
    ) -> Result<usize, String> {
        let choice = Choice {
            wanted,
            name,
            option: "--layer",
        };
        choose(&list(layers), choice).map_err(|trouble| trouble.to_string())
    }

    #[test]
    fn the_one_layer_with_the_wanted_geometry_is_chosen() {
        let all = [
            ("pubs", Holds::Points),
            ("wards", Holds::Polygons),
            ("styles", Holds::Nothing),
        ];
        assert_eq!(chosen(&all, Wanted::Points, None), Ok(0));
        assert_eq!(chosen(&all, Wanted::Polygons, None), Ok(1));
        assert_eq!(chosen(&all, Wanted::Points, Some("WARDS")), Ok(1));
        assert_eq!(chosen(&all[1..], Wanted::Points, None), Ok(1));
        assert_eq!(chosen(&all[1..2], Wanted::Points, None), Ok(0));
        assert_eq!(chosen(&all, Wanted::Anything, None), Ok(0));
        let last = [all[2], all[1], all[0]];
        assert_eq!(chosen(&last, Wanted::Anything, None), Ok(1));
    }

    #[test]
    fn where_several_could_be_meant_they_are_listed() {
        let all = [("wards", Holds::Polygons), ("beats", Holds::Polygons)];
        for name in [None, Some("roads")] {
            let refused = chosen(&all, Wanted::Polygons, name).unwrap_err();
            assert!(refused.contains("--layer"), "{refused}");
            assert!(refused.contains("beats (polygons)"), "{refused}");
        }
        assert!(chosen(&all, Wanted::Points, None).is_err());
    }
}
