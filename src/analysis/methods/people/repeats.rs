//! Repeat victims and repeat subjects: counts under pseudonyms.
//!
//! Nothing that stands in the file is given out, and nothing is drawn on the map.

use crate::analysis::methods::severity::{SEVERITY, Severities};
use crate::analysis::methods::{
    Axis, Cell, Column, Input, Kind, Method, MethodError, Parameter, Plot, Question, Report,
    Series, Table, Ticks,
};
use crate::analysis::people::repeats::{Band, By, Involvement, Person, bands, people};
use crate::base::figures::grouped;
use crate::data::AttributeKind;

/// People of one role.
pub(super) struct Repeats {
    id: &'static str,
    title: &'static str,
    name: &'static str,
    page: &'static str,
    kind: AttributeKind,
    /// "victim"
    one: &'static str,
}

/// Repeat victims.
pub(super) const VICTIMS: Repeats = Repeats {
    id: "repeat-victims",
    title: "Victims who are hit again",
    name: "Repeat victimisation",
    page: include_str!("../../../../docs/methods/repeat-victims.md"),
    kind: AttributeKind::Victim,
    one: "victim",
};

/// Repeat subjects.
pub(super) const SUBJECTS: Repeats = Repeats {
    id: "repeat-subjects",
    title: "Subjects who come up again",
    name: "Repeat subjects",
    page: include_str!("../../../../docs/methods/repeat-subjects.md"),
    kind: AttributeKind::Subject,
    one: "subject",
};

const TOP: Parameter = Parameter {
    key: "people",
    label: "How many to list",
    help: "The first so many, under pseudonyms.",
    kind: Kind::Count {
        default: 10,
        least: 1,
        most: 1000,
        unit: "people",
    },
};

const RANKED: Parameter = Parameter {
    key: "by",
    label: "Ranked by",
    help: "Number of incidents, or their harm by the severity table.",
    kind: Kind::Choice {
        default: "count",
        options: &[("count", "Count"), ("harm", "Harm")],
    },
};

const SUPPRESS: Parameter = Parameter {
    key: "suppress",
    label: "Withhold numbers below",
    help: "Smaller numbers of incidents or people are withheld or joined; 0 shows all.",
    kind: Kind::Count {
        default: 5,
        least: 0,
        most: 1000,
        unit: "",
    },
};

/// Incidents by person up to here are classes of their own.
const LAST_BAND: usize = 10;
/// One person with more than this share of the incidents is likely none.
const UNLIKELY_SHARE: f64 = 0.05;

impl Method for Repeats {
    fn id(&self) -> &'static str {
        self.id
    }

    fn question(&self) -> Question {
        Question::People
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn name(&self) -> &'static str {
        self.name
    }

    fn page(&self) -> &'static str {
        self.page
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![TOP, RANKED, SUPPRESS, SEVERITY]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let by = match input.values.text(RANKED.key) {
            Some("harm") => By::Harm,
            _ => By::Count,
        };
        let severities = match by {
            By::Harm => Some(Severities::new(input.data, input.values)?),
            By::Count => Severities::said(input.data, input.values)?,
        };
        let (involvements, nameless) = self.involvements(input, severities.as_ref())?;
        let everybody = people(&involvements, by);
        let answer = Answer {
            role: self,
            input,
            by,
            severities,
            least: input.values.count(SUPPRESS.key) as usize,
            incidents: involvements.len(),
            nameless,
            everybody,
        };
        Ok(answer.report())
    }
}

impl Repeats {
    /// The selected incidents that name somebody, and how many do not.
    fn involvements(
        &self,
        input: &Input<'_>,
        severities: Option<&Severities<'_>>,
    ) -> Result<(Vec<Involvement>, usize), MethodError> {
        let attributes = &input.data.attributes;
        let place = attributes
            .iter()
            .position(|one| one.about.kind == self.kind);
        let Some(place) = place else {
            return Err(MethodError::Unanswerable(format!(
                "No column of the data refers to {0}s. Name one with --map {0}=COLUMN; only a hash \
                 of what it holds is kept.",
                self.one
            )));
        };
        let nobody = attributes[place].texts.get("").map(|id| id.0 as usize);
        let codes = input.data.incidents.attribute(place);
        let mut nameless = 0;
        let mut all = Vec::new();
        for (row, weight) in input.selection.iter() {
            let code = codes.get(row as usize);
            if Some(code) == nobody {
                nameless += 1;
                continue;
            }
            all.push(Involvement {
                person: code as u32,
                weight,
                severity: severities.and_then(|severities| severities.of(row as usize)),
            });
        }
        if all.is_empty() {
            return Err(MethodError::Unanswerable(format!(
                "None of the {} selected incidents names a {}.",
                grouped(input.selection.len()),
                self.one
            )));
        }
        Ok((all, nameless))
    }
}

