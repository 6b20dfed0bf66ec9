//! What was done in some areas, held against others: the weighted displacement difference.

use std::collections::BTreeSet;

use crate::analysis::change::displacement::{Displacement, Groups, Pair};
use crate::analysis::methods::changes::places::weight_in_groups;
use crate::analysis::methods::changes::two_selections::{BEFORE, SPLIT, Side, TwoSelections};
use crate::analysis::methods::{
    Cell, Class, Column, Input, Kind, Mark, Method, MethodError, Outline, Parameter, Question,
    Report, Table, Unset,
};
use crate::base::figures::grouped;
use crate::data::{AreaId, Areas};

/// Where something was done.
const TREATED: Parameter = Parameter {
    key: "treated",
    label: "Areas where something was done",
    help: "Names of areas where something was done from the later period's first day, with semicolons between several.",
    kind: Kind::Text,
};
/// Where nothing was.
const CONTROL: Parameter = Parameter {
    key: "control",
    label: "Areas to compare with",
    help: "Names of like areas where nothing was done, with semicolons between several; without it all that the filter counts and that are not named.",
    kind: Kind::Text,
};
/// Where crime may have moved to.
const AROUND: Parameter = Parameter {
    key: "around",
    label: "Areas it may have moved to",
    help: "Names of areas beside the treated ones, with semicolons between several; none unless they are named.",
    kind: Kind::Text,
};
/// The same beside the control areas.
const AROUND_CONTROL: Parameter = Parameter {
    key: "around-control",
    label: "Areas beside those to compare with",
    help: "Names of areas beside the control ones, with semicolons between several; none unless they are named.",
    kind: Kind::Text,
};

/// See the page.
pub(super) struct DisplacementDifference;

impl Method for DisplacementDifference {
    fn id(&self) -> &'static str {
        "displacement"
    }

    fn question(&self) -> Question {
        Question::Worse
    }

    fn title(&self) -> &'static str {
        "Did it help where something was done?"
    }

    fn name(&self) -> &'static str {
        "Weighted displacement difference"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/displacement.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![TREATED, CONTROL, AROUND, AROUND_CONTROL, SPLIT, BEFORE]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let named = Named::of(input)?;
        let both = TwoSelections::of(input)?;
        let (groups, shared) = named.counts(input, &both);
        let before_over_after = both.before.days as f64 / both.after.days as f64;
        let found = Displacement::new(&groups, before_over_after).ok_or_else(|| {
            MethodError::Unanswerable(
                "Nothing was counted in any of these areas; widen the filter.".to_owned(),
            )
        })?;
        let areas = &input.data.areas;
        Ok(Report {
            headline: headline(&found),
            statement: format!(
                "Weighted displacement difference (Wheeler and Ratcliffe 2018), {}; Poisson counts, 95 % interval \
                 and two-sided p from the normal curve",
                both.text()
            ),
            notes: notes(&both, &named, &groups, shared),
            tables: vec![
                difference_table(&found),
                groups_table(&named.with(&groups), before_over_after, areas),
            ],
            plots: Vec::new(),
            marks: marks(&named, &found, areas),
        })
    }
}

/// Which areas are in which group; none is in two.
struct Named {
    treated: BTreeSet<AreaId>,
    control: BTreeSet<AreaId>,
    around: BTreeSet<AreaId>,
    around_control: BTreeSet<AreaId>,
    /// Whether the control areas were named, and are not just the rest.
    has_control: bool,
}

