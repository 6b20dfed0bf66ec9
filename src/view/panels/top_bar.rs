//! Name, what is open, and the few buttons that concern the whole window.

use egui::accesskit::Role;
use egui::{
    Align, Key, KeyboardShortcut, Layout, Modifiers, Pos2, Sense, Stroke, Ui, WidgetInfo, vec2,
};

use crate::analysis::quality::concerns::Weight;
use crate::app::Command;
use crate::app::session::{Panel, ThemeChoice};
use crate::base::files::file_name;
use crate::project::Sources;
use crate::view::Ctx;
use crate::view::panels::PanelState;
use crate::view::theme::{EDGE, RADIUS, Tokens};
use crate::view::widgets::button::button;
use crate::view::widgets::focus;
use crate::view::widgets::ink::Ink;

const OPEN: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::O);

/// Name, file, buttons.
pub fn top_bar_ui(ctx: Ctx<'_>, _state: &mut PanelState, ui: &mut Ui) {
    let t = ctx.tokens;
    if ui.input_mut(|input| input.consume_shortcut(&OPEN)) {
        ctx.send(Command::OpenDialog);
    }
    let size = ui.available_size();
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.add_space(EDGE);
        ui.spacing_mut().item_spacing.x = 12.0;
        let (mark, _) = ui.allocate_exact_size(vec2(20.0, 20.0), Sense::hover());
        paint_mark(ui, t, mark.center());
        let name = Ink::title(t.text);
        ui.label(
            egui::RichText::new("nightbeat")
                .font(name.font)
                .color(t.text),
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(EDGE);
            ui.spacing_mut().item_spacing.x = 8.0;
            theme_button(ctx, ui);
            if button(ui, t, "How sure?")
                .on_hover_text(
                    "Would the list hold, is it chance, is it getting worse: methods by question",
                )
                .clicked()
            {
                ctx.send(Command::TogglePanel(Panel::Sure));
            }
            if button(ui, t, "Data")
                .on_hover_text("What was read, and what was set aside")
                .clicked()
            {
                ctx.send(Command::TogglePanel(Panel::Data));
            }
            let (text, hint) = quality_said(ctx);
            if button(ui, t, &text).on_hover_text(hint).clicked() {
                ctx.send(Command::TogglePanel(Panel::Quality));
            }
            let hint = format!(
                "Incidents, boundaries or premises ({})",
                ui.ctx().format_shortcut(&OPEN)
            );
            if button(ui, t, "Open…").on_hover_text(hint).clicked() {
                ctx.send(Command::OpenDialog);
            }
            if !ctx.app.project().sources.is_sample() && button(ui, t, "Sample town").clicked() {
                ctx.send(Command::OpenSample);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let nothing = ctx.app.data().is_none() && ctx.app.working().is_none();
                let opened = if nothing {
                    "Nothing is open".to_owned()
                } else {
                    opened(&ctx.app.project().sources)
                };
                ui.add(egui::Label::new(egui::RichText::new(opened).color(t.muted)).truncate());
            });
        });
    });
}

/// The way to what should be known of the data, with how much of it matters.
fn quality_said(ctx: Ctx<'_>) -> (String, &'static str) {
    let concerns = ctx.app.concerns().unwrap_or_default();
    let matter = concerns
        .iter()
        .filter(|concern| concern.weight != Weight::Minor)
        .count();
    match matter {
        0 => (
            "Quality".to_owned(),
            "What to know about the data before trusting a figure",
        ),
        n => (
            format!("Quality: {n} to look at"),
            "What shifts figures or changes which places are listed, and what to do about it",
        ),
    }
}

/// What is open, in words.
pub(crate) fn opened(sources: &Sources) -> String {
    if sources.is_sample() {
        return "Saltmere, sample town".to_owned();
    }
    let first = sources
        .incidents
        .first()
        .map(|path| file_name(path))
        .unwrap_or_default();
    match sources.incidents.len() {
        0 | 1 => first,
        n => format!("{first} and {} more", n - 1),
    }
}

fn theme_button(ctx: Ctx<'_>, ui: &mut Ui) {
    let t = ctx.tokens;
    let (label, other) = if t.dark {
        ("Light theme", ThemeChoice::Light)
    } else {
        ("Dark theme", ThemeChoice::Dark)
    };
    let (rect, response) = ui.allocate_exact_size(vec2(28.0, 26.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), label));
    if response.hovered() {
        ui.painter().rect_filled(rect, RADIUS, t.hover());
    }
    let colour = if response.hovered() { t.text } else { t.muted };
    paint_half_moon(ui, rect.center(), colour);
    focus::ring(ui, &response, t);
    if response.on_hover_text(label).clicked() {
        ctx.send(Command::SetTheme(other));
    }
}

/// A disc half filled: light and dark.
fn paint_half_moon(ui: &Ui, centre: Pos2, colour: egui::Color32) {
    let radius = 6.5;
    ui.painter()
        .circle_stroke(centre, radius, Stroke::new(1.4, colour));
    let half = (0..=24).map(|i| {
        let (sin, cos) = (std::f32::consts::PI * i as f32 / 24.0).sin_cos();
        centre + vec2(sin, -cos) * radius
    });
    ui.painter().add(egui::Shape::convex_polygon(
        half.collect(),
        colour,
        Stroke::NONE,
    ));
}

/// The mark of the program: a clock at five past twelve, as amber as a street lamp.
fn paint_mark(ui: &Ui, t: &Tokens, centre: Pos2) {
    let stroke = Stroke::new(1.8, t.accent);
    ui.painter().circle_stroke(centre, 8.6, stroke);
    let hands = vec![centre + vec2(0.0, -5.2), centre, centre + vec2(3.4, 2.4)];
    ui.painter().line(hands, stroke);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_is_named_by_its_files() {
        let named = |paths: &[&str]| {
            let incidents = paths.iter().map(Into::into).collect();
            opened(&Sources {
                incidents,
                ..Sources::default()
            })
        };
        assert_eq!(named(&[]), "Saltmere, sample town");
        assert_eq!(named(&["/data/atlanta.csv"]), "atlanta.csv");
        assert_eq!(
            named(&["a/2024.csv", "a/2025.csv", "x.csv"]),
            "2024.csv and 2 more"
        );
    }
}
