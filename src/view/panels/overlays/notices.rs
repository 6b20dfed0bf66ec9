//! Messages as cards in the corner of the map, until they are dismissed.

use egui::{
    Align, Area, Frame, Id, Label, Layout, Margin, Order, RichText, Stroke, Ui, pos2, vec2,
};

use crate::app::{Command, Notice, NoticeAction, Severity};
use crate::view::Ctx;
use crate::view::panels::layout::sentence;
use crate::view::theme::{BODY_PT, RADIUS, STATUS_PT, Tokens, Weight, font};
use crate::view::widgets::button::{button, close};

const WIDTH: f32 = 340.0;
/// More cards than this would bury the map; the rest waits.
const SHOWN: usize = 3;

/// The newest notices.
pub(crate) fn notices_ui(ctx: Ctx<'_>, ui: &mut Ui) {
    let notices = ctx.app.notices();
    if notices.is_empty() {
        return;
    }
    let at = pos2(ui.max_rect().left() + 316.0, ui.max_rect().top() + 60.0);
    let area = Area::new(Id::unique("notices"))
        .order(Order::Foreground)
        .fixed_pos(at);
    area.show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        ui.spacing_mut().item_spacing.y = 8.0;
        for notice in notices.iter().rev().take(SHOWN) {
            card(ctx, notice, ui);
        }
        if notices.len() > 1 {
            more_ui(ctx, ui);
        }
    });
}

fn more_ui(ctx: Ctx<'_>, ui: &mut Ui) {
    let notices = ctx.app.notices();
    let waiting = notices.len().saturating_sub(SHOWN);
    let text = match waiting {
        0 => "Dismiss all".to_owned(),
        n => format!("Dismiss all (and {n} more)"),
    };
    if button(ui, ctx.tokens, &text).clicked() {
        for notice in notices {
            ctx.send(Command::DismissNotice(notice.id));
        }
    }
}

/// The word and colour of a severity: never colour alone.
fn said(severity: Severity, t: &Tokens) -> (&'static str, egui::Color32) {
    match severity {
        Severity::Info => ("Note", t.muted),
        Severity::Warning => ("Warning", t.warn),
        Severity::Error => ("Error", t.warn),
    }
}

fn card(ctx: Ctx<'_>, notice: &Notice, ui: &mut Ui) {
    let t = ctx.tokens;
    let (word, colour) = said(notice.severity, t);
    let frame = Frame::new()
        .fill(t.panel)
        .stroke(Stroke::new(1.0, t.edge()))
        .corner_radius(RADIUS + 2)
        .shadow(ui.style().visuals.popup_shadow)
        .inner_margin(Margin {
            left: 16,
            right: 12,
            top: 10,
            bottom: 12,
        });
    let shown = frame.show(ui, |ui| {
        ui.set_width(WIDTH - 28.0);
        ui.spacing_mut().item_spacing = vec2(8.0, 2.0);
        let size = vec2(ui.available_width(), 24.0);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            ui.label(
                RichText::new(word)
                    .font(font(STATUS_PT, Weight::SemiBold))
                    .color(colour),
            );
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if close(ui, t, &format!("Dismiss: {}", notice.title)).clicked() {
                    ctx.send(Command::DismissNotice(notice.id));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let title = RichText::new(&notice.title).font(font(BODY_PT, Weight::SemiBold));
                    ui.add(Label::new(title.color(t.text)).truncate());
                });
            });
        });
        ui.add(
            Label::new(
                RichText::new(sentence(&notice.detail))
                    .size(BODY_PT)
                    .color(t.text),
            )
            .wrap(),
        );
        if let Some(action) = notice.action {
            ui.add_space(4.0);
            if button(ui, t, action.text()).clicked() {
                ctx.send(Command::DismissNotice(notice.id));
                match action {
                    NoticeAction::ImportSettings => ctx.send(Command::ImportSettings),
                }
            }
        }
    });
    let edge = shown
        .response
        .rect
        .with_max_x(shown.response.rect.left() + 4.0);
    let round = egui::CornerRadius {
        nw: RADIUS,
        sw: RADIUS,
        ne: 0,
        se: 0,
    };
    ui.painter()
        .rect_filled(edge.shrink2(vec2(0.5, 1.0)), round, colour);
}