impl Named {
    fn of(input: &Input<'_>) -> Result<Self, MethodError> {
        let areas = &input.data.areas;
        if areas.is_empty() {
            return Err(MethodError::Unanswerable(
                "There are no areas to compare; open boundaries.".to_owned(),
            ));
        }
        let counted = counted(input);
        let mut taken = BTreeSet::new();
        let mut group = |parameter: &Parameter| group(input, parameter, &counted, &mut taken);
        let (treated, control) = (group(&TREATED)?, group(&CONTROL)?);
        let (around, around_control) = (group(&AROUND)?, group(&AROUND_CONTROL)?);
        let treated = treated.ok_or(MethodError::Unset(Unset::Missing {
            key: TREATED.key,
            help: TREATED.help,
        }))?;
        let has_control = control.is_some();
        let rest = || counted.difference(&taken).copied().collect();
        let control: BTreeSet<AreaId> = control.unwrap_or_else(rest);
        if control.is_empty() {
            return Err(MethodError::Unanswerable(
                "No area is left to compare with; name fewer.".to_owned(),
            ));
        }
        Ok(Self {
            treated,
            control,
            around: around.unwrap_or_default(),
            around_control: around_control.unwrap_or_default(),
            has_control,
        })
    }

    /// What the groups hold, and the incidents that lie in several of them: these count in the
    /// first, of the treated areas, those around them, the control and those around that.
    fn counts(&self, input: &Input<'_>, both: &TwoSelections) -> (Groups, usize) {
        let groups = [
            &self.treated,
            &self.around,
            &self.control,
            &self.around_control,
        ];
        let counts = |side: &Side| weight_in_groups(input.data, &side.selection, groups);
        let ((before, shared_before), (after, shared_after)) =
            (counts(&both.before), counts(&both.after));
        let pair = |group: usize| Pair {
            before: before[group],
            after: after[group],
        };
        let [treated, around, control, around_control] = [0, 1, 2, 3].map(pair);
        let groups = Groups {
            treated,
            control,
            around,
            around_control,
        };
        (groups, shared_before + shared_after)
    }

