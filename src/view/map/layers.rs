//! Controls on the map: nearer, further, everything, and which layers are shown.

use egui::accesskit::Role;
use egui::{
    Button, CornerRadius, Popup, PopupCloseBehavior, Pos2, Rect, RectAlign, Response, RichText,
    Stroke, Ui, Vec2, WidgetInfo,
};

use crate::app::Command;
use crate::app::session::MapLayer;
use crate::project::{Basemap, Edit};
use crate::view::Ctx;
use crate::view::map::basemap::BasemapLayer;
use crate::view::theme::{BODY_PT, EDGE, RADIUS, TICK_PT};
use crate::view::widgets::button::{button as framed, check};

/// Side of a button, in points.
const BUTTON_PT: f32 = 30.0;
/// From one button's top to the next one's.
const PITCH_PT: f32 = 36.0;

/// Draws the buttons at the top right of `map` and what they open.
pub(crate) fn controls_ui(ctx: Ctx<'_>, ui: &mut Ui, map: Rect, basemap: &mut BasemapLayer) {
    let place = |i: u8| {
        let right_top = Pos2::new(map.max.x - EDGE, map.min.y + EDGE + PITCH_PT * f32::from(i));
        Rect::from_min_size(
            right_top - Vec2::new(BUTTON_PT, 0.0),
            Vec2::splat(BUTTON_PT),
        )
    };
    if button(ctx, ui, place(0), "+", "Zoom in").clicked() {
        ctx.send(Command::ZoomBy(1.0));
    }
    if button(ctx, ui, place(1), "\u{2013}", "Zoom out").clicked() {
        ctx.send(Command::ZoomBy(-1.0));
    }
    let fit = button(ctx, ui, place(2), "", "Show everything");
    draw_fit(ctx, ui, fit.rect);
    if fit.clicked() {
        ctx.send(Command::FitAll);
    }
    let layers = button(ctx, ui, place(3), "", "Layers and basemap");
    draw_layers(ctx, ui, layers.rect);
    Popup::menu(&layers)
        .align(RectAlign::BOTTOM_END)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .accessible_name("Layers and basemap")
        .show(|ui| layers_ui(ctx, ui, basemap));
}

/// The rectangle of all buttons, which names keep away from.
pub(crate) fn controls_rect(map: Rect) -> Rect {
    let size = Vec2::new(BUTTON_PT, 4.0 * PITCH_PT);
    Rect::from_min_size(
        Pos2::new(map.max.x - EDGE - BUTTON_PT, map.min.y + EDGE),
        size,
    )
}

fn button(ctx: Ctx<'_>, ui: &mut Ui, rect: Rect, text: &str, name: &str) -> Response {
    let label = RichText::new(text)
        .size(BODY_PT + 2.5)
        .color(ctx.tokens.text);
    let button = Button::new(label)
        .fill(ctx.tokens.panel)
        .stroke(Stroke::new(1.0, ctx.tokens.line))
        .corner_radius(CornerRadius::same(RADIUS))
        .min_size(rect.size());
    let response = ui.put(rect, button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    response.on_hover_text(name)
}

/// Four corners of a frame.
fn draw_fit(ctx: Ctx<'_>, ui: &Ui, rect: Rect) {
    let stroke = Stroke::new(1.4, ctx.tokens.text);
    let frame = Rect::from_center_size(rect.center(), Vec2::splat(12.0));
    for (corner, x, y) in [
        (frame.left_top(), 1.0, 1.0),
        (frame.right_top(), -1.0, 1.0),
        (frame.left_bottom(), 1.0, -1.0),
        (frame.right_bottom(), -1.0, -1.0),
    ] {
        let arm = |dx: f32, dy: f32| corner + Vec2::new(4.0 * dx, 4.0 * dy);
        ui.painter()
            .line(vec![arm(x, 0.0), corner, arm(0.0, y)], stroke);
    }
}

/// Two sheets, one above the other.
fn draw_layers(ctx: Ctx<'_>, ui: &Ui, rect: Rect) {
    let stroke = Stroke::new(1.4, ctx.tokens.text);
    let middle = rect.center();
    let at = |x: f32, y: f32| middle + Vec2::new(x, y);
    let sheet = vec![at(0.0, -7.0), at(7.0, -3.0), at(0.0, 1.0), at(-7.0, -3.0)];
    ui.painter().add(egui::Shape::closed_line(sheet, stroke));
    ui.painter()
        .line(vec![at(-7.0, 1.5), at(0.0, 5.5), at(7.0, 1.5)], stroke);
}

fn layers_ui(ctx: Ctx<'_>, ui: &mut Ui, basemap: &mut BasemapLayer) {
    ui.set_width(268.0);
    ui.spacing_mut().item_spacing.y = 6.0;
    heading(ctx, ui, "Layers");
    for (layer, name) in [
        (MapLayer::Heat, "Density"),
        (MapLayer::Hotspots, "Top places"),
        (MapLayer::Marks, "What the chosen method marks"),
        (MapLayer::Premises, "Premises"),
        (
            MapLayer::Incidents,
            "Incidents, where they can be told apart",
        ),
        (MapLayer::Areas, "Boundaries and names"),
    ] {
        let shown = ctx.app.session().shows(layer);
        if check(ui, ctx.tokens, name, shown).clicked() {
            ctx.send(Command::ToggleLayer(layer));
        }
    }
    ui.add_space(4.0);
    ui.separator();
    heading(ctx, ui, "Basemap");
    basemap_ui(ctx, ui, basemap);
}

fn heading(ctx: Ctx<'_>, ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).color(ctx.tokens.muted));
}

fn basemap_ui(ctx: Ctx<'_>, ui: &mut Ui, basemap: &mut BasemapLayer) {
    let chosen = ctx.app.project().basemap;
    let mut choices = vec![(Basemap::None, "None")];
    if ctx.app.project().sources.is_sample() {
        choices.push((Basemap::SampleTown, "Streets of the sample town"));
    }
    choices.push((Basemap::OpenStreetMap, "OpenStreetMap (asks the network)"));
    for (which, name) in choices {
        if ui.radio(chosen == which, name).clicked() && chosen != which {
            ctx.edit(Edit::Basemap(which));
        }
    }
    let note = "OpenStreetMap's servers see which part of the map you look at. Your data stays \
                on this computer.";
    ui.label(RichText::new(note).size(TICK_PT).color(ctx.tokens.muted));
    if chosen == Basemap::OpenStreetMap && framed(ui, ctx.tokens, "Reload basemap").clicked() {
        basemap.reload();
    }
}
