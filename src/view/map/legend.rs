//! What the colours mean and how long a metre is: legend, scale bar, attribution.

use egui::{
    Align2, Color32, CornerRadius, FontId, Mesh, Painter, Pos2, Rangef, Rect, Shape, Stroke,
    StrokeKind, Vec2,
};

use crate::engine::Question;
use crate::scene::legend::{DensityScale, density_label, method, title};
use crate::scene::ramp::Ramp;
use crate::scene::scale_bar::scale_bar;
use crate::view::map::frame::MapFrame;
use crate::view::theme::{EDGE, RADIUS, STATUS_PT, TICK_PT, Tokens};

/// Size of the legend, in points.
const LEGEND: Vec2 = Vec2::new(236.0, 86.0);
/// Least room between two labels, in points.
const LABEL_GAP_PT: f32 = 6.0;
/// Greatest width of the scale bar, in points.
const BAR_PT: f64 = 110.0;

/// Where the legend lies.
pub(crate) fn legend_rect(map: Rect) -> Rect {
    // On a narrow map the attribution would reach under the legend.
    let lift = if map.width() < 480.0 { 10.0 } else { 0.0 };
    Rect::from_min_size(
        Pos2::new(map.min.x + EDGE, map.max.y - EDGE - LEGEND.y - lift),
        LEGEND,
    )
}

/// Draws the legend of `scale`.
pub(crate) fn draw_legend(
    painter: &Painter,
    rect: Rect,
    question: &Question,
    scale: DensityScale,
    tokens: &Tokens,
) {
    let corner = CornerRadius::same(RADIUS);
    let stroke = Stroke::new(1.0, tokens.line);
    painter.rect(
        rect,
        corner,
        tokens.panel.gamma_multiply(0.96),
        stroke,
        StrokeKind::Inside,
    );
    let inner = rect.shrink2(Vec2::new(12.0, 10.0));
    let heading = title(&question.filter.time);
    let galley = painter.layout(
        heading,
        FontId::proportional(STATUS_PT),
        tokens.text,
        f32::INFINITY,
    );
    let small = galley.size().x > inner.width();
    let font = FontId::proportional(if small { TICK_PT - 1.0 } else { STATUS_PT });
    let clipped = painter.with_clip_rect(rect);
    clipped.text(
        inner.min,
        Align2::LEFT_TOP,
        title(&question.filter.time),
        font,
        tokens.text,
    );
    let ramp = Rect::from_min_size(
        inner.min + Vec2::new(0.0, 20.0),
        Vec2::new(inner.width(), 9.0),
    );
    draw_ramp(painter, ramp, tokens);
    draw_ticks(painter, ramp, scale, tokens);
    let below = Pos2::new(inner.min.x, rect.max.y - 9.0);
    let font = FontId::proportional(TICK_PT);
    clipped.text(
        below,
        Align2::LEFT_BOTTOM,
        method(&question.surface),
        font,
        tokens.muted,
    );
}

/// What a screen reader says of the legend.
pub(crate) fn name(question: &Question, scale: DensityScale) -> String {
    let top = density_label(f64::from(scale.top_per_km2()));
    format!(
        "Legend. {}: up to {top}. {}",
        title(&question.filter.time),
        method(&question.surface)
    )
}

/// The ramp as the map shows it: faded over land.
fn draw_ramp(painter: &Painter, rect: Rect, tokens: &Tokens) {
    const STEPS: u16 = 64;
    let ramp = Ramp::new(tokens.dark);
    let mut mesh = Mesh::default();
    for i in 0..=STEPS {
        let t = f32::from(i) / f32::from(STEPS);
        let [r, g, b, a] = ramp.over_map(t);
        let over = tokens.land.gamma_multiply(1.0 - f32::from(a) / 255.0);
        let colour =
            Color32::from_rgba_premultiplied(r + over.r(), g + over.g(), b + over.b(), 255);
        let x = rect.min.x + rect.width() * t;
        mesh.colored_vertex(Pos2::new(x, rect.min.y), colour);
        mesh.colored_vertex(Pos2::new(x, rect.max.y), colour);
        if i > 0 {
            let base = 2 * u32::from(i) - 2;
            mesh.add_triangle(base, base + 1, base + 2);
            mesh.add_triangle(base + 2, base + 1, base + 3);
        }
    }
    painter.add(Shape::mesh(mesh));
    painter.rect_stroke(
        rect,
        CornerRadius::same(2),
        Stroke::new(0.5, tokens.line),
        StrokeKind::Outside,
    );
}

