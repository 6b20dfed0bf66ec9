//! Events and bank holidays beside like days.

use std::ops::RangeInclusive;

use crate::analysis::change::bank_holidays::{LAST_YEAR, bank_holidays};
use crate::analysis::change::coverage::Coverage;
use crate::analysis::change::events::{Daily, Doubt, Event, Uplift, dispersion, uplifts};
use crate::analysis::methods::changes::words::{
    CONFIDENCE, RATIO_COLUMNS, ratio_cells, with_interval,
};
use crate::analysis::methods::dated::Dated;
use crate::analysis::methods::{
    Axis, Cell, Column, Input, Kind, Method, MethodError, Parameter, Plot, Question, Report,
    Series, Table, TextTable, Ticks,
};
use crate::base::Date;
use crate::base::when::{date_of_day, day_number, weekday_of_day};

const EVENTS: Parameter = Parameter {
    key: "events",
    label: "Events",
    help: "A table of events: date, name, and if wanted end (the last day) and kind.",
    kind: Kind::Table {
        columns: "date, name[, end][, kind]",
        required: false,
    },
};
const BANK_HOLIDAYS: Parameter = Parameter {
    key: "bank-holidays",
    label: "Bank holidays",
    help: "Takes the bank holidays of England and Wales as events.",
    kind: Kind::Flag,
};
const EVES: Parameter = Parameter {
    key: "eves",
    label: "Eves of bank holidays",
    help: "Takes the policing day before a bank holiday as an event too: the night out is the night before.",
    kind: Kind::Flag,
};
const WEEKS: Parameter = Parameter {
    key: "weeks",
    label: "Like days within",
    help: "Like days are those of the same weekday so many weeks before and after, without an event.",
    kind: Kind::Count {
        default: 8,
        least: 1,
        most: 52,
        unit: "weeks",
    },
};

/// Longest event, in days.
const MOST_DAYS: i64 = 366;

/// See the page.
pub(super) struct Events;

impl Method for Events {
    fn id(&self) -> &'static str {
        "events"
    }

    fn question(&self) -> Question {
        Question::Worse
    }

    fn title(&self) -> &'static str {
        "What events and bank holidays add"
    }

    fn name(&self) -> &'static str {
        "Uplift against like days"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/events.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![EVENTS, BANK_HOLIDAYS, EVES, WEEKS]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let dated = Dated::of(input)?;
        if dated.by_month {
            return Err(MethodError::Unanswerable(
                "Only the month of most incidents is known, so no day can be told from another; \
                 events need dates."
                    .to_owned(),
            ));
        }
        let Calendar { events, mut notes } = calendar(input, &dated)?;
        let weeks = input.values.count(WEEKS.key);
        let daily = Daily::new(&dated.days, dated.covered);
        let varies = dispersion(&daily, &events, weeks as i64)
            .unwrap_or(1.0)
            .max(1.0);
        let doubt = Doubt {
            confidence: CONFIDENCE,
            dispersion: varies,
        };
        let (single, kinds) = uplifts(&daily, &events, weeks as i64, doubt);
        let silent = single.iter().filter(|uplift| uplift.is_none()).count();
        if silent > 0 {
            notes.push(format!(
                "{silent} of {} events have a day outside the dates covered, or no like day, and are \
                 not counted.",
                events.len()
            ));
        }
        notes.extend(dispersion_note(varies));
        notes.extend(dated.notes());
        Ok(Report {
            headline: headline(&single, &kinds),
            statement: format!(
                "Counts by policing day; expected from like days: same weekday within {weeks} weeks \
                 either way, covered and without an event; ratio of counted to expected with exact \
                 conditional 95 % interval, counts divided by a dispersion of {varies:.2}; two-sided \
                 p, not adjusted"
            ),
            notes,
            tables: vec![kind_table(&kinds), event_table(&events, &single)],
            plots: vec![plot(&kinds)],
            marks: Vec::new(),
        })
    }
}

/// Events, and what was made of them.
struct Calendar {
    events: Vec<Event>,
    notes: Vec<String>,
}

fn calendar(input: &Input<'_>, dated: &Dated) -> Result<Calendar, MethodError> {
    let (mut events, mut notes) = (Vec::new(), Vec::new());
    if let Some(table) = input.values.table(EVENTS.key) {
        let (read, unread) = read(table)?;
        events.extend(read);
        if !unread.is_empty() {
            notes.push(format!(
                "Rows of {} without a readable date, or ending before they begin, are left out: {}.",
                table.file,
                unread.join(", ")
            ));
        }
    }
    let with_eves = input.values.flag(EVES.key);
    if input.values.flag(BANK_HOLIDAYS.key) || with_eves {
        let years =
            date_of_day(dated.covered.first).year()..=date_of_day(dated.covered.last).year();
        if *years.end() > LAST_YEAR {
            notes.push(format!(
                "Bank holidays after {LAST_YEAR} are those by rule; a day proclaimed since is missing."
            ));
        }
        events.extend(holidays(years, with_eves, dated.covered));
    }
    if events.is_empty() {
        return Err(MethodError::Unanswerable(
            "There are no events: give a table with --events (columns date and name), or ask for \
             --bank-holidays."
                .to_owned(),
        ));
    }
    events.sort_by(|a, b| (a.first, a.last, &a.name).cmp(&(b.first, b.last, &b.name)));
    Ok(Calendar { events, notes })
}

