//! A range of policing dates: typed, or one of a few quick choices.

use egui::{FontSelection, Key, TextEdit, Ui};

use crate::base::Date;
use crate::view::theme::{BODY_PT, STATUS_PT, Tokens, Weight, font};
use crate::view::widgets::button::quiet;
use crate::view::widgets::number;

/// First and last date, both inclusive; `None` for no bound.
pub type Dates = (Option<Date>, Option<Date>);

/// A typed bound; an empty text is none.
struct Bound(Option<Date>);

/// What is half typed.
#[derive(Clone, Debug, Default)]
pub struct DateRangeState {
    since: Option<String>,
    until: Option<String>,
    trouble: Option<String>,
}

/// The range in words, beside the `span` of the data.
pub fn said(dates: Dates, span: Option<(Date, Date)>) -> String {
    let (first, last) = (span.map(|s| s.0), span.map(|s| s.1));
    match (dates.0.or(first), dates.1.or(last)) {
        (Some(a), Some(b)) => {
            // Two ways to write a year in one range would puzzle.
            let short = [a, b].iter().all(|d| (2000..=2099).contains(&d.year()));
            let write = if short {
                number::short_date
            } else {
                number::date
            };
            format!("{} – {}", write(a), write(b))
        }
        (Some(a), None) => format!("from {}", number::date(a)),
        (None, Some(b)) => format!("until {}", number::date(b)),
        (None, None) => "All dates".to_owned(),
    }
}

/// Shows the fields and the quick choices; returns dates the user chose.
pub fn date_range(
    ui: &mut Ui,
    t: &Tokens,
    dates: Dates,
    span: Option<(Date, Date)>,
    state: &mut DateRangeState,
) -> Option<Dates> {
    let mut chosen = None;
    ui.horizontal(|ui| {
        if let Some(Bound(since)) = field(
            ui,
            "First date",
            dates.0,
            &mut state.since,
            &mut state.trouble,
        ) {
            chosen = Some((since, dates.1));
        }
        ui.colored_label(t.muted, "to");
        if let Some(Bound(until)) = field(
            ui,
            "Last date",
            dates.1,
            &mut state.until,
            &mut state.trouble,
        ) {
            chosen = Some((dates.0, until));
        }
    });
    let hint = state.trouble.clone().map_or_else(
        || {
            (
                t.muted,
                "As 31/3/2026 or 2026-03-31; empty for no bound.".to_owned(),
            )
        },
        |trouble| (t.warn, trouble),
    );
    ui.label(egui::RichText::new(hint.1).color(hint.0).size(STATUS_PT));
    let quick = quick_choices(ui, t, span);
    if quick.is_some() {
        *state = DateRangeState::default();
    }
    let wanted = quick.or(chosen)?;
    if let (Some(since), Some(until)) = wanted
        && since > until
    {
        state.trouble = Some(format!(
            "{} is after {}: the first date must come first.",
            number::date(since),
            number::date(until)
        ));
        return None;
    }
    (wanted != dates).then_some(wanted)
}

fn field(
    ui: &mut Ui,
    label: &str,
    date: Option<Date>,
    draft: &mut Option<String>,
    trouble: &mut Option<String>,
) -> Option<Bound> {
    let shown = || date.map(|d| format!("{}/{}/{}", d.day(), d.month(), d.year()));
    let mut text = draft.clone().unwrap_or_else(|| shown().unwrap_or_default());
    let edit = TextEdit::singleline(&mut text)
        .id(ui.scope_id().with(("date", label)))
        .hint_text("no bound")
        .font(FontSelection::FontId(font(BODY_PT, Weight::Medium)))
        .char_limit(20)
        .desired_width(96.0);
    let response = ui.add(edit).accessible_name(label);
    if response.changed() {
        *draft = Some(text);
        *trouble = None;
    }
    if !response.lost_focus() {
        return None;
    }
    let given_up = ui.input(|input| input.key_pressed(Key::Escape));
    let typed = draft.take().filter(|_| !given_up)?;
    read_date(&typed)
        .map_err(|why| *trouble = Some(why))
        .ok()
        .map(Bound)
}

