//! Controls on the map: nearer, further, everything, and which layers are shown.

use egui::accesskit::Role;
use egui::{
    Align, Button, CornerRadius, Layout, Margin, Popup, PopupCloseBehavior, Pos2, Rect, RectAlign,
    Response, RichText, ScrollArea, Stroke, TextEdit, Ui, Vec2, WidgetInfo,
};

use crate::app::Command;
use crate::app::session::MapLayer;
use crate::base::files::file_name;
use crate::io::tiles::TileFormat;
use crate::project::{Basemap, Edit, Reference, TileServer};
use crate::view::Ctx;
use crate::view::map::basemap::{BasemapLayer, Draft, host};
use crate::view::theme::{BODY_PT, EDGE, RADIUS, TICK_PT};
use crate::view::widgets::button::{button as framed, check, quiet};

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
    // A menu justifies its texts, and is as long as it likes.
    let room = (ui.ctx().content_rect().height() - 24.0).max(120.0);
    let area = ScrollArea::vertical()
        .max_height(room)
        .min_scrolled_height(room);
    area.show(ui, |ui| {
        ui.with_layout(Layout::top_down(Align::Min), |ui| list_ui(ctx, ui, basemap));
    });
}

fn list_ui(ctx: Ctx<'_>, ui: &mut Ui, basemap: &mut BasemapLayer) {
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
    let has_roads = ctx.app.data().is_some_and(|data| !data.roads.is_empty());
    let shown = ctx.app.session().shows(MapLayer::Roads);
    if has_roads && check(ui, ctx.tokens, "Roads", shown).clicked() {
        ctx.send(Command::ToggleLayer(MapLayer::Roads));
    }
    ui.add_space(4.0);
    ui.separator();
    heading(ctx, ui, "For reference");
    references_ui(ctx, ui);
    ui.add_space(4.0);
    ui.separator();
    heading(ctx, ui, "Basemap");
    basemap_ui(ctx, ui, basemap);
}

fn heading(ctx: Ctx<'_>, ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).color(ctx.tokens.muted));
}

/// Files shown for reference: each can be hidden, laid over the density, taken away.
fn references_ui(ctx: Ctx<'_>, ui: &mut Ui) {
    let all = &ctx.app.project().references;
    for (i, reference) in all.iter().enumerate() {
        let change = |change: &dyn Fn(&mut Reference)| {
            let mut changed = all.clone();
            change(&mut changed[i]);
            ctx.edit(Edit::References(changed));
        };
        let name = file_name(&reference.path);
        if check(ui, ctx.tokens, &name, !reference.is_hidden).clicked() {
            change(&|one| one.is_hidden = !one.is_hidden);
        }
        ui.horizontal(|ui| {
            ui.add_space(22.0);
            let place = if reference.is_above {
                "Over the density"
            } else {
                "Under the density"
            };
            if quiet(ui, ctx.tokens, place).clicked() {
                change(&|one| one.is_above = !one.is_above);
            }
            if quiet(ui, ctx.tokens, "Take away").clicked() {
                let mut left = all.clone();
                left.remove(i);
                ctx.edit(Edit::References(left));
            }
        });
    }
    if framed(ui, ctx.tokens, "Show a file\u{2026}").clicked() {
        ctx.send(Command::AddReferencesDialog);
    }
}

fn basemap_ui(ctx: Ctx<'_>, ui: &mut Ui, basemap: &mut BasemapLayer) {
    let chosen = &ctx.app.project().basemap;
    for (which, name) in choices(ctx) {
        if ui.radio(*chosen == which, name).clicked() && *chosen != which {
            ctx.edit(Edit::Basemap(which));
        }
    }
    ui.horizontal(|ui| {
        if framed(ui, ctx.tokens, "Open a map file\u{2026}").clicked() {
            ctx.send(Command::OpenBasemapDialog);
        }
        if framed(ui, ctx.tokens, "Another server\u{2026}").clicked() {
            basemap.draft.is_open = !basemap.draft.is_open;
            basemap.draft.is_new = true;
        }
    });
    if basemap.draft.is_open {
        server_ui(ctx, ui, &mut basemap.draft);
    }
    about_basemap_ui(ctx, ui, basemap);
    if chosen.asks_network() && framed(ui, ctx.tokens, "Reload basemap").clicked() {
        basemap.reload();
    }
}