struct Answer<'a> {
    role: &'a Repeats,
    input: &'a Input<'a>,
    by: By,
    severities: Option<Severities<'a>>,
    least: usize,
    incidents: usize,
    nameless: usize,
    everybody: Vec<Person>,
}

impl Answer<'_> {
    fn report(&self) -> Report {
        let bands = bands(&self.everybody, LAST_BAND, self.least);
        Report {
            headline: self.headline(),
            statement: self.statement(),
            notes: self.notes(),
            tables: vec![self.list(), self.table_of_bands(&bands)],
            plots: vec![plot(&bands)],
            marks: Vec::new(),
        }
    }

    /// A number, or that it is withheld.
    fn number(&self, number: usize) -> Cell {
        if number > 0 && number < self.least {
            format!("<{}", self.least).into()
        } else {
            number.into()
        }
    }

    fn said(&self, number: usize) -> String {
        if number > 0 && number < self.least {
            format!("fewer than {}", self.least)
        } else {
            grouped(number)
        }
    }

    fn headline(&self) -> String {
        let again = self.everybody.iter().filter(|person| person.incidents > 1);
        let (number, theirs) = again.fold((0, 0), |(number, incidents), person| {
            (number + 1, incidents + person.incidents)
        });
        let one = self.role.one;
        let people = self.everybody.len();
        let of_all = format!(
            "Of {} {one}s named in {} incidents",
            self.said(people),
            self.said(self.incidents)
        );
        // Where one side is withheld, the other and the shares would give it away.
        let rest = people - number;
        let is_small = |n: usize| n > 0 && n < self.least;
        if is_small(number) || is_small(rest) || is_small(people) {
            return format!(
                "{of_all}, how many come up more than once is withheld, as one of the numbers is \
                 below {}.",
                self.least
            );
        }
        format!(
            "{of_all}, {} ({:.1} %) come up more than once; theirs are {} incidents ({:.1} %).",
            grouped(number),
            100.0 * number as f64 / people as f64,
            grouped(theirs),
            100.0 * theirs as f64 / self.incidents as f64
        )
    }

    fn statement(&self) -> String {
        format!(
            "Incidents by {} as referred to in the file, hashed on reading; ranked by {}; {}; \
             pseudonyms by rank, made anew for every answer",
            self.role.one,
            match self.by {
                By::Count => "sum of weights".to_owned(),
                By::Harm => format!(
                    "harm (severities from {})",
                    self.severities
                        .as_ref()
                        .map_or("", |severities| &severities.table)
                ),
            },
            match self.least {
                0 | 1 => "nothing withheld".to_owned(),
                least => format!("numbers below {least} withheld or joined"),
            }
        )
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(severities) = &self.severities {
            notes.extend(severities.caution());
        }
        let selected = self.input.selection.len();
        notes.push(format!(
            "{} of {} incidents ({:.1} %) name no {}; who they concern is not known, so that \
             repeats are rather undercounted.",
            grouped(self.nameless),
            grouped(selected),
            100.0 * self.nameless as f64 / selected as f64,
            self.role.one
        ));
        let most = self
            .everybody
            .iter()
            .map(|person| person.incidents)
            .max()
            .unwrap_or(0);
        if most > 20 && most as f64 > UNLIKELY_SHARE * self.incidents as f64 {
            notes.push(format!(
                "One reference stands in {} incidents; a person is seldom in so many. It may be a \
                 placeholder, a business or the state.",
                self.said(most)
            ));
        }
        notes.push(
            "Counts only: no reference and no name is shown, written or drawn on a map. Small \
             numbers can still point to people who are known to a reader; share with care."
                .to_owned(),
        );
        notes
    }

    fn list(&self) -> Table {
        let has_harm = self.severities.is_some();
        let top = self.input.values.count(TOP.key) as usize;
        let total = self.incidents as f64;
        let rows = self
            .everybody
            .iter()
            .take(top)
            .enumerate()
            .map(|(i, person)| {
                let is_shown = person.incidents >= self.least;
                let mut row = vec![
                    Cell::from(format!("P-{:04}", i + 1)),
                    self.number(person.incidents),
                    is_shown.then(|| person.incidents as f64 / total).into(),
                    is_shown.then_some(person.weight).into(),
                ];
                if has_harm {
                    row.push(is_shown.then_some(person.harm).into());
                }
                row
            });
        let mut columns = vec![
            Column::new("person", "Person"),
            Column::new("incidents", "Incidents"),
            Column::new("share", "Share of the incidents"),
            Column::new("weight", "Weight"),
        ];
        if has_harm {
            columns.push(Column::new("harm", "Harm"));
        }
        Table {
            key: "people",
            title: format!(
                "{} by {}",
                self.role.name,
                match self.by {
                    By::Count => "count",
                    By::Harm => "harm",
                }
            ),
            columns,
            rows: rows.collect(),
        }
    }

    fn table_of_bands(&self, bands: &[Band]) -> Table {
        let (people, incidents) = (self.everybody.len() as f64, self.incidents as f64);
        let rows = bands.iter().map(|band| {
            let is_shown = band.people >= self.least;
            vec![
                Cell::from(band_text(band)),
                self.number(band.people),
                is_shown.then(|| band.people as f64 / people).into(),
                is_shown.then_some(band.incidents).into(),
                is_shown.then(|| band.incidents as f64 / incidents).into(),
            ]
        });
        Table {
            key: "repeats",
            title: format!("{}s by number of incidents", self.role.one),
            columns: vec![
                Column::new("incidents_each", "Incidents each"),
                Column::new("people", "People"),
                Column::new("share_of_people", "Share of people"),
                Column::new("incidents", "Incidents"),
                Column::new("share_of_incidents", "Share of incidents"),
            ],
            rows: rows.collect(),
        }
    }
}