fn holidays(years: RangeInclusive<i16>, with_eves: bool, covered: Coverage) -> Vec<Event> {
    let days: Vec<_> = years.flat_map(bank_holidays).collect();
    let is_holiday = |day: i64| days.iter().any(|holiday| day_number(holiday.date) == day);
    let mut events = Vec::new();
    for holiday in &days {
        let day = day_number(holiday.date);
        let event = |day: i64, name: String, kind: &str| Event {
            first: day,
            last: day,
            name,
            kind: kind.to_owned(),
        };
        events.push(event(day, holiday.name.clone(), "bank holiday"));
        if with_eves && !is_holiday(day - 1) {
            let name = format!("Eve of {}", holiday.name);
            events.push(event(day - 1, name, "eve of bank holiday"));
        }
    }
    events.retain(|event| covered.contains(event.first));
    events
}

/// The events of a table, and the numbers of its lines that are none.
fn read(table: &TextTable) -> Result<(Vec<Event>, Vec<String>), MethodError> {
    let date = table
        .column(&["date", "start", "from", "start_date", "first"])
        .ok_or_else(|| {
            MethodError::Unanswerable(format!(
                "{} has no column \"date\"; its columns are {}.",
                table.file,
                table.header.join(", ")
            ))
        })?;
    let end = table.column(&["end", "to", "until", "end_date", "last"]);
    let name = table.column(&["name", "event", "title", "fixture"]);
    let kind = table.column(&["kind", "type", "category"]);
    let (mut events, mut unread) = (Vec::new(), Vec::new());
    for (i, row) in table.rows.iter().enumerate() {
        let text = |place: Option<usize>| -> &str {
            place
                .and_then(|place| row.get(place))
                .map_or("", |text| text.trim())
        };
        let first = day_of(text(Some(date)));
        let last = match text(end) {
            "" => first,
            end => day_of(end),
        };
        match (first, last) {
            (Some(first), Some(last)) if (first..first + MOST_DAYS).contains(&last) => {
                events.push(Event {
                    first,
                    last,
                    name: text(name).to_owned(),
                    kind: text(kind).to_lowercase(),
                });
            }
            // The header is line 1.
            _ => unread.push(format!("line {}", i + 2)),
        }
    }
    Ok((events, unread))
}

/// The day of a date written 2026-01-31, 31/01/2026 or 31/01/26, with or without a time after it.
fn day_of(text: &str) -> Option<i64> {
    let date = text.split([' ', 'T']).next()?;
    ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y"]
        .iter()
        .find_map(|format| Date::strptime(format, date).ok())
        .filter(|date| (1600..2400).contains(&date.year()))
        .map(day_number)
}

fn dispersion_note(varies: f64) -> Option<String> {
    (varies > 1.0).then(|| {
        format!(
            "Days without events differ from their like days {varies:.1} times as much as \
             independent incidents would; intervals are widened, and p raised, by that."
        )
    })
}

fn headline(single: &[Option<Uplift>], kinds: &[(String, usize, Uplift)]) -> String {
    let told = single.iter().flatten().count();
    let described = kinds.iter().map(|(kind, n, uplift)| {
        let name = if kind.is_empty() { "events" } else { kind };
        let change = uplift
            .ratio
            .as_ref()
            .map_or_else(|| "nothing".to_owned(), with_interval);
        format!("{name} ({n}): {change} beside like days")
    });
    let described: Vec<String> = described.collect();
    if described.is_empty() {
        "No event can be held against like days.".to_owned()
    } else {
        format!("Of {told} events: {}.", described.join("; "))
    }
}

/// Cells of an uplift.
fn uplift_cells(uplift: &Uplift) -> Vec<Cell> {
    let mut cells: Vec<Cell> = vec![
        uplift.days.into(),
        uplift.counted.into(),
        uplift.expected.into(),
        (uplift.counted - uplift.expected).into(),
        uplift.like_days.into(),
    ];
    cells.extend(ratio_cells(uplift.ratio.as_ref()));
    cells
}

fn uplift_columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("days", "Days"),
        Column::new("counted", "Counted"),
        Column::new("expected", "Expected"),
        Column::new("added", "Added"),
        Column::new("like_days", "Like days"),
    ];
    columns.extend(RATIO_COLUMNS);
    columns
}

