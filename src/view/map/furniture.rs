//! What lies on the map without being part of it: legend, scale bar, attribution, buttons.

use egui::accesskit::Role;
use egui::{
    Align2, FontId, Hyperlink, Id, Painter, Pos2, Rect, RichText, Sense, Ui, Vec2, WidgetInfo,
};

use crate::app::session::MapLayer;
use crate::io::tiles::Owed;
use crate::scene::legend::DensityScale;
use crate::view::Ctx;
use crate::view::map::basemap::BasemapLayer;
use crate::view::map::frame::MapFrame;
use crate::view::map::no_surface::no_surface_ui;
use crate::view::map::{layers, legend};
use crate::view::theme::{EDGE, TICK_PT, Tokens};

/// Legend, scale bar, attribution, buttons.
pub(crate) fn furniture_ui(
    ctx: Ctx<'_>,
    ui: &mut Ui,
    frame: MapFrame,
    scale: Option<DensityScale>,
    basemap: &mut BasemapLayer,
) {
    let painter = ui.painter_at(frame.rect);
    let answer = ctx
        .app
        .answer()
        .filter(|_| ctx.app.session().shows(MapLayer::Heat));
    if let Some((answer, scale)) = answer.zip(scale) {
        let rect = legend::legend_rect(frame.rect);
        // The legend lies on the map, so a click on it is not one on the map.
        let card = ui.interact(rect, Id::unique("map legend"), Sense::click_and_drag());
        card.widget_info(|| {
            WidgetInfo::labeled(Role::Label, true, legend::name(&answer.question, scale))
        });
        legend::draw_legend(&painter, rect, &answer.question, scale, ctx.tokens);
    }
    let corner = frame.rect.max - Vec2::new(EDGE, 8.0);
    let owed = basemap.owed().filter(|_| ctx.app.data().is_some());
    let raised = if owed.is_some() { 20.0 } else { 4.0 };
    legend::draw_scale_bar(&painter, corner - Vec2::new(0.0, raised), frame, ctx.tokens);
    if let Some(owed) = owed {
        attribution_ui(ui, &painter, corner, owed, ctx.tokens);
    }
    no_surface_ui(ctx, ui, legend::legend_rect(frame.rect));
    layers::controls_ui(ctx, ui, frame.rect, basemap);
}

fn attribution_ui(ui: &mut Ui, painter: &Painter, corner: Pos2, owed: &Owed, tokens: &Tokens) {
    let font = FontId::proportional(TICK_PT);
    let text = clipped(&owed.text);
    let Some(link) = &owed.link else {
        legend::haloed(painter, corner, Align2::RIGHT_BOTTOM, &text, font, tokens);
        return;
    };
    let galley = painter.layout_no_wrap(text.clone(), font, tokens.muted);
    let rect = Align2::RIGHT_BOTTOM
        .anchor_size(corner, galley.size())
        .expand(3.0);
    painter.rect_filled(rect, 3.0, tokens.panel.gamma_multiply(0.85));
    ui.put(
        rect,
        Hyperlink::from_label_and_url(RichText::new(text).size(TICK_PT), link),
    );
}

/// Files say of themselves what they like; a line of the map has to be enough.
fn clipped(text: &str) -> String {
    const MOST: usize = 90;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let start: String = text.chars().take(MOST - 1).collect();
    format!("{}\u{2026}", start.trim_end())
}

/// Where names would lie under cards and buttons.
pub(crate) fn covered(map: Rect) -> Vec<Rect> {
    let scale_bar = Rect::from_min_max(map.max - Vec2::new(150.0, 50.0), map.max);
    vec![
        layers::controls_rect(map),
        legend::legend_rect(map),
        scale_bar,
    ]
}