fn quick_choices(ui: &mut Ui, t: &Tokens, span: Option<(Date, Date)>) -> Option<Dates> {
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        if quiet(ui, t, "All dates").clicked() {
            chosen = Some((None, None));
        }
        let Some((_, last)) = span else { return };
        for (text, months) in [("Last 12 months", 12), ("Last 3 months", 3)] {
            if quiet(ui, t, text).clicked() {
                chosen = Some(last_months(last, months));
            }
        }
    });
    chosen
}

/// The `months` months that end on `last`.
pub fn last_months(last: Date, months: i64) -> Dates {
    let day_after = last.saturating_add(jiff::Span::new().days(1));
    (
        Some(day_after.saturating_sub(jiff::Span::new().months(months))),
        Some(last),
    )
}

/// Reads `2026-03-31`, `31/3/2026`, `31.3.26`; an empty text is no bound.
///
/// # Errors
/// A sentence that says how to write a date.
pub fn read_date(text: &str) -> Result<Option<Date>, String> {
    let plain = text.trim();
    if plain.is_empty() {
        return Ok(None);
    }
    let parts: Vec<&str> = plain
        .split(['/', '-', '.', ' '])
        .filter(|p| !p.is_empty())
        .collect();
    let date = match parts[..] {
        [y, m, d] if y.len() == 4 => date_of(y, m, d),
        [d, m, y] if y.len() == 4 => date_of(y, m, d),
        [d, m, y] if y.len() == 2 => date_of(&format!("20{y}"), m, d),
        _ => None,
    };
    let typed: String = plain.chars().take(20).collect();
    date.map(Some)
        .ok_or_else(|| format!("“{typed}” is no date: write it as 31/3/2026."))
}

fn date_of(year: &str, month: &str, day: &str) -> Option<Date> {
    let names = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let lower = month.to_lowercase();
    let named = names
        .iter()
        .position(|name| lower.starts_with(name))
        .map(|i| i as i8 + 1);
    let month = named.or_else(|| month.parse().ok())?;
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_are_read_as_the_british_type_them() {
        let meant = Some(date(2026, 3, 31));
        for typed in [
            "31/3/2026",
            "2026-03-31",
            "31.03.26",
            "31 Mar 2026",
            "31 march 2026",
        ] {
            assert_eq!(read_date(typed), Ok(meant), "{typed}");
        }
        assert_eq!(read_date("  "), Ok(None));
        assert_eq!(
            read_date("2/1/2026"),
            Ok(Some(date(2026, 1, 2))),
            "day first"
        );
    }

    #[test]
    fn a_range_is_written_with_one_kind_of_year() {
        let span = |year| Some((date(year, 12, 31), date(2015, 11, 30)));
        assert_eq!(said((None, None), span(2008)), "31 Dec 08 – 30 Nov 15");
        assert_eq!(said((None, None), span(1899)), "31 Dec 1899 – 30 Nov 2015");
    }

    #[test]
    fn what_is_no_date_is_refused_with_the_way_to_write_it() {
        for typed in [
            "31/2/2026",
            "3/2026",
            "yesterday",
            "99/99/9999",
            "2026-13-01",
            "é/é/2026",
        ] {
            let why = read_date(typed).expect_err(typed);
            assert!(why.contains("31/3/2026"), "{why}");
        }
    }

    #[test]
    fn the_last_twelve_months_are_a_whole_year() {
        let year = last_months(date(2026, 3, 31), 12);
        assert_eq!(year, (Some(date(2025, 4, 1)), Some(date(2026, 3, 31))));
    }

    #[cfg(feature = "ui-tests")]
    mod typed {
        use super::super::*;
        use crate::view::widgets::test_window::window;
        use egui_kittest::kittest::Queryable as _;

        #[test]
        fn a_first_date_after_the_last_is_refused() {
            let until = jiff::civil::date(2026, 3, 31);
            let state = ((None, Some(until)), DateRangeState::default());
            let mut window = window(state, |ui, (dates, state): &mut (Dates, _)| {
                *dates = date_range(ui, &Tokens::DARK, *dates, None, state).unwrap_or(*dates);
            });
            window.get_by_label("First date").focus();
            window.run();
            window.get_by_label("First date").type_text("1/4/2026");
            window.run();
            window.key_press(Key::Enter);
            window.run();
            assert_eq!(window.state().0, (None, Some(until)));
            assert!(
                window
                    .state()
                    .1
                    .trouble
                    .as_ref()
                    .is_some_and(|why| why.contains("is after"))
            );
        }
    }
}
