//! What the files are taken for, and which of several parts is shown.

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::app::Command;
use crate::app::import::{Import, ImportWish, Part};
use crate::io::read::FileKind;
use crate::view::Ctx;
use crate::view::panels::import::columns::choice_row;
use crate::view::panels::import::words;
use crate::view::panels::layout::note;
use crate::view::theme::{EDGE, RADIUS};
use crate::view::widgets::button::value;
use crate::view::widgets::focus;
use crate::view::widgets::ink::{self, Ink};
use crate::view::widgets::number;
use crate::view::widgets::popup::popup;

const HEIGHT: f32 = 40.0;
const NARROWEST: f32 = 120.0;
const WIDEST: f32 = 280.0;

/// One card a part: what it is and which files it has. The one that is shown is outlined.
pub(super) fn parts_ui(ctx: Ctx<'_>, import: &Import, ui: &mut Ui) {
    let t = ctx.tokens;
    let room = ui.available_width();
    let each = (room / import.parts.len() as f32 - 8.0).clamp(NARROWEST, WIDEST);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
        for (place, part) in import.parts.iter().enumerate() {
            let is_wrong = import.fault_of(place).is_some();
            let ready = if is_wrong { ", not ready" } else { "" };
            let kind = format!("{}{ready}", words::kind(part.kind));
            let files = words::files(part);
            let (title, file) = (Ink::medium(t.text), Ink::small(t.muted));
            let painter = ui.painter();
            let width = ink::width(painter, &kind, &title).max(ink::width(painter, &files, &file));
            let size = vec2((width + 24.0).min(each), HEIGHT);
            let (rect, response) = ui.allocate_exact_size(size, Sense::click());
            let on = place == import.shown;
            let name = format!("{kind}: {files}");
            response
                .widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), on, name.clone()));
            let fill = if response.hovered() {
                t.hover()
            } else {
                t.raised
            };
            let line = match (on, is_wrong) {
                (true, _) => t.accent,
                (false, true) => t.warn,
                (false, false) => t.line,
            };
            let round = CornerRadius::same(RADIUS);
            let stroke = Stroke::new(if on { 1.5 } else { 1.0 }, line);
            ui.painter()
                .rect(rect, round, fill, stroke, StrokeKind::Inside);
            for (text, ink, y) in [(&kind, &title, 12.0), (&files, &file, 28.0)] {
                let at = pos2(rect.left() + 12.0, rect.top() + y);
                ink::put(
                    ui.painter(),
                    at,
                    Align2::LEFT_CENTER,
                    text,
                    ink,
                    size.x - 24.0,
                );
            }
            focus::ring(ui, &response, t);
            if response.on_hover_text(files).clicked() {
                ctx.send(Command::Import(ImportWish::Show(place)));
            }
        }
    });
}

/// "This is: incidents", with the reason and the choice to say otherwise, and how the file is
/// made.
pub(super) fn kind_ui(ctx: Ctx<'_>, import: &Import, ui: &mut Ui) {
    let t = ctx.tokens;
    let part = import.part();
    let facts = facts(part).join("   ·   ");
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        note(ui, t.muted, "This is");
        if import.is_open {
            ui.label(
                egui::RichText::new(words::kind(part.kind))
                    .size(crate::view::theme::BODY_PT)
                    .color(t.text),
            );
        } else {
            let opener = value(ui, t, "Kind of file", words::kind(part.kind), 200.0);
            popup(&opener, "What is this file?", 300.0, |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                for kind in FileKind::ALL {
                    let row = choice_row(ui, t, words::kind_in_full(kind), kind == part.kind);
                    if row.clicked() {
                        if kind != part.kind {
                            ctx.send(Command::Import(ImportWish::Kind(kind)));
                        }
                        ui.close();
                    }
                }
            });
            if !part.why.is_empty() {
                note(ui, t.muted, &format!("({})", part.why));
            }
        }
        if !facts.is_empty() {
            let width = ui.available_width();
            let rect = Rect::from_min_size(ui.cursor().min, vec2(width, 22.0));
            let at = pos2(rect.right() - EDGE / 4.0, rect.center().y);
            let ink = Ink::small(t.muted);
            ink::put(ui.painter(), at, Align2::RIGHT_CENTER, &facts, &ink, width);
        }
    });
}

/// How the file is made.
fn facts(part: &Part) -> Vec<String> {
    let Some(seen) = &part.preview else {
        return Vec::new();
    };
    let mut facts = vec![number::counted(seen.columns.len(), "column", "columns")];
    let shape = seen.shape.iter();
    facts.extend(shape.map(|(what, is)| format!("{}: {is}", what.to_lowercase())));
    facts
}