fn draw_ticks(painter: &Painter, ramp: Rect, scale: DensityScale, tokens: &Tokens) {
    let font = FontId::proportional(TICK_PT);
    let mut end = ramp.max.x;
    // From the greatest, which says most.
    for tick in scale.ticks(0.21).into_iter().rev() {
        let x = ramp.min.x + ramp.width() * tick.place;
        painter.vline(
            x,
            ramp.max.y..=ramp.max.y + 3.0,
            Stroke::new(1.0, tokens.faint),
        );
        let label = density_label(tick.per_km2);
        let galley = painter.layout_no_wrap(label, font.clone(), tokens.muted);
        if let Some(left) = left_of_label(x, galley.size().x, ramp.x_range(), end) {
            end = left - LABEL_GAP_PT;
            painter.galley(Pos2::new(left, ramp.max.y + 4.0), galley, tokens.muted);
        }
    }
}

/// Where a label of `width` below `x` begins, kept below the ramp; `None` where it would reach
/// beyond `end`, into the next one.
fn left_of_label(x: f32, width: f32, ramp: Rangef, end: f32) -> Option<f32> {
    let left = (x - width / 2.0).min(ramp.max - width).max(ramp.min);
    (left + width <= end).then_some(left)
}

/// Draws the scale bar above `right_bottom`.
pub(crate) fn draw_scale_bar(
    painter: &Painter,
    right_bottom: Pos2,
    frame: MapFrame,
    tokens: &Tokens,
) {
    let Some(bar) = scale_bar(frame.metres_per_point(), BAR_PT) else {
        return;
    };
    let (right, y) = (right_bottom.x, right_bottom.y - 16.0);
    let left = right - bar.width as f32;
    let points =
        [(left, y - 5.0), (left, y), (right, y), (right, y - 5.0)].map(|(x, y)| Pos2::new(x, y));
    for (width, colour) in [(3.4, tokens.land.gamma_multiply(0.7)), (1.4, tokens.muted)] {
        painter.add(Shape::line(points.to_vec(), Stroke::new(width, colour)));
    }
    let font = FontId::proportional(TICK_PT);
    haloed(
        painter,
        right_bottom,
        Align2::RIGHT_BOTTOM,
        &bar.label,
        font,
        tokens,
    );
}

/// Text that can be read on any map.
pub(crate) fn haloed(
    painter: &Painter,
    at: Pos2,
    align: Align2,
    text: &str,
    font: FontId,
    tokens: &Tokens,
) {
    let halo = tokens.land.gamma_multiply(0.7);
    for (dx, dy) in [(-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0)] {
        painter.text(at + Vec2::new(dx, dy), align, text, font.clone(), halo);
    }
    painter.text(at, align, text, font, tokens.muted);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_stays_below_the_ramp_and_out_of_the_next_one() {
        let ramp = Rangef::new(0.0, 212.0);
        assert_eq!(left_of_label(100.0, 40.0, ramp, 212.0), Some(80.0));
        assert_eq!(left_of_label(210.0, 50.0, ramp, 212.0), Some(162.0));
        assert_eq!(left_of_label(10.0, 50.0, ramp, 212.0), Some(0.0));
        // 500,000 ends at 138 and 2,000,000 would begin at 130.
        assert_eq!(left_of_label(118.0, 40.0, ramp, 130.0), None);
    }
}