/// What can lie under the map at once: what is there, and what needs no further question.
fn choices(ctx: Ctx<'_>) -> Vec<(Basemap, String)> {
    let chosen = &ctx.app.project().basemap;
    let mut choices = vec![(Basemap::None, "None".to_owned())];
    if ctx.app.project().sources.is_sample() {
        let name = "Streets of the sample town".to_owned();
        choices.push((Basemap::SampleTown, name));
    }
    if let Basemap::File(path) = chosen {
        choices.push((chosen.clone(), file_name(path)));
    }
    let name = "OpenStreetMap (asks the network)".to_owned();
    choices.push((Basemap::OpenStreetMap, name));
    if let Basemap::Server(server) = chosen {
        let name = format!("{} (asks the network)", host(&server.url));
        choices.push((chosen.clone(), name));
    }
    choices
}

/// What the basemap is, whom it asks, and what of it is missing.
fn about_basemap_ui(ctx: Ctx<'_>, ui: &mut Ui, basemap: &BasemapLayer) {
    let chosen = &ctx.app.project().basemap;
    let is_file = matches!(chosen, Basemap::File(_));
    if let Some(about) = basemap.about().filter(|_| is_file) {
        let (low, high) = about.zooms;
        let kind = match about.format {
            TileFormat::Vector => "Vector tiles",
            TileFormat::Picture => "Pictures",
        };
        let name = &about.name;
        small(ctx, ui, &format!("{kind} of zoom {low} to {high}: {name}"));
    }
    let note = if chosen.asks_network() {
        "The server sees which part of the map you look at. Your data stays on this computer."
    } else {
        "Map files are PMTiles or MBTiles. Nothing is asked of the network."
    };
    small(ctx, ui, note);
    if let Some(fault) = basemap.fault() {
        let text = RichText::new(format!("Some tiles are missing: {fault}."));
        ui.label(text.size(TICK_PT).color(ctx.tokens.warn));
    }
}

fn small(ctx: Ctx<'_>, ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).size(TICK_PT).color(ctx.tokens.muted));
}

/// Address, key and attribution of a server, until they are used.
fn server_ui(ctx: Ctx<'_>, ui: &mut Ui, draft: &mut Draft) {
    let server = &mut draft.server;
    let mut is_typed = false;
    for (label, hint, text) in [
        (
            "Address",
            "https://\u{2026}/{z}/{x}/{y}.png",
            &mut server.url,
        ),
        (
            "Key",
            "for {key} in the address, if it has one",
            &mut server.key,
        ),
        (
            "Owed to",
            "as the server\u{2019}s terms say",
            &mut server.attribution,
        ),
    ] {
        let title = ui.label(RichText::new(label).size(TICK_PT).color(ctx.tokens.muted));
        let edit = TextEdit::singleline(text).hint_text(hint);
        let edit = edit
            .password(label == "Key")
            .margin(Margin::symmetric(8, 4))
            .desired_width(f32::INFINITY);
        is_typed |= ui.add(edit).labelled_by(title.id).changed();
    }
    if is_typed {
        draft.fault = None;
    }
    if framed(ui, ctx.tokens, "Ask this server").clicked() {
        draft.fault = match used(server) {
            Ok(server) => {
                ctx.edit(Edit::Basemap(Basemap::Server(server)));
                draft.is_open = false;
                None
            }
            Err(why) => Some(why),
        };
        draft.is_new = true;
    }
    if let Some(fault) = &draft.fault {
        let text = RichText::new(fault).size(TICK_PT).color(ctx.tokens.warn);
        ui.label(text);
    }
    if std::mem::take(&mut draft.is_new) {
        // In a low window it comes up below the edge.
        ui.scroll_to_cursor(Some(Align::BOTTOM));
    }
}

/// What was typed, if it can be used.
fn used(typed: &TileServer) -> Result<TileServer, String> {
    let server = TileServer::parse(&typed.url).map_err(|error| error.to_string())?;
    let server = TileServer {
        url: server.url,
        ..typed.clone()
    };
    if server.lacks_key() {
        return Err("The address wants a key.".to_owned());
    }
    Ok(server)
}
