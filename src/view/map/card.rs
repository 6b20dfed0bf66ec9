//! What a click found, in a small card beside it; and what is under the pointer, in a line.

use egui::{
    Align2, Area, Frame, Id, Label, Margin, Pos2, Rect, Response, RichText, ScrollArea, Stroke, Ui,
    Vec2,
};

use crate::app::pick::Picked;
use crate::data::Dataset;
use crate::scene::legend::density_label;
use crate::view::Ctx;
use crate::view::map::words;
use crate::view::theme::fonts::{Weight, font};
use crate::view::theme::{BODY_PT, RADIUS, STATUS_PT};
use crate::view::widgets::button::close;

/// Width of the card, in points.
const CARD_PT: f32 = 250.0;
/// Premises and categories named, at most.
const MOST_LINES: usize = 4;

/// What lies under the pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Hit {
    /// A plate: index of the hotspot.
    Hotspot(usize),
    /// A diamond: index of the premises.
    Premises(usize),
    /// A spot: number of incidents.
    Spot(usize),
}

/// Whether the card of `picked` already says what a hit is.
pub(crate) fn tells(picked: Option<&Picked>, hit: Hit) -> bool {
    picked.is_some_and(|picked| match hit {
        Hit::Hotspot(index) => picked.hotspot == Some(index),
        Hit::Premises(index) => picked.premises.iter().any(|&(i, _)| i == index),
        Hit::Spot(_) => false,
    })
}

/// Says what is under the pointer.
pub(crate) fn tooltip(ctx: Ctx<'_>, response: &Response, hit: Hit) {
    let text = match hit {
        Hit::Hotspot(index) => ctx.app.ranking().and_then(|ranking| {
            let hotspot = ranking.hotspots.get(index)?;
            Some((
                format!("{}  {}", hotspot.rank, hotspot.name),
                words::counts(hotspot),
            ))
        }),
        Hit::Premises(index) => ctx.app.data().and_then(|data| {
            let premises = data.premises.all().get(index)?;
            Some((premises.name.clone(), words::premises(premises)))
        }),
        Hit::Spot(n) => Some((words::incidents(n), String::new())),
    };
    let Some((title, line)) = text else { return };
    response.clone().on_hover_ui_at_pointer(|ui| {
        ui.label(RichText::new(title).color(ctx.tokens.text));
        if !line.is_empty() {
            ui.label(RichText::new(line).size(STATUS_PT).color(ctx.tokens.muted));
        }
    });
}

/// The card of `picked`, whose place is drawn at `anchor`. Whether it was closed.
pub(crate) fn card_ui(ctx: Ctx<'_>, ui: &Ui, map: Rect, anchor: Pos2, picked: &Picked) -> bool {
    let Some(data) = ctx.app.data() else {
        return false;
    };
    let frame = Frame::new()
        .fill(ctx.tokens.panel)
        .stroke(Stroke::new(1.0, ctx.tokens.line))
        .corner_radius(RADIUS)
        .inner_margin(Margin::same(12));
    let to_left = anchor.x + CARD_PT + 60.0 > map.max.x;
    let (pivot, shift) = if to_left {
        (Align2::RIGHT_TOP, -30.0)
    } else {
        (Align2::LEFT_TOP, 30.0)
    };
    let shown = Area::new(Id::unique("map card"))
        .pivot(pivot)
        .fixed_pos(anchor + Vec2::new(shift, -20.0))
        .constrain_to(map.shrink(8.0))
        .show(ui.ctx(), |ui| {
            frame.show(ui, |ui| content_ui(ctx, ui, data, picked)).inner
        });
    shown.inner
}

