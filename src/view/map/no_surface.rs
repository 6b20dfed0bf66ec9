//! Where the legend would be: why there is no surface, and cells with which there would be one.

use egui::{Align2, Area, Frame, Id, Label, Margin, Rect, RichText, Stroke, Ui};

use crate::analysis::surface::{MAX_CELLS, SurfaceError, SurfaceParams};
use crate::app::session::MapLayer;
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::theme::{RADIUS, STATUS_PT};
use crate::view::widgets::button::button;
use crate::view::widgets::number;

/// A card in `corner`, where the surface was refused for its size.
pub(crate) fn no_surface_ui(ctx: Ctx<'_>, ui: &Ui, corner: Rect) {
    let refused = ctx.app.answer().and_then(|answer| match answer.surface {
        Err(SurfaceError::TooManyCells {
            columns,
            rows,
            cell_m,
        }) => Some((columns, rows, cell_m)),
        _ => None,
    });
    let Some((columns, rows, cell_m)) = refused else {
        return;
    };
    // An answer that is being replaced would only flash its card.
    if !ctx.app.is_current() || !ctx.app.session().shows(MapLayer::Heat) {
        return;
    }
    let t = ctx.tokens;
    let frame = Frame::new()
        .fill(t.panel)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(RADIUS)
        .inner_margin(Margin::same(12));
    Area::new(Id::unique("no surface"))
        .pivot(Align2::LEFT_BOTTOM)
        .fixed_pos(corner.left_bottom())
        .show(ui.ctx(), |ui| {
            frame.show(ui, |ui| {
                ui.set_width(corner.width() - 24.0);
                let cell = number::metres(cell_m);
                let text = format!("No surface: the area is too large for cells of {cell}.");
                ui.add(Label::new(RichText::new(text).size(STATUS_PT).color(t.text)).wrap());
                if let Some(larger_m) = larger_cell_m(columns, rows, cell_m) {
                    offer_ui(ctx, ui, larger_m);
                }
            });
        });
}

fn offer_ui(ctx: Ctx<'_>, ui: &mut Ui, cell_m: f64) {
    ui.add_space(2.0);
    let text = format!("Use cells of {}", number::metres(cell_m));
    if button(ui, ctx.tokens, &text).clicked() {
        let params = ctx.app.project().surface;
        ctx.edit(Edit::Surface(SurfaceParams { cell_m, ..params }));
    }
}

/// The smallest round size of a cell with which a surface is well inside the limit.
fn larger_cell_m(columns: u64, rows: u64, cell_m: f64) -> Option<f64> {
    let area_m2 = columns as f64 * rows as f64 * cell_m * cell_m;
    let fits = |side_m: &f64| area_m2 / (side_m * side_m) < MAX_CELLS as f64 * 0.5;
    [50.0, 100.0, 200.0, 250.0, 500.0, 1000.0, 2500.0, 5000.0]
        .into_iter()
        .find(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offered_cell_is_larger_and_fits() {
        assert_eq!(larger_cell_m(9_870, 5_581, 25.0), Some(50.0));
        assert_eq!(larger_cell_m(90_000, 90_000, 50.0), Some(1000.0));
        assert_eq!(larger_cell_m(u64::MAX, u64::MAX, 25.0), None);
    }
}
