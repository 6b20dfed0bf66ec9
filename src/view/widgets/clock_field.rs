//! A typed clock time. Takes `18:00`, `1800`, `18` and `6`; anything else keeps the old time
//! and says why.

use egui::{FontSelection, Id, Key, Margin, Response, TextEdit, Ui};

use crate::base::ClockTime;
use crate::view::theme::{BODY_PT, Tokens, Weight, font};

/// What is half typed.
#[derive(Clone, Debug, Default)]
pub struct ClockFieldState {
    /// The text while it is being typed.
    draft: Option<String>,
    /// Why the last text was not taken.
    trouble: Option<String>,
}

impl ClockFieldState {
    /// Why the last text was not taken, until it is corrected.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }
}

/// Shows the field; returns a new time once one is typed and entered.
pub fn clock_field(
    ui: &mut Ui,
    t: &Tokens,
    label: &str,
    time: ClockTime,
    state: &mut ClockFieldState,
) -> Option<ClockTime> {
    let mut text = state.draft.clone().unwrap_or_else(|| time.to_string());
    let id = ui.scope_id().with(("clock field", label));
    let response = text_box(ui, t, id, &mut text, state.trouble.is_some()).accessible_name(label);
    if response.changed() {
        state.draft = Some(text.clone());
        state.trouble = None;
    }
    if response.lost_focus() {
        let given_up = ui.input(|input| input.key_pressed(Key::Escape));
        let draft = state.draft.take().filter(|_| !given_up)?;
        return match read_clock(&draft) {
            Ok(new) => (new != time).then_some(new),
            Err(why) => {
                state.trouble = Some(why);
                None
            }
        };
    }
    None
}

fn text_box(ui: &mut Ui, t: &Tokens, id: Id, text: &mut String, wrong: bool) -> Response {
    ui.scope(|ui| {
        if wrong {
            ui.visuals_mut().widgets.inactive.bg_stroke.color = t.warn;
        }
        let edit = TextEdit::singleline(text)
            .id(id)
            .font(FontSelection::FontId(font(BODY_PT, Weight::Medium)))
            .align(egui::Align2::CENTER_CENTER)
            .char_limit(8)
            .margin(Margin::symmetric(6, 4))
            .desired_width(54.0);
        ui.add(edit)
    })
    .inner
}

/// Reads a clock time as people type it.
///
/// # Errors
/// A sentence that says what is wrong and how to write it.
pub fn read_clock(text: &str) -> Result<ClockTime, String> {
    let plain = text.trim().replace(['.', 'h', ' '], ":");
    let trouble = || {
        let typed: String = text.trim().chars().take(12).collect();
        format!("“{typed}” is no time of day: write 00:00 to 23:59.")
    };
    if let Some((hour, minute)) = plain.split_once(':') {
        return part(hour)
            .zip(part(minute))
            .and_then(clock)
            .ok_or_else(trouble);
    }
    let number = || !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit());
    let split = match plain.len() {
        1 | 2 if number() => part(&plain).map(|hour| (hour, 0)),
        3 | 4 if number() => {
            let (hour, minute) = plain.split_at(plain.len() - 2);
            part(hour).zip(part(minute))
        }
        _ => None,
    };
    split.and_then(clock).ok_or_else(trouble)
}

fn part(text: &str) -> Option<u16> {
    let plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn clock((hour, minute): (u16, u16)) -> Option<ClockTime> {
    // 24:00 is how people write the end of a day.
    if (hour, minute) == (24, 0) {
        return Some(ClockTime::MIDNIGHT);
    }
    ClockTime::new(hour, minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        read_clock(text).ok().map(|time| time.to_string())
    }

    #[test]
    fn times_are_read_as_people_type_them() {
        for (typed, meant) in [
            ("18:00", "18:00"),
            ("1800", "18:00"),
            ("6", "06:00"),
            ("06", "06:00"),
            ("630", "06:30"),
            ("6.30", "06:30"),
            (" 0:05 ", "00:05"),
            ("24:00", "00:00"),
        ] {
            assert_eq!(read(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused_with_the_way_to_write_it() {
        for typed in ["25:00", "12:60", "", "x", "18:00:00", "-1", "12345", "１８"] {
            let why = read_clock(typed).expect_err(typed);
            assert!(why.contains("00:00 to 23:59"), "{why}");
        }
    }

    #[cfg(feature = "ui-tests")]
    mod typed {
        use super::super::*;
        use crate::view::theme::Tokens;
        use crate::view::widgets::test_window::window;
        use egui_kittest::kittest::Queryable as _;

        #[derive(Default)]
        struct Field {
            state: ClockFieldState,
            time: ClockTimeOr,
        }
        struct ClockTimeOr(ClockTime);
        impl Default for ClockTimeOr {
            fn default() -> Self {
                Self(ClockTime::from_minutes(18 * 60))
            }
        }

        fn type_into(text: &str) -> (String, Option<String>) {
            let mut window = window(Field::default(), |ui, field: &mut Field| {
                let new = clock_field(ui, &Tokens::DARK, "From", field.time.0, &mut field.state);
                field.time.0 = new.unwrap_or(field.time.0);
            });
            window.get_by_label("From").focus();
            window.run();
            window.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
            window.get_by_label("From").type_text(text);
            window.run();
            window.key_press(Key::Enter);
            window.run();
            let field = window.state();
            (field.time.0.to_string(), field.state.trouble.clone())
        }

        #[test]
        fn a_typed_time_is_taken_at_enter() {
            assert_eq!(type_into("2130"), ("21:30".to_owned(), None));
        }

        #[test]
        fn a_refused_time_keeps_the_old_one_and_says_why() {
            let (time, trouble) = type_into("25:00");
            assert_eq!(time, "18:00");
            assert!(trouble.is_some_and(|why| why.contains("25:00")));
        }
    }
}