fn content_ui(ctx: Ctx<'_>, ui: &mut Ui, data: &Dataset, picked: &Picked) -> bool {
    ui.set_width(CARD_PT - 24.0);
    ui.spacing_mut().item_spacing.y = 3.0;
    let closed = ui
        .horizontal(|ui| {
            let width = ui.available_width() - 24.0;
            ui.scope(|ui| {
                ui.set_width(width);
                let text = RichText::new(title(ctx, data, picked)).color(ctx.tokens.text);
                ui.label(text.font(font(BODY_PT, Weight::SemiBold)));
            });
            close(ui, ctx.tokens, "Close the card").clicked()
        })
        .inner;
    for line in lines(ctx, data, picked) {
        ui.label(RichText::new(line).size(STATUS_PT).color(ctx.tokens.muted));
    }
    stack_ui(ctx, ui, data, &picked.stack);
    closed
}

/// The incidents under one mark, one by one: a stack is easily taken for a single incident.
fn stack_ui(ctx: Ctx<'_>, ui: &mut Ui, data: &Dataset, stack: &[u32]) {
    const ROW_PT: f32 = 16.0;
    const MOST_PT: f32 = 128.0;
    if stack.len() < 2 {
        return;
    }
    ui.add_space(4.0);
    let title = format!("{} share this very position", words::incidents(stack.len()));
    let title = RichText::new(title).font(font(STATUS_PT, Weight::SemiBold));
    ui.label(title.color(ctx.tokens.text));
    ScrollArea::vertical()
        .id_salt("stack")
        .max_height(MOST_PT)
        .show_rows(ui, ROW_PT, stack.len(), |ui, shown| {
            ui.set_width(ui.available_width());
            for &row in &stack[shown] {
                let text = RichText::new(words::incident(data, row as usize)).size(STATUS_PT);
                ui.add(Label::new(text.color(ctx.tokens.muted)).truncate());
            }
        });
}

fn title(ctx: Ctx<'_>, data: &Dataset, picked: &Picked) -> String {
    let hotspot = picked
        .hotspot
        .and_then(|index| ctx.app.ranking()?.hotspots.get(index));
    let premises = picked.premises.first().filter(|_| hotspot.is_none());
    let area = || picked.area.map(|id| data.areas.get(id).name.clone());
    hotspot
        .map(|hotspot| format!("{}  {}", hotspot.rank, hotspot.name))
        .or_else(|| premises.map(|&(index, _)| data.premises.get(index).name.clone()))
        .or_else(area)
        .unwrap_or_else(|| "Here".to_owned())
}

/// What the card says under its title.
fn lines(ctx: Ctx<'_>, data: &Dataset, picked: &Picked) -> Vec<String> {
    let mut lines = Vec::new();
    let hotspot = picked
        .hotspot
        .and_then(|index| ctx.app.ranking()?.hotspots.get(index));
    lines.extend(hotspot.map(words::counts));
    for (i, &(index, metres)) in picked.premises.iter().take(MOST_LINES).enumerate() {
        let premises = data.premises.get(index);
        let what = words::premises(premises);
        let is_title = i == 0 && hotspot.is_none();
        let name = if is_title {
            String::new()
        } else {
            format!("{}, {metres:.0} m: ", premises.name)
        };
        lines.push(
            format!("{name}{what}")
                .trim_end_matches([':', ' '])
                .to_owned(),
        );
    }
    if !picked.incidents.is_empty() {
        lines.push(format!(
            "At this spot: {}",
            words::incidents(picked.incidents.len())
        ));
        let categories = words::by_category(data, &picked.incidents);
        lines.extend(
            categories
                .iter()
                .take(MOST_LINES)
                .map(|(name, n)| format!("    {n}  {name}")),
        );
        if let Some(rest) = categories.get(MOST_LINES..).filter(|rest| !rest.is_empty()) {
            let n: usize = rest.iter().map(|(_, n)| n).sum();
            lines.push(format!("    {n}  others"));
        }
    }
    let names_area = hotspot.is_some() || !picked.premises.is_empty();
    lines.extend(
        picked
            .area
            .filter(|_| names_area)
            .map(|id| data.areas.get(id).name.clone()),
    );
    let density = picked.density_per_km2.map(|d| density_label(f64::from(d)));
    lines.extend(density.map(|d| format!("Density here: {d} per km\u{b2}")));
    if lines.is_empty() {
        lines.push("No incident or premises here".to_owned());
    }
    lines
}