fn kind_table(kinds: &[(String, usize, Uplift)]) -> Table {
    let mut columns = vec![Column::new("kind", "Kind"), Column::new("events", "Events")];
    columns.extend(uplift_columns());
    let row = |(kind, n, uplift): &(String, usize, Uplift)| -> Vec<Cell> {
        let mut row: Vec<Cell> = vec![kind.as_str().into(), (*n).into()];
        row.extend(uplift_cells(uplift));
        row
    };
    Table {
        key: "kinds",
        title: "By kind of event".to_owned(),
        columns,
        rows: kinds.iter().map(row).collect(),
    }
}

fn event_table(events: &[Event], single: &[Option<Uplift>]) -> Table {
    let mut columns = vec![
        Column::new("since", "From"),
        Column::new("until", "To"),
        Column::new("weekday", "Weekday"),
        Column::new("name", "Event"),
        Column::new("kind", "Kind"),
    ];
    columns.extend(uplift_columns());
    let width = columns.len();
    let row = |(event, uplift): (&Event, &Option<Uplift>)| -> Vec<Cell> {
        let mut row: Vec<Cell> = vec![
            date_of_day(event.first).to_string().into(),
            date_of_day(event.last).to_string().into(),
            crate::base::clock::DAY_NAMES[weekday_of_day(event.first)].into(),
            event.name.as_str().into(),
            event.kind.as_str().into(),
        ];
        row.extend(uplift.iter().flat_map(uplift_cells));
        row.resize(width, Cell::None);
        row
    };
    Table {
        key: "events",
        title: "Event by event".to_owned(),
        columns,
        rows: events.iter().zip(single).map(row).collect(),
    }
}

/// Ratios by kind with their intervals.
fn plot(kinds: &[(String, usize, Uplift)]) -> Plot {
    let ratios = || {
        let ratios = kinds.iter().enumerate();
        ratios.filter_map(|(i, (_, _, uplift))| Some((i as f64, uplift.ratio?)))
    };
    let finite = ratios().filter(|(_, ratio)| ratio.high.is_finite());
    let interval = finite.map(|(x, ratio)| Series::Line {
        name: "95 % interval".to_owned(),
        points: vec![[x, ratio.low], [x, ratio.high]],
        is_reference: true,
    });
    let points = ratios().filter(|(_, ratio)| ratio.ratio.is_finite());
    let mut series: Vec<Series> = interval.collect();
    series.push(Series::Points {
        name: "counted over expected".to_owned(),
        points: points.map(|(x, ratio)| [x, ratio.ratio]).collect(),
    });
    Plot {
        key: "kinds",
        title: "Counted over expected, by kind".to_owned(),
        x: Axis {
            ticks: Ticks::Names(kinds.iter().map(|(kind, ..)| kind.clone()).collect()),
            ..Axis::default()
        },
        y: Axis {
            label: "Times the like days".to_owned(),
            ..Axis::default()
        },
        series,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn table(rows: &[[&str; 4]]) -> TextTable {
        TextTable {
            file: "matches.csv".to_owned(),
            header: ["Date", "End", "Name", "Kind"].map(str::to_owned).to_vec(),
            rows: rows
                .iter()
                .map(|row| row.map(str::to_owned).to_vec())
                .collect(),
        }
    }

    #[test]
    fn tables_are_read_and_their_faults_named() {
        let (events, unread) = read(&table(&[
            ["2024-08-17", "", "City v United", "Match"],
            ["24/08/2024", "26/08/2024 23:00", "Carnival", "festival"],
            ["soon", "", "?", ""],
            ["2024-08-20", "2024-08-19", "backwards", ""],
        ]))
        .unwrap();
        assert_eq!(unread, ["line 4", "line 5"]);
        let day = |month, day| day_number(date(2024, month, day));
        assert_eq!((events[0].first, events[0].last), (day(8, 17), day(8, 17)));
        assert_eq!(events[0].kind, "match");
        assert_eq!((events[1].first, events[1].last), (day(8, 24), day(8, 26)));
        let mut wrong = table(&[]);
        wrong.header[0] = "when".to_owned();
        assert!(read(&wrong).is_err());
    }

    #[test]
    fn eves_are_the_days_before_that_are_no_holidays_themselves() {
        let all = Coverage {
            first: day_number(date(2024, 1, 1)),
            last: day_number(date(2024, 12, 31)),
        };
        let events = holidays(2024..=2024, true, all);
        let eves: Vec<String> = events
            .iter()
            .filter(|event| event.kind.starts_with("eve"))
            .map(|event| date_of_day(event.first).to_string())
            .collect();
        // Boxing Day's eve is Christmas Day.
        // That of New Year's Day lies in 2023.
        assert_eq!(eves.len(), 6);
        assert!(
            eves.contains(&"2024-12-24".to_owned()) && !eves.contains(&"2024-12-25".to_owned())
        );
        assert_eq!(holidays(2024..=2024, false, all).len(), 8);
        let to_march = Coverage {
            last: day_number(date(2024, 3, 31)),
            ..all
        };
        assert_eq!(holidays(2024..=2024, false, to_march).len(), 2);
    }
}
