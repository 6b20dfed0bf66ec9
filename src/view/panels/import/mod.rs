//! The import: what a file would be read as, before it is opened.
//!
//! Left the first records under their columns, each with what it is taken for; right what
//! opening would give, and what is known of coordinates and dates. Nothing is computed here.

mod columns;
mod outcome;
mod parts;
mod settings;
mod words;

use egui::{
    Align, CentralPanel, Frame, Key, Label, Layout, Margin, Panel, Popup, RichText, TextEdit, Ui,
    vec2,
};

use crate::app::Command;
use crate::app::import::{Import, ImportWish};
use crate::engine::import::holds;
use crate::view::Ctx;
use crate::view::panels::PanelState;
use crate::view::panels::layout::{note, sentence};
use crate::view::theme::{BODY_PT, EDGE, STATUS_PT, TITLE_PT, Weight, font};
use crate::view::widgets::button::{button, primary, quiet};
use crate::view::widgets::number;
use crate::view::widgets::popup::popup;

const SIDE: f32 = 370.0;

/// What the import remembers between frames.
#[derive(Default)]
pub(crate) struct ImportState {
    columns: columns::ColumnsState,
    settings: settings::SettingsState,
    /// The name being typed for a profile.
    profile_name: String,
    /// The command line was copied, and this is it.
    copied: Option<String>,
}

/// The import, over everything between the top bar and the status bar.
pub fn import_ui(ctx: Ctx<'_>, import: &Import, panels: &mut PanelState, ui: &mut Ui) {
    let state = &mut panels.import;
    if ui.input(|input| input.key_pressed(Key::Escape)) && !Popup::is_any_open(ui.ctx()) {
        ctx.send(Command::Import(ImportWish::Cancel));
    }
    let plain = Frame::new();
    Panel::top("import title")
        .frame(plain.inner_margin(Margin::symmetric(EDGE as i8, 12)))
        .show(ui, |ui| title_ui(ctx, import, ui));
    Panel::bottom("import buttons")
        .frame(plain.inner_margin(Margin::symmetric(EDGE as i8, 12)))
        .show(ui, |ui| buttons_ui(ctx, import, state, ui));
    Panel::right("import side")
        .frame(plain)
        .resizable(false)
        .exact_size(SIDE)
        .show(ui, |ui| {
            egui::ScrollArea::vertical()
                .id_salt("import side")
                .auto_shrink([false, false])
                .show(ui, |ui| {
                    outcome::outcome_ui(ctx, import, ui);
                    settings::settings_ui(ctx, import.part(), &mut state.settings, ui);
                });
        });
    CentralPanel::default().frame(plain).show(ui, |ui| {
        columns::columns_ui(ctx, import.part(), &mut state.columns, ui);
    });
}

fn title_ui(ctx: Ctx<'_>, import: &Import, ui: &mut Ui) {
    let t = ctx.tokens;
    let part = import.part();
    ui.spacing_mut().item_spacing = vec2(12.0, 4.0);
    ui.horizontal(|ui| {
        let title = if import.is_open {
            "Import settings"
        } else {
            "Before it is opened"
        };
        ui.label(
            RichText::new(title)
                .font(font(TITLE_PT, Weight::SemiBold))
                .color(t.text),
        );
        if import.parts.len() == 1 {
            let files = RichText::new(words::files(part)).size(BODY_PT);
            ui.add(Label::new(files.color(t.muted)).truncate());
        }
    });
    if import.parts.len() > 1 {
        ui.add_space(2.0);
        parts::parts_ui(ctx, import, ui);
        ui.add_space(2.0);
    }
    parts::kind_ui(ctx, import, ui);
    for left_out in import.notes.iter().take(2) {
        note(ui, t.muted, &sentence(left_out));
    }
    if import.notes.len() > 2 {
        let all = import.notes.join("\n");
        let more = number::counted(import.notes.len() - 2, "more note", "more notes");
        ui.label(
            RichText::new(format!("{more} on what was left out…"))
                .size(STATUS_PT)
                .color(t.muted),
        )
        .on_hover_text(all);
    }
    let fault = import.fault();
    let fault = fault.filter(|(place, _)| !import.parts[*place].waits_for_table());
    if let Some((place, why)) = fault {
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let what = if place == import.shown {
                "Cannot be opened yet".to_owned()
            } else {
                format!(
                    "{} cannot be opened yet",
                    words::files(&import.parts[place])
                )
            };
            ui.label(
                RichText::new(what)
                    .font(font(BODY_PT, Weight::SemiBold))
                    .color(t.warn),
            );
            let why = words::without_path(&why);
            let why = if place == import.shown {
                words::fault(&why)
            } else {
                words::fault_elsewhere(&why)
            };
            ui.add(Label::new(RichText::new(why).size(BODY_PT).color(t.text)).wrap());
        });
    }
}

fn buttons_ui(ctx: Ctx<'_>, import: &Import, state: &mut ImportState, ui: &mut Ui) {
    let t = ctx.tokens;
    let wish = |wish| ctx.send(Command::Import(wish));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        if import.part().is_changed && button(ui, t, "Start again").clicked() {
            wish(ImportWish::Reset);
        }
        if holds(import.part().kind).is_some() && import.part().preview.is_some() {
            let saving = button(ui, t, "Save as profile…").on_hover_text(
                "Files with these columns will be read like this, and colleagues can use it",
            );
            save_ui(ctx, import, &mut state.profile_name, &saving);
        }
        let line = import.command_line(&ctx.app.project().sources);
        if button(ui, t, "Copy as command line")
            .on_hover_text(&line)
            .clicked()
        {
            ui.ctx().copy_text(line.clone());
            state.copied = Some(line.clone());
        }
        if state.copied.as_ref() == Some(&line) {
            ui.label(RichText::new("Copied").size(STATUS_PT).color(t.good));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let text = if import.is_open { "Read again" } else { "Open" };
            let seen = import.parts.iter().all(|part| part.preview.is_some());
            let can_open = import.fault().is_none() && seen;
            if can_open && primary(ui, t, text).clicked() {
                wish(ImportWish::Open);
            }
            if button(ui, t, "Cancel").clicked() {
                wish(ImportWish::Cancel);
            }
            if !can_open {
                return;
            }
            ui.label(
                RichText::new(words::remembered(import, &ctx.app.project().sources))
                    .size(STATUS_PT)
                    .color(t.muted),
            );
        });
    });
}

fn save_ui(ctx: Ctx<'_>, import: &Import, name: &mut String, opener: &egui::Response) {
    let t = ctx.tokens;
    popup(opener, "Save as profile", 280.0, |ui| {
        note(
            ui,
            t.muted,
            "A profile says what each column is. Files with the same columns are read by it.",
        );
        let field = TextEdit::singleline(name)
            .hint_text("Name")
            .desired_width(f32::INFINITY);
        let typed = ui.add(field);
        typed.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::TextInput, true, "Profile name")
        });
        let enter = typed.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let can = !name.trim().is_empty() && import.part().preview.is_some();
        if (quiet(ui, t, "Save profile").clicked() || enter) && can {
            ctx.send(Command::Import(ImportWish::Save(name.trim().to_owned())));
            name.clear();
            ui.close();
        }
    });
}
