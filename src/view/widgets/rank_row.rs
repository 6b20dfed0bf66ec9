//! One row of the ranked list: plate, name, area and peak, bar, count, how sure.

use egui::accesskit::Role;
use egui::{
    Align2, Color32, CornerRadius, Id, Rect, Response, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use crate::view::theme::{BODY_PT, EDGE, STATUS_PT, Tokens, Weight, font};
use crate::view::widgets::ink::{self, Ink};

/// Height of a row, in points.
pub const HEIGHT: f32 = 56.0;
const PLATE: f32 = 11.0;
/// Where the texts start, from the left edge of the row.
pub const INDENT: f32 = EDGE + 34.0;
const COUNT_WIDTH: f32 = 84.0;
/// Width of the plate that says how sure, and of the space before it.
const SURE: (f32, f32) = (40.0, 8.0);

/// What stands in a row.
#[derive(Clone, Debug)]
pub struct RankRow<'a> {
    /// From 1.
    pub rank: usize,
    /// Name of the place.
    pub name: &'a str,
    /// A shorter name for where the whole one has no room.
    pub short: &'a str,
    /// Area and peak.
    pub second: &'a str,
    /// Length of the bar, 0 to 1.
    pub share_of_first: f32,
    /// The count.
    pub count: &'a str,
    /// What the count is made of.
    pub parts: &'a str,
    /// The same in little room.
    pub short_parts: &'a str,
    /// How sure: a share in words, and whether that is good.
    pub sure: Option<(&'a str, bool)>,
    /// Whether it is the chosen one.
    pub selected: bool,
    /// Whether the pointer is over it, here or on the map.
    pub hovered: bool,
    /// Paint as of an older question.
    pub dimmed: bool,
}

impl RankRow<'_> {
    /// Shows the row across the width.
    pub fn show(&self, ui: &mut Ui, t: &Tokens, id: Id) -> Response {
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), HEIGHT));
        let response = ui.interact(rect, id, Sense::click());
        response.widget_info(|| {
            let text = format!("{}. {}", self.rank, self.name);
            let mut info = WidgetInfo::labeled(Role::Button, ui.is_enabled(), text);
            let mut value = format!("{} counted, {}; {}", self.count, self.parts, self.second);
            if let Some((share, _)) = self.sure {
                value.push_str("; stays in the list in ");
                value.push_str(share);
                value.push_str(" of resampled lists");
            }
            info.current_text_value = Some(value);
            info.selected = Some(self.selected);
            info
        });
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let ground = match (self.selected, self.hovered || response.hovered()) {
            (true, _) => Some(t.raised),
            (false, true) => Some(crate::view::theme::mix(t.panel, t.raised, 0.6)),
            (false, false) => None,
        };
        if let Some(fill) = ground {
            ui.painter().rect_filled(rect, CornerRadius::ZERO, fill);
        }
        let cut = self.paint(ui, t, rect);
        if response.has_focus() {
            let (inside, stroke) = (rect.shrink(2.0), Stroke::new(1.5, t.text));
            let kind = egui::StrokeKind::Middle;
            ui.painter()
                .rect_stroke(inside, CornerRadius::same(6), stroke, kind);
        }
        if cut.is_empty() {
            response
        } else {
            response.on_hover_text(cut.join("\n"))
        }
    }

    /// Paints the row; returns what had no room to be painted whole.
    fn paint(&self, ui: &Ui, t: &Tokens, rect: Rect) -> Vec<&str> {
        let fade = |colour: Color32| {
            if self.dimmed {
                colour.gamma_multiply(0.45)
            } else {
                colour
            }
        };
        self.paint_plate(
            ui,
            t,
            pos2(rect.left() + EDGE + PLATE, rect.top() + 23.0),
            fade,
        );
        let painter = ui.painter();
        let right = rect.right() - EDGE - SURE.0 - SURE.1;
        self.paint_sure(ui, t, rect, fade);
        let (left, first, second) = (rect.left() + INDENT, rect.top() + 17.0, rect.top() + 33.0);
        let count = Ink::title(fade(t.text));
        let parts = Ink::small(fade(t.muted));
        let at = pos2(right, first);
        ink::put(
            painter,
            at,
            Align2::RIGHT_CENTER,
            self.count,
            &count,
            COUNT_WIDTH,
        );
        let at = pos2(right, second);
        let parts_fit = ink::width(painter, self.parts, &parts) <= COUNT_WIDTH;
        ink::put(
            painter,
            at,
            Align2::RIGHT_CENTER,
            if parts_fit {
                self.parts
            } else {
                self.short_parts
            },
            &parts,
            COUNT_WIDTH,
        );
        let end = right - COUNT_WIDTH - 8.0;
        let name = Ink::medium(fade(t.text));
        let name_fits = ink::width(painter, self.name, &name) <= end - left;
        let shown = if name_fits { self.name } else { self.short };
        ink::put(
            painter,
            pos2(left, first),
            Align2::LEFT_CENTER,
            shown,
            &name,
            end - left,
        );
        let at = pos2(left, second);
        ink::put(
            painter,
            at,
            Align2::LEFT_CENTER,
            self.second,
            &parts,
            end - left,
        );
        let y = rect.top() + 45.0;
        let bar = |to: f32| Rect::from_x_y_ranges(left..=to, y - 1.5..=y + 1.5);
        let round = CornerRadius::same(1);
        painter.rect_filled(bar(end), round, fade(t.track()));
        let to = left + (end - left) * self.share_of_first.clamp(0.0, 1.0);
        painter.rect_filled(bar(to), round, fade(t.accent));
        let texts = [(name_fits, self.name), (parts_fit, self.parts)];
        let cut = texts.into_iter().filter(|(fits, _)| !fits);
        cut.map(|(_, text)| text).collect()
    }

    /// The share of resampled lists that hold the place, good or doubtful by its colour too.
    fn paint_sure(&self, ui: &Ui, t: &Tokens, rect: Rect, fade: impl Fn(Color32) -> Color32) {
        let Some((share, is_good)) = self.sure else {
            return;
        };
        let right = rect.right() - EDGE;
        let plate = Rect::from_min_max(
            pos2(right - SURE.0, rect.top() + 14.0),
            pos2(right, rect.top() + 34.0),
        );
        let ground = if self.selected { t.panel } else { t.raised };
        ui.painter()
            .rect_filled(plate, CornerRadius::same(5), fade(ground));
        let ink = Ink {
            font: font(STATUS_PT, Weight::Medium),
            colour: fade(if is_good { t.good } else { t.warn }),
        };
        let middle = plate.center();
        ink::put(
            ui.painter(),
            middle,
            Align2::CENTER_CENTER,
            share,
            &ink,
            SURE.0,
        );
    }

    fn paint_plate(
        &self,
        ui: &Ui,
        t: &Tokens,
        centre: egui::Pos2,
        fade: impl Fn(Color32) -> Color32,
    ) {
        let ink = if self.selected {
            ui.painter().circle_filled(centre, PLATE, fade(t.accent));
            t.on_accent
        } else {
            ui.painter()
                .circle_stroke(centre, PLATE - 0.5, Stroke::new(1.25, fade(t.accent)));
            t.text
        };
        let ink = Ink {
            font: font(BODY_PT - 1.0, Weight::SemiBold),
            colour: fade(ink),
        };
        let rank = self.rank.to_string();
        ink::put(
            ui.painter(),
            centre,
            Align2::CENTER_CENTER,
            &rank,
            &ink,
            2.0 * PLATE,
        );
    }
}

#[cfg(all(test, feature = "ui-tests"))]
mod tests {
    use super::*;
    use crate::view::widgets::test_window::window;
    use egui_kittest::kittest::Queryable as _;

    #[test]
    fn a_row_is_a_button_named_by_rank_and_place() {
        let mut window = window(0, |ui, clicks: &mut usize| {
            let row = RankRow {
                short: "Quay Street",
                rank: 1,
                name: "Quay Street by The Anchor",
                second: "Quayside, peak Sat 00–01",
                share_of_first: 1.0,
                count: "146",
                parts: "131 + 15 part",
                short_parts: "131 + 15 part",
                sure: Some(("99%", true)),
                selected: *clicks > 0,
                hovered: false,
                dimmed: false,
            };
            if row.show(ui, &Tokens::DARK, Id::unique("row")).clicked() {
                *clicks += 1;
            }
        });
        window.get_by_label("1. Quay Street by The Anchor").click();
        window.run();
        assert_eq!(*window.state(), 1);
    }
}
