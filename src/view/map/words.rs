//! Short texts about what lies on the map. Places and counts only, never a person.

use std::collections::BTreeMap;

use crate::analysis::rank::Hotspot;
use crate::base::When;
use crate::base::figures::grouped;
use crate::base::when::date_of_day;
use crate::data::{Dataset, NameId, Premises};
use crate::view::widgets::number;

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

/// "3 May 2024 23:10, Violence".
pub(crate) fn incident(data: &Dataset, row: usize) -> String {
    let category = data.categories.text(data.incidents.category(row));
    let when = when(data.incidents.when(row));
    if category.is_empty() {
        when
    } else {
        format!("{when}, {category}")
    }
}

fn when(when: When) -> String {
    let day = |day| number::date(date_of_day(day));
    match when {
        When::Unknown => "time unknown".to_owned(),
        When::At(at) => format!("{} {}", number::date(at.date()), at.clock()),
        When::Between { from, to } if from.day() == to.day() => {
            let date = number::date(from.date());
            format!("{date} {}\u{2013}{}", from.clock(), to.clock())
        }
        When::Between { from, to } => format!(
            "{} {} \u{2013} {} {}",
            number::date(from.date()),
            from.clock(),
            number::date(to.date()),
            to.clock()
        ),
        When::Days { first, last } if first == last => day(first),
        When::Days { first, last } => format!("{} \u{2013} {}", day(first), day(last)),
        When::Months { first, .. } => number::month(date_of_day(first)),
    }
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
    use crate::base::{Civil, ClockTime, LonLat, Planar};

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
    fn an_incident_is_told_by_its_time_and_offence() {
        let at = Civil(1_714_777_800);
        let later = Civil(at.0 + 7_200);
        let whens = [
            When::At(at),
            When::Between {
                from: at,
                to: later,
            },
            When::Months {
                first: 18_840,
                last: 18_870,
            },
            When::Unknown,
        ];
        let told = whens.map(|when| {
            let data = Dataset::from_points([(0.0, 0.0, when, "Affray")]);
            incident(&data, 0)
        });
        let expected = [
            "3 May 2024 23:10, Affray",
            "3 May 2024 23:10 \u{2013} 4 May 2024 01:10, Affray",
            "Aug 21, Affray",
            "time unknown, Affray",
        ];
        assert_eq!(told, expected);
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