    /// Each group with its name and counts.
    fn with(&self, groups: &Groups) -> [(&'static str, &BTreeSet<AreaId>, Pair); 4] {
        [
            ("treated", &self.treated, groups.treated),
            ("control", &self.control, groups.control),
            ("around treated", &self.around, groups.around),
            (
                "around control",
                &self.around_control,
                groups.around_control,
            ),
        ]
    }
}

/// The areas whose incidents the filter counts.
fn counted(input: &Input<'_>) -> BTreeSet<AreaId> {
    let areas = &input.data.areas;
    let named = &input.filter.areas;
    if named.is_empty() {
        return areas.iter().map(|(id, _)| id).collect();
    }
    // The filter was resolved before: every name leads to one area.
    let ids = named.iter().filter_map(|name| areas.by_name(name).ok());
    ids.collect()
}

/// The areas that `parameter` names, which are then `taken`; `None` where it names none.
fn group(
    input: &Input<'_>,
    parameter: &Parameter,
    counted: &BTreeSet<AreaId>,
    taken: &mut BTreeSet<AreaId>,
) -> Result<Option<BTreeSet<AreaId>>, MethodError> {
    let Some(text) = input.values.text(parameter.key) else {
        return Ok(None);
    };
    let areas = &input.data.areas;
    let mut group = BTreeSet::new();
    let names = text.split(';').map(str::trim);
    for name in names.filter(|name| !name.is_empty()) {
        let id = areas
            .by_name(name)
            .map_err(|error| MethodError::Unanswerable(error.to_string()))?;
        if !counted.contains(&id) {
            return Err(MethodError::Unanswerable(format!(
                "{} is not one of the areas that the filter counts; add it to the filter's areas, or do not name it.",
                areas.get(id).name
            )));
        }
        if group.insert(id) && !taken.insert(id) {
            return Err(MethodError::Unanswerable(format!(
                "{} is named in two groups of areas; name it in one.",
                areas.get(id).name
            )));
        }
    }
    Ok((!group.is_empty()).then_some(group))
}

fn headline(found: &Displacement) -> String {
    let (low, high) = found.interval();
    let verdict = if found.p_value < 0.05 {
        "chance alone would hardly make that"
    } else {
        "chance alone could have made that"
    };
    format!(
        "{} incidents in the treated areas than the others lead one to expect (95 % interval: {} to {}); {verdict}.",
        fewer_or_more(found.difference),
        fewer_or_more(low),
        fewer_or_more(high)
    )
}

/// "12.5 fewer", "3 more"; from a thousand on in whole numbers, "44,183 more".
fn fewer_or_more(difference: f64) -> String {
    let size = difference.abs();
    let size = if size < 1000.0 {
        format!("{}", (size * 10.0).round() / 10.0)
    } else {
        grouped(size.round() as usize)
    };
    let word = if difference < 0.0 { "fewer" } else { "more" };
    format!("{size} {word}")
}

fn notes(both: &TwoSelections, named: &Named, groups: &Groups, shared: usize) -> Vec<String> {
    let mut notes =
        both.notes("counts of the earlier one are taken over as many days as the later one has");
    if shared > 0 {
        notes.push(format!(
            "Areas overlap: {} incidents lie in more than one group and count in the first, of treated, around \
             treated, control and around control.",
            grouped(shared)
        ));
    }
    if !named.has_control {
        notes.push(
            "No areas to compare with were named, so all others are the comparison. Areas that were as busy and \
             went the same way before are a fairer one: name them with --control."
                .to_owned(),
        );
    }
    let (treated, control) = (groups.treated.before, groups.control.before);
    if treated > 0.0 && (control > 3.0 * treated || control < treated / 3.0) {
        notes.push(
            "The comparison held several times more or fewer incidents before than the treated areas: the same \
             change in percent is then a very different change in numbers."
                .to_owned(),
        );
    }
    if named.around.is_empty() {
        notes.push(
            "No areas around the treated ones were named, so nothing is said of crime that moved next door."
                .to_owned(),
        );
    }
    notes
}

fn difference_table(found: &Displacement) -> Table {
    let (low, high) = found.interval();
    Table {
        key: "difference",
        title: "Change where something was done, less the change elsewhere".to_owned(),
        columns: vec![
            Column::new("difference", "Difference"),
            Column::new("difference_low", "95 % from"),
            Column::new("difference_high", "to"),
            Column::new("standard_error", "Standard error"),
            Column::new("z", "z"),
            Column::new("p_value", "p"),
            Column::new("detectable", "Least fall likely to be found"),
        ],
        rows: vec![
            [
                found.difference,
                low,
                high,
                found.error,
                found.z,
                found.p_value,
                found.detectable(),
            ]
            .map(Cell::from)
            .to_vec(),
        ],
    }
}

fn groups_table(
    groups: &[(&'static str, &BTreeSet<AreaId>, Pair)],
    before_over_after: f64,
    areas: &Areas,
) -> Table {
    let row = |&(name, ids, pair): &(&str, &BTreeSet<AreaId>, Pair)| -> Vec<Cell> {
        let names: Vec<&str> = ids.iter().map(|&id| areas.get(id).name.as_str()).collect();
        vec![
            name.into(),
            names.join("; ").into(),
            pair.before.into(),
            pair.after.into(),
            (pair.after - pair.before / before_over_after).into(),
        ]
    };
    Table {
        key: "groups",
        title: "What each group of areas held".to_owned(),
        columns: vec![
            Column::new("group", "Group"),
            Column::new("areas", "Areas"),
            Column::new("before", "Before"),
            Column::new("after", "After"),
            Column::new("change", "Change, over as many days"),
        ],
        rows: groups
            .iter()
            .filter(|(_, ids, _)| !ids.is_empty())
            .map(row)
            .collect(),
    }
}

fn marks(named: &Named, found: &Displacement, areas: &Areas) -> Vec<Mark> {
    let treated = match (found.p_value < 0.05, found.difference < 0.0) {
        (false, _) => Class::Unsupported,
        (true, true) => Class::Less(2),
        (true, false) => Class::More(2),
    };
    let mark = |id: &AreaId, class: Class, group: &str| Mark {
        outline: Outline::Area(*id),
        class,
        label: format!("{}: {group}", areas.get(*id).name),
    };
    let plain = [
        (&named.control, "control"),
        (&named.around, "around treated"),
        (&named.around_control, "around control"),
    ];
    let plain = plain.into_iter().flat_map(|(group, name)| {
        let ids = group.iter();
        ids.map(move |id| mark(id, Class::Plain, name))
    });
    let treated = named.treated.iter().map(|id| mark(id, treated, "treated"));
    treated.chain(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::methods::Value;
    use crate::analysis::methods::test_town::{ask_of, assert_whole, column, number, town};
    use crate::data::{Dataset, Filter};

    /// The strip in the east, the market in the west, streets everywhere.
    fn in_wards() -> Dataset {
        with_wards(&WARDS)
    }

    const WARDS: [(&str, f64, f64, f64); 4] = [
        ("Market", 0.0, 0.0, 2500.0),
        ("Strip", 2500.0, 0.0, 2500.0),
        ("North", 0.0, 2500.0, 2500.0),
        ("Hill", 2500.0, 2500.0, 2500.0),
    ];

    /// Squares by name, western and southern edge and side.
    fn with_wards(wards: &[(&str, f64, f64, f64)]) -> Dataset {
        let ward = |&(name, west, south, side): &(&str, f64, f64, f64)| {
            let rect = geo::Rect::new((west, south), (west + side, south + side));
            (name.to_owned(), geo::MultiPolygon(vec![rect.to_polygon()]))
        };
        let town = town();
        let areas = Areas::from_shapes(wards.iter().map(ward), town.crs);
        town.with_areas(areas)
    }

    fn counts(report: &Report, key: &str) -> Vec<f64> {
        let column = column(report, "groups", key);
        column.iter().map(number).collect()
    }

    fn asked(values: &[(&'static str, &str)]) -> Result<Report, MethodError> {
        asked_of(&in_wards(), &[], values)
    }

    /// The same of other data, with areas in the filter.
    fn asked_of(
        data: &Dataset,
        areas: &[&str],
        values: &[(&'static str, &str)],
    ) -> Result<Report, MethodError> {
        let text = |&(key, text): &(&'static str, &str)| (key, Value::Text(text.to_owned()));
        let values: Vec<(&str, Value)> = values.iter().map(text).collect();
        let filter = Filter {
            areas: areas.iter().map(|&name| name.to_owned()).collect(),
            ..Filter::default()
        };
        ask_of(data, &filter, "displacement", &values)
    }

    fn figure(report: &Report, key: &str) -> f64 {
        number(&column(report, "difference", key)[0])
    }

    #[test]
    fn the_strip_did_worse_than_the_market() {
        let report = asked(&[("treated", "strip"), ("control", "Market")]).unwrap();
        assert_whole(&report);
        let (before, after) = (counts(&report, "before"), counts(&report, "after"));
        let difference = (after[0] - before[0]) - (after[1] - before[1]);
        assert!((figure(&report, "difference") - difference).abs() < 1e-9);
        let variance: f64 = before.iter().chain(&after).sum();
        assert!((figure(&report, "standard_error") - variance.sqrt()).abs() < 1e-9);
        // Two a night on two nights of each week of a year.
        assert!((180.0..230.0).contains(&difference), "{difference}");
        assert!(figure(&report, "p_value") < 1e-6);
        assert!(
            report
                .headline
                .contains("more incidents in the treated areas")
        );
        assert_eq!(report.marks[0].class, Class::More(2));
    }

    #[test]
    fn quiet_wards_are_not_told_apart_and_the_rest_is_the_comparison() {
        let report = asked(&[("treated", "North"), ("around", "Hill; Strip")]).unwrap();
        assert!(report.notes.iter().any(|note| note.contains("--control")));
        let names = column(&report, "groups", "areas");
        let expected = ["North", "Market", "Strip; Hill"].map(Cell::from);
        assert_eq!(names, expected);
        let report = asked(&[("treated", "North"), ("control", "Hill")]).unwrap();
        assert!(figure(&report, "p_value") > 0.2);
        assert!(report.headline.contains("chance alone could"));
    }

    #[test]
    fn what_cannot_be_compared_is_refused_with_the_reason() {
        let refused = |values: &[(&'static str, &str)]| asked(values).unwrap_err().to_string();
        assert!(refused(&[]).contains("--treated is needed"));
        assert!(refused(&[("treated", "Nowhere")]).contains("Nowhere"));
        let twice = [("treated", "North"), ("control", "Hill; North")];
        assert!(refused(&twice).contains("North is named in two groups"));
        let all = [("treated", "North; Hill; Strip; Market")];
        assert!(refused(&all).contains("No area is left"));
        let none = ask_of(&town(), &Filter::default(), "displacement", &[]);
        assert!(none.unwrap_err().to_string().contains("open boundaries"));
    }
    #[test]
    fn areas_outside_the_filter_are_no_comparison() {
        let data = in_wards();
        let filter = ["North", "Hill", "Strip"];
        let report = asked_of(&data, &filter, &[("treated", "North")]).unwrap();
        let names = column(&report, "groups", "areas");
        assert_eq!(names, ["North", "Strip; Hill"].map(Cell::from));
        let outside = [("treated", "North"), ("control", "Market")];
        let refused = asked_of(&data, &filter, &outside).unwrap_err().to_string();
        assert!(
            refused.contains("Market is not one of the areas"),
            "{refused}"
        );
    }

    #[test]
    fn an_incident_in_several_groups_counts_in_the_first() {
        let whole = ("Whole", 0.0, 0.0, 5000.0);
        let data = with_wards(&[WARDS[0], WARDS[1], WARDS[2], WARDS[3], whole]);
        let named = [
            ("treated", "Strip"),
            ("around", "Hill"),
            ("control", "Whole"),
        ];
        let overlapping = asked_of(&data, &[], &named).unwrap();
        let named = [
            ("treated", "Strip"),
            ("around", "Hill"),
            ("control", "Market; North"),
        ];
        let apart = asked(&named).unwrap();
        for key in ["before", "after"] {
            assert_eq!(counts(&overlapping, key), counts(&apart, key), "{key}");
        }
        let note = |report: &Report| {
            let said = report.notes.iter().find(|note| note.contains("overlap"));
            said.cloned()
        };
        assert_eq!(note(&apart), None);
        let first_two: f64 = [0, 2]
            .iter()
            .flat_map(|&group| ["before", "after"].map(|key| counts(&apart, key)[group]))
            .sum();
        let said = note(&overlapping).unwrap();
        assert!(
            said.contains(&format!(" {first_two} incidents")),
            "{said} {first_two}"
        );
    }

    #[test]
    fn periods_of_different_length_are_said_without_rates() {
        let periods = [("treated", "North"), ("before", "2023-01-01..2023-12-31")];
        let report = asked(&periods).unwrap();
        let note = report
            .notes
            .iter()
            .find(|note| note.contains("365 and 366 days"));
        let note = note.unwrap();
        assert!(
            note.contains("as many days") && !note.contains("rates"),
            "{note}"
        );
    }

    #[test]
    fn all_groups_are_on_the_map() {
        let named = [
            ("treated", "North"),
            ("control", "Market"),
            ("around", "Hill"),
            ("around-control", "Strip"),
        ];
        let marks = asked(&named).unwrap().marks;
        let labels: Vec<&str> = marks.iter().map(|mark| mark.label.as_str()).collect();
        let expected = [
            "North: treated",
            "Market: control",
            "Hill: around treated",
            "Strip: around control",
        ];
        assert_eq!(labels, expected);
    }

    #[test]
    fn large_differences_are_whole_and_grouped() {
        let said = [-12.46, 3.0, 999.94, 44_183.2].map(fewer_or_more);
        assert_eq!(said, ["12.5 fewer", "3 more", "999.9 more", "44,183 more"]);
    }
}
