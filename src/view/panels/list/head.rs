//! The title of the list, what it holds of everything, and the progress line under it.

use egui::{Align, Label, Layout, RichText, Ui, vec2};

use crate::analysis::rank::{Ranking, Unit};
use crate::data::Dataset;
use crate::view::Ctx;
use crate::view::panels::layout::{inset, note, sentence};
use crate::view::theme::{EDGE, STATUS_PT, TITLE_PT, Weight, font};
use crate::view::widgets::number;

/// Title left, summary right.
pub(crate) fn head_ui(ctx: Ctx<'_>, ui: &mut Ui) {
    let t = ctx.tokens;
    let ranking = ctx.app.ranking();
    let size = vec2(ui.available_width(), 48.0);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.add_space(EDGE);
        let title = title(&ctx.app.project().ranking.unit, ranking.map(|r| &**r), ctx);
        let title = RichText::new(title).font(font(TITLE_PT, Weight::SemiBold)).color(t.text);
        ui.label(title);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(EDGE);
            if let (Some(ranking), Some(data)) = (ranking, ctx.app.data()) {
                let (text, hint) = if ranking.is_exact {
                    (summary(ranking, data), "What the listed places hold together: their size as a share of the study region, and their share of all counted incidents")
                } else {
                    ("preview; the exact list follows".to_owned(), "Each of these discs holds what is said, but one laid a little beside it may hold more; the exact list takes a moment")
                };
                let text = RichText::new(text).size(STATUS_PT).color(t.muted);
                ui.add(Label::new(text).truncate()).on_hover_text(hint);
            }
        });
    });
}

/// A warning where the list's unit is finer than the data.
pub(crate) fn guard_ui(ctx: Ctx<'_>, ui: &mut Ui) {
    let snap = ctx.app.quality().and_then(|quality| quality.snap);
    let about = snap.and_then(|snap| snap.about_ranking(&ctx.app.project().ranking));
    if let Some(about) = about {
        inset(ui, |ui| {
            note(ui, ctx.tokens.warn, &sentence(&about));
            ui.add_space(6.0);
        });
    }
}

fn title(unit: &Unit, ranking: Option<&Ranking>, ctx: Ctx<'_>) -> String {
    let params = ctx.app.project().ranking;
    let n = ranking.map_or(params.top, |ranking| ranking.hotspots.len());
    let what = match unit {
        Unit::Area => "areas",
        Unit::Premises { .. } => "premises",
        _ => "places",
    };
    if params.within_area {
        return format!("Top {} in each area", params.top);
    }
    format!("Top {} {what}", number::grouped(n.min(params.top)))
}

/// `2.1% of the area, 31% of incidents`; the size only where places cannot overlap.
fn summary(ranking: &Ranking, data: &Dataset) -> String {
    let share: f64 = ranking.hotspots.iter().map(|hotspot| hotspot.share).sum();
    let incidents = format!("{} of incidents", number::percent(share.min(1.0)));
    let sizes = ranking.hotspots.iter().map(|hotspot| hotspot.area_km2);
    match sizes.sum::<Option<f64>>() {
        Some(km2) if km2 > 0.0 && data.region_km2 > 0.0 && are_apart(ranking) => {
            let area = number::percent((km2 / data.region_km2).min(1.0));
            format!("{area} of the area, {incidents}")
        }
        _ => incidents,
    }
}

fn are_apart(ranking: &Ranking) -> bool {
    match ranking.params.unit {
        Unit::Disc { radius_m } => {
            !ranking.params.within_area
                && ranking
                    .params
                    .separation_m
                    .is_none_or(|apart| apart >= 2.0 * radius_m)
        }
        Unit::Premises { .. } | Unit::Place { .. } => false,
        Unit::Square { .. } | Unit::Hex { .. } | Unit::Area => !ranking.params.within_area,
    }
}

/// A hairline that fills while a new answer is computed.
pub(crate) fn progress_line(ctx: Ctx<'_>, ui: &mut Ui) {
    let t = ctx.tokens;
    let size = vec2(ui.available_width(), 2.0);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let line = rect.with_min_y(rect.bottom() - 1.0);
    ui.painter().rect_filled(line, 0, t.line);
    if let Some(working) = ctx.app.working() {
        let done = rect.with_max_x(rect.left() + rect.width() * working.fraction.max(0.06));
        ui.painter().rect_filled(done, 0, t.muted);
    }
}
