//! Short texts about what lies on the map. Places and counts only, never a person.

use std::collections::BTreeMap;

use crate::analysis::rank::Hotspot;
use crate::base::figures::grouped;
use crate::data::{Dataset, NameId, Premises};

/// "3 incidents", "1 incident".
pub(crate) fn incidents(n: usize) -> String {
    let noun = if n == 1 { "incident" } else { "incidents" };
    format!("{} {noun}", grouped(n))
}

/// "146 incidents: 131 certain, 15 in part".
pub(crate) fn counts(hotspot: &Hotspot) -> String {
    let all = incidents(hotspot.incidents);
    if hotspot.possible == 0 {
        return all;
    }
    format!(
        "{all}: {} certain, {} in part",
        hotspot.certain, hotspot.possible
    )
}

/// "Pub, 11:00–01:00, holds 250".
pub(crate) fn premises(premises: &Premises) -> String {
    let hours = premises
        .opens
        .zip(premises.closes)
        .map(|(a, b)| format!("{a}\u{2013}{b}"));
    let closes = || premises.closes.map(|closes| format!("closes {closes}"));
    let holds = premises
        .capacity
        .map(|n| format!("holds {}", grouped(n as usize)));
    let parts = [
        premises.kind.as_deref().map(capitalised),
        hours.or_else(closes),
        holds,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn capitalised(text: &str) -> String {
    let text = text.replace('_', " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// How many of `rows` have each category, the most frequent first.
pub(crate) fn by_category(data: &Dataset, rows: &[u32]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<NameId, usize> = BTreeMap::new();
    for &row in rows {
        *counts
            .entry(data.incidents.category(row as usize))
            .or_default() += 1;
    }
    let mut counts: Vec<(NameId, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(id, n)| (std::cmp::Reverse(n), id));
    let named = |(id, n)| {
        let text = data.categories.text(id);
        (
            if text.is_empty() {
                "No category".to_owned()
            } else {
                text.to_owned()
            },
            n,
        )
    };
    counts.into_iter().map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{ClockTime, LonLat, Planar, When};

    fn pub_(closes: Option<ClockTime>) -> Premises {
        Premises {
            name: "The Anchor".to_owned(),
            position: Planar::new(0.0, 0.0),
            lon_lat: LonLat::new(0.0, 0.0),
            kind: Some("late_takeaway".to_owned()),
            opens: ClockTime::new(11, 0),
            closes,
            capacity: Some(1250),
            ..Premises::unknown()
        }
    }

    #[test]
    fn premises_are_told_by_type_hours_and_capacity() {
        assert_eq!(
            premises(&pub_(ClockTime::new(1, 30))),
            "Late takeaway, 11:00–01:30, holds 1,250"
        );
        assert_eq!(premises(&pub_(None)), "Late takeaway, holds 1,250");
    }

    #[test]
    fn categories_are_counted_the_most_frequent_first() {
        let names = ["Robbery", "Affray", "", "Affray"];
        let data = Dataset::from_points(names.map(|name| (0.0, 0.0, When::Unknown, name)));
        let counted = by_category(&data, &[0, 1, 2, 3]);
        let expected = [("Affray", 2), ("Robbery", 1), ("No category", 1)];
        assert_eq!(counted, expected.map(|(name, n)| (name.to_owned(), n)));
        assert_eq!(
            (incidents(1), incidents(1200)),
            ("1 incident".into(), "1,200 incidents".into())
        );
    }
}
