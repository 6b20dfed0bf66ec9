//! The questions, and under each the methods that answer it.

use egui::accesskit::Role;
use egui::{Sense, Ui, WidgetInfo, vec2};

use crate::analysis::methods::{Method, Question, all};
use crate::app::Command;
use crate::app::asking::AskWish;
use crate::view::Ctx;
use crate::view::panels::layout::{inset, note, section};
use crate::view::theme::{EDGE, RADIUS};
use crate::view::widgets::focus;
use crate::view::widgets::ink::{self, Ink};

const ROW_PT: f32 = 40.0;

/// All questions.
pub(crate) fn questions_ui(ctx: Ctx<'_>, ui: &mut Ui) {
    let t = ctx.tokens;
    inset(ui, |ui| {
        ui.add_space(10.0);
        note(
            ui,
            t.muted,
            "Each is asked of the incidents that are counted now, with the filter on the left.",
        );
    });
    let methods = all();
    for question in Question::ALL {
        let of_it: Vec<_> = methods
            .iter()
            .filter(|m| m.question() == question)
            .collect();
        if of_it.is_empty() {
            continue;
        }
        inset(ui, |ui| {
            section(ui, t, question.text(), |ui| {
                for method in of_it {
                    if method_row(ctx, *method, ui) {
                        ctx.send(Command::Ask(AskWish::Choose(Some(method.id()))));
                    }
                }
            });
        });
    }
    ui.add_space(EDGE);
}

/// What the method does, and below its name in the field.
fn method_row(ctx: Ctx<'_>, method: &dyn Method, ui: &mut Ui) -> bool {
    let t = ctx.tokens;
    let size = vec2(ui.available_width(), ROW_PT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let name = format!("{}: {}", method.title(), method.name());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.hovered() {
        ui.painter()
            .rect_filled(rect.expand2(vec2(8.0, 0.0)), RADIUS, t.hover());
    }
    focus::ring(ui, &response, t);
    let line = |y: f32| egui::pos2(rect.left(), rect.top() + y);
    let align = egui::Align2::LEFT_CENTER;
    let room = rect.width();
    let painter = ui.painter();
    ink::put(
        painter,
        line(13.0),
        align,
        method.title(),
        &Ink::medium(t.text),
        room,
    );
    ink::put(
        painter,
        line(29.0),
        align,
        method.name(),
        &Ink::small(t.muted),
        room,
    );
    response.clicked()
}