fn band_text(band: &Band) -> String {
    match band.to {
        Some(to) if to == band.from => to.to_string(),
        Some(to) => format!("{} to {to}", band.from),
        None => format!("{} or more", band.from),
    }
}

/// Shares of people and of incidents; nothing where even the whole is small.
fn plot(bands: &[Band]) -> Plot {
    let sum = |of: fn(&Band) -> usize| bands.iter().map(of).sum::<usize>() as f64;
    let shares = |of: fn(&Band) -> usize| {
        let all = sum(of);
        let bars = bands.iter().enumerate();
        bars.map(|(i, band)| [i as f64, of(band) as f64 / all])
            .collect::<Vec<_>>()
    };
    Plot {
        key: "repeats",
        title: "Share of people and of incidents".to_owned(),
        x: Axis {
            label: "Incidents each".to_owned(),
            ticks: Ticks::Names(bands.iter().map(band_text).collect()),
            ..Axis::default()
        },
        y: Axis {
            label: "Share".to_owned(),
            ticks: Ticks::Percent,
            ..Axis::default()
        },
        series: vec![
            Series::Bars {
                name: "People".to_owned(),
                bars: shares(|band| band.people),
            },
            Series::Points {
                name: "Incidents".to_owned(),
                points: shares(|band| band.incidents),
            },
        ],
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::methods::Cell;
    use crate::analysis::methods::comparisons::tests::ask::{Question, cell, day_of_2024, number};
    use crate::data::{AttributeKind, Dataset};

    /// 40 victims once, 6 twice, 2 three times, one eight times, and 20 incidents without one.
    fn data() -> Dataset {
        let mut victims: Vec<String> = (0..40).map(|n| format!("once-{n}")).collect();
        let again = |n: usize, times: usize| (0..times).map(move |_| format!("secret-{times}-{n}"));
        (0..6).for_each(|n| victims.extend(again(n, 2)));
        (0..2).for_each(|n| victims.extend(again(n, 3)));
        victims.extend(again(0, 8));
        victims.extend((0..20).map(|_| String::new()));
        let points = (0..victims.len()).map(|n| (n as f64, 0.0, day_of_2024(n), "Robbery"));
        Dataset::from_points(points).with_attribute(AttributeKind::Victim, "Victim Ref", |line| {
            victims[line as usize - 2].clone()
        })
    }

    #[test]
    fn repeats_are_counted_under_pseudonyms_and_small_numbers_withheld() {
        let data = data();
        let report = Question::of(&data).ask("repeat-victims").unwrap();
        assert_eq!(
            report.headline,
            "Of 49 victims named in 66 incidents, 9 (18.4 %) come up more than once; theirs are 26 \
             incidents (39.4 %)."
        );
        let list = &report.tables[0];
        assert_eq!(list.rows.len(), 10);
        assert_eq!(number(list, "P-0001", "incidents"), 8.0);
        assert_eq!(cell(list, "P-0002", "incidents"), Cell::from("<5"));
        assert_eq!(cell(list, "P-0002", "weight"), Cell::None);
        assert_eq!(cell(list, "P-0002", "share"), Cell::None);
        // The one and the two are joined with the six.
        let bands = &report.tables[1];
        assert_eq!(bands.rows.len(), 2);
        assert_eq!(number(bands, "2 to 8", "people"), 9.0);
        assert_eq!(number(bands, "1", "incidents"), 40.0);
        assert!(
            report
                .notes
                .iter()
                .any(|note| note.starts_with("20 of 86 incidents"))
        );
        assert!(report.marks.is_empty());
        let text = format!("{report:?}");
        assert!(!text.contains("secret") && !text.contains("once-"));
    }

    #[test]
    fn all_is_shown_where_the_user_says_so() {
        let data = data();
        let report = Question::of(&data)
            .count("suppress", 0)
            .ask("repeat-victims")
            .unwrap();
        let list = &report.tables[0];
        assert_eq!(number(list, "P-0002", "incidents"), 3.0);
        assert_eq!(number(list, "P-0010", "incidents"), 1.0);
        assert_eq!(report.tables[1].rows.len(), 4);
        let harm = Question::of(&data)
            .text("by", "harm")
            .ask("repeat-victims")
            .unwrap();
        assert_eq!(number(&harm.tables[0], "P-0001", "harm"), 8.0 * 9125.0);
        assert!(harm.notes[0].contains("no measure of harm"));
    }

    #[test]
    fn numbers_that_would_give_small_ones_away_are_withheld() {
        let points = (0..12).map(|n| (f64::from(n), 0.0, day_of_2024(0), "Robbery"));
        let data = Dataset::from_points(points).with_attribute(
            AttributeKind::Subject,
            "Nominal",
            |line| (line / 2).to_string(),
        );
        // Six people twice each, and none once.
        let report = Question::of(&data).ask("repeat-subjects").unwrap();
        assert!(
            report
                .headline
                .starts_with("Of 6 subjects named in 12 incidents, 6 (100.0 %)")
        );
        let less = Question::of(&data)
            .count("suppress", 7)
            .ask("repeat-subjects")
            .unwrap();
        assert!(less.headline.contains("is withheld"), "{}", less.headline);
        assert_eq!(cell(&less.tables[1], "2", "people"), Cell::from("<7"));
        assert_eq!(cell(&less.tables[1], "2", "incidents"), Cell::None);
    }

    #[test]
    fn data_without_references_say_how_to_name_them() {
        let data = Dataset::from_points([(0.0, 0.0, day_of_2024(0), "x")]);
        let refused = Question::of(&data).refused("repeat-subjects");
        assert!(refused.contains("--map subject=COLUMN"), "{refused}");
        let blank = data.with_attribute(AttributeKind::Victim, "Victim", |_| String::new());
        let refused = Question::of(&blank).refused("repeat-victims");
        assert!(
            refused.contains("None of the 1 selected incidents names a victim"),
            "{refused}"
        );
    }
}
