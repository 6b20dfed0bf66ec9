//! What a method takes: in a line what differs from its defaults, and a control each.

use std::collections::BTreeMap;
use std::path::Path;

use egui::{ComboBox, FontSelection, TextEdit, Ui};

use crate::analysis::methods::{Kind, Parameter, Value};
use crate::app::Command;
use crate::app::asking::{AskWish, Asking};
use crate::base::Date;
use crate::base::files::file_name;
use crate::view::Ctx;
use crate::view::panels::layout::{note, row, sentence};
use crate::view::theme::{BODY_PT, Weight, font};
use crate::view::widgets::button::{button, quiet, switch, value};
use crate::view::widgets::number_field::{NumberField, NumberFieldState};

/// What is half typed.
#[derive(Default)]
pub(crate) struct SettingsState {
    numbers: BTreeMap<&'static str, NumberFieldState>,
    texts: BTreeMap<&'static str, String>,
    /// Texts that were entered and not taken, with the reason.
    troubles: BTreeMap<&'static str, String>,
    of: &'static str,
    /// Whether the controls are shown; where nobody said, they are when the method refuses.
    is_open: Option<bool>,
}

/// What was entered; `None` for the default again.
struct Entered(Option<Value>);

/// The line and, where it was opened, the controls.
pub(crate) fn settings_ui(ctx: Ctx<'_>, state: &mut SettingsState, asking: &Asking, ui: &mut Ui) {
    if state.of != asking.method.id() {
        *state = SettingsState {
            of: asking.method.id(),
            ..SettingsState::default()
        };
    }
    if asking.parameters.is_empty() {
        return;
    }
    let refuses = matches!(&asking.answered, Some(answered) if answered.outcome.is_err());
    let is_open = state.is_open.unwrap_or(refuses);
    let t = ctx.tokens;
    let clicked = row(ui, t, "Settings", |ui| {
        let width = ui.available_width() - 8.0;
        value(ui, t, "Settings", &changed(asking), width).clicked()
    });
    if clicked {
        state.is_open = Some(!is_open);
    }
    if is_open {
        controls_ui(ctx, state, asking, ui);
    }
}

/// What was set other than its default, in words.
fn changed(asking: &Asking) -> String {
    let said = asking.parameters.iter().filter_map(|parameter| {
        let value = asking.values.said(parameter.key)?;
        (Some(value) != parameter.kind.default_value().as_ref()).then_some((parameter, value))
    });
    let words: Vec<String> = said.map(|(p, value)| in_words(p, value)).collect();
    if words.is_empty() {
        "as usual".to_owned()
    } else {
        words.join(", ")
    }
}

/// "Side of a cell 300 m".
fn in_words(parameter: &Parameter, value: &Value) -> String {
    let label = parameter.label;
    match (parameter.kind, value) {
        (Kind::Flag, _) => label.to_owned(),
        (Kind::Table { .. }, Value::Table(table)) => {
            format!("{label}: {}", file_name(Path::new(&table.file)))
        }
        (Kind::Choice { options, .. }, Value::Text(key)) => {
            let words = options.iter().find(|(option, _)| option == key);
            format!(
                "{label}: {}",
                words.map_or(key.as_str(), |(_, words)| words)
            )
        }
        (Kind::Number { unit, .. } | Kind::Count { unit, .. }, value) => {
            format!("{label} {} {unit}", value.text())
                .trim_end()
                .to_owned()
        }
        (_, value) => format!("{label} {}", value.text()),
    }
}

fn controls_ui(ctx: Ctx<'_>, state: &mut SettingsState, asking: &Asking, ui: &mut Ui) {
    let t = ctx.tokens;
    for parameter in &asking.parameters {
        let response = row(ui, t, parameter.label, |ui| {
            let set = control_ui(ctx, state, asking, parameter, ui);
            if let Some(Entered(value)) = set {
                ctx.send(Command::Ask(AskWish::Set(parameter.key, value)));
            }
            ui.response()
        });
        response.on_hover_text(parameter.help);
        let number = state.numbers.get(parameter.key);
        let typed = number.and_then(NumberFieldState::trouble);
        let typed = typed.or(state.troubles.get(parameter.key).map(String::as_str));
        let refused = asking.trouble.as_ref();
        let refused = refused.filter(|(key, _)| *key == parameter.key);
        if let Some(why) = typed.or(refused.map(|(_, why)| why.as_str())) {
            note(ui, t.warn, &sentence(why));
        }
    }
}

