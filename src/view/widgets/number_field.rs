//! A typed number with its unit; anything else keeps the old number and says why.

use egui::{Align2, FontSelection, Key, TextEdit, Ui};

use crate::view::theme::{BODY_PT, Tokens, Weight, font};
use crate::view::widgets::number;

/// What is half typed, and why the last text was not taken.
#[derive(Clone, Debug, Default)]
pub struct NumberFieldState {
    draft: Option<String>,
    trouble: Option<String>,
}

impl NumberFieldState {
    /// Why the last text was not taken, until it is corrected.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }
}

/// A number that can be typed.
#[derive(Clone, Copy, Debug)]
pub struct NumberField<'a> {
    /// Its accessible name.
    pub label: &'a str,
    /// The number.
    pub value: f64,
    /// Least and greatest number that is taken.
    pub range: (f64, f64),
    /// Whether only whole numbers are taken.
    pub whole: bool,
}

impl NumberField<'_> {
    /// Shows the field; returns a new number once one is typed and entered.
    pub fn show(self, ui: &mut Ui, t: &Tokens, state: &mut NumberFieldState) -> Option<f64> {
        let shown = || number::plain(self.value);
        let mut text = state.draft.clone().unwrap_or_else(shown);
        let response = ui
            .scope(|ui| {
                if state.trouble.is_some() {
                    ui.visuals_mut().widgets.inactive.bg_stroke.color = t.warn;
                }
                let edit = TextEdit::singleline(&mut text)
                    .id(ui.scope_id().with(("number", self.label)))
                    .font(FontSelection::FontId(font(BODY_PT, Weight::Medium)))
                    .align(Align2::RIGHT_CENTER)
                    .char_limit(9)
                    .desired_width(72.0);
                ui.add(edit)
            })
            .inner
            .accessible_name(self.label);
        if response.changed() {
            state.draft = Some(text);
            state.trouble = None;
        }
        if !response.lost_focus() {
            return None;
        }
        let given_up = ui.input(|input| input.key_pressed(Key::Escape));
        let typed = state.draft.take().filter(|_| !given_up)?;
        match self.read(&typed) {
            Ok(value) => (value != self.value).then_some(value),
            Err(why) => {
                state.trouble = Some(why);
                None
            }
        }
    }

    fn read(self, typed: &str) -> Result<f64, String> {
        let (low, high) = self.range;
        let plain = typed.trim().trim_end_matches('m').trim().replace(',', "");
        let value = plain.parse::<f64>().ok().filter(|value| {
            value.is_finite()
                && (low..=high).contains(value)
                && !(self.whole && value.fract() != 0.0)
        });
        let kind = if self.whole {
            "a whole number"
        } else {
            "a number"
        };
        let (low, high) = (number::plain(low), number::plain(high));
        value.ok_or_else(|| format!("Write {kind} from {low} to {high}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str, whole: bool) -> Result<f64, String> {
        NumberField {
            label: "Radius",
            value: 100.0,
            range: (1.0, 5000.0),
            whole,
        }
        .read(typed)
    }

    #[test]
    fn numbers_are_read_with_unit_and_thousands() {
        for (typed, value) in [("150", 150.0), ("1,200 m", 1200.0), (" 2.5", 2.5)] {
            assert_eq!(read(typed, false), Ok(value));
        }
    }

    #[test]
    fn what_is_out_of_range_is_refused_with_the_range() {
        for typed in ["0", "-5", "nan", "inf", "x", "5001", ""] {
            assert_eq!(
                read(typed, false),
                Err("Write a number from 1 to 5000.".to_owned())
            );
        }
        assert!(read("2.5", true).is_err());
    }
}