/// The control; what was entered, if anything was.
fn control_ui(
    ctx: Ctx<'_>,
    state: &mut SettingsState,
    asking: &Asking,
    parameter: &Parameter,
    ui: &mut Ui,
) -> Option<Entered> {
    let t = ctx.tokens;
    let (key, label) = (parameter.key, parameter.label);
    match parameter.kind {
        Kind::Number {
            least, most, unit, ..
        } => {
            unit_ui(ctx, unit, ui);
            let field = NumberField {
                label,
                value: asking.values.number(key),
                range: (least, most),
                whole: false,
            };
            let typed = field.show(ui, t, state.numbers.entry(key).or_default())?;
            Some(Entered(Some(Value::Number(typed))))
        }
        Kind::Count {
            least, most, unit, ..
        } => {
            unit_ui(ctx, unit, ui);
            let field = NumberField {
                label,
                value: asking.values.count(key) as f64,
                range: (least as f64, most as f64),
                whole: true,
            };
            let typed = field.show(ui, t, state.numbers.entry(key).or_default())?;
            Some(Entered(Some(Value::Count(typed as u64))))
        }
        Kind::Choice { options, .. } => choice_ui(asking, key, label, options, ui),
        Kind::Flag => {
            let on = asking.values.flag(key);
            let clicked = switch(ui, t, label, on).clicked();
            clicked.then_some(Entered(Some(Value::Flag(!on))))
        }
        Kind::Date => {
            let said = asking.values.date(key).map(|date| date.to_string());
            let typed = text_ui(state, key, label, said.as_deref(), "2026-01-31", ui)?;
            read_date(state, key, &typed)
        }
        Kind::Text => {
            let said = asking.values.text(key);
            let typed = text_ui(state, key, label, said, "found by itself", ui)?;
            let typed = typed.trim();
            let value = (!typed.is_empty()).then(|| Value::Text(typed.to_owned()));
            Some(Entered(value))
        }
        Kind::Table { .. } => table_ui(ctx, asking, parameter, ui),
    }
}

fn unit_ui(ctx: Ctx<'_>, unit: &str, ui: &mut Ui) {
    if !unit.is_empty() {
        note(ui, ctx.tokens.muted, unit);
    }
}

fn choice_ui(
    asking: &Asking,
    key: &'static str,
    label: &str,
    options: &[(&'static str, &'static str)],
    ui: &mut Ui,
) -> Option<Entered> {
    let chosen = asking.values.text(key).unwrap_or_default();
    let words = options.iter().find(|(option, _)| *option == chosen);
    let mut picked = None;
    ComboBox::from_id_salt(("choice", key))
        .selected_text(words.map_or(chosen, |(_, words)| words))
        .width(190.0)
        .show_ui(ui, |ui| {
            for &(option, words) in options {
                if ui.selectable_label(option == chosen, words).clicked() && option != chosen {
                    picked = Some(Entered(Some(Value::Text(option.to_owned()))));
                }
            }
        })
        .response
        .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::ComboBox, true, label));
    picked
}

/// A line of text; what was entered.
fn text_ui(
    state: &mut SettingsState,
    key: &'static str,
    label: &str,
    said: Option<&str>,
    hint: &str,
    ui: &mut Ui,
) -> Option<String> {
    let shown = said.unwrap_or_default().to_owned();
    let mut text = state.texts.get(key).cloned().unwrap_or(shown);
    let edit = TextEdit::singleline(&mut text)
        .id(ui.scope_id().with(("text", key)))
        .font(FontSelection::FontId(font(BODY_PT, Weight::Medium)))
        .hint_text(hint)
        .char_limit(80)
        .desired_width(150.0);
    let response = ui.add(edit);
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::TextInput, true, label));
    if response.changed() {
        state.texts.insert(key, text.clone());
        state.troubles.remove(key);
    }
    let entered = response.lost_focus() && state.texts.remove(key).is_some();
    entered.then_some(text)
}

fn read_date(state: &mut SettingsState, key: &'static str, typed: &str) -> Option<Entered> {
    if typed.trim().is_empty() {
        return Some(Entered(None));
    }
    if let Ok(date) = typed.trim().parse::<Date>() {
        return Some(Entered(Some(Value::Date(date))));
    }
    let why = format!("\"{typed}\" is no date; write it as 2026-01-31");
    state.troubles.insert(key, why);
    None
}

fn table_ui(ctx: Ctx<'_>, asking: &Asking, parameter: &Parameter, ui: &mut Ui) -> Option<Entered> {
    let t = ctx.tokens;
    let file = asking.values.table(parameter.key).map(|table| &table.file);
    let text = if file.is_some() {
        "Another…"
    } else {
        "Open…"
    };
    if button(ui, t, text)
        .on_hover_text(parameter.kind.range())
        .clicked()
    {
        ctx.send(Command::Ask(AskWish::PickTable(parameter.key)));
    }
    let file = file?;
    let dropped = quiet(ui, t, &file_name(Path::new(file)))
        .on_hover_text("Do without it")
        .clicked();
    dropped.then_some(Entered(None))
}
