//! Plots, each of which can be copied as a picture and as data.

use egui::{Align, Color32, Layout, Rect, ScreenshotCallback, Ui, ViewportCommand};
use egui_plot::{
    Bar, BarChart, FilledArea, GridInput, GridMark, Line, LineStyle, PlotUi, Points, Polygon,
};
use jiff::ToSpan as _;

use crate::analysis::methods::{Axis, Plot, Scale, Series, Ticks};
use crate::base::Date;
use crate::io::write::report::plot_csv;
use crate::view::Ctx;
use crate::view::panels::layout::{heading, note};
use crate::view::panels::sure::WIDTH;
use crate::view::theme::{TICK_PT, Tokens, mix};
use crate::view::widgets::button::quiet;
use crate::view::widgets::number;

const HEIGHT_PT: f32 = 210.0;
const EPOCH: Date = Date::constant(1970, 1, 1);

/// The plot with its heading.
pub(crate) fn plot_ui(ctx: Ctx<'_>, plot: &Plot, ui: &mut Ui) {
    let t = ctx.tokens;
    let mut wants_picture = false;
    let top = ui.cursor().top();
    ui.horizontal(|ui| {
        heading(ui, t, &plot.title);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if quiet(ui, t, "Copy data")
                .on_hover_text("What the plot is drawn from, as CSV")
                .clicked()
            {
                ui.ctx().copy_text(plot_csv(plot));
            }
            wants_picture = quiet(ui, t, "Copy image").clicked();
        });
    });
    legend_ui(t, plot, ui);
    let drawn = drawing(t, plot).show(ui, |plot_ui| {
        for (place, series) in plot.series.iter().enumerate() {
            add(plot_ui, t, place, series);
        }
    });
    if wants_picture {
        copy_image(ui.ctx(), drawn.response.rect.with_min_y(top));
    }
}

/// Puts the part `rect` of the window's next picture onto the clipboard.
fn copy_image(ctx: &egui::Context, rect: Rect) {
    let (clipboard, scale) = (ctx.clone(), ctx.pixels_per_point());
    let copy = ScreenshotCallback::new(move |picture| {
        clipboard.copy_image(picture.region(&rect, Some(scale)));
    });
    ctx.send_viewport_cmd(ViewportCommand::Screenshot(copy));
}

fn drawing<'a>(t: &Tokens, plot: &'a Plot) -> egui_plot::Plot<'a> {
    let is_matrix = |series: &Series| matches!(series, Series::Matrix { .. });
    let has_matrix = plot.series.iter().any(is_matrix);
    let (x, y) = (&plot.x, &plot.y);
    egui_plot::Plot::new(("plot", plot.key))
        .height(HEIGHT_PT)
        .allow_scroll(false)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_boxed_zoom(false)
        .show_background(false)
        .show_grid(!has_matrix)
        .grid_color(t.line)
        .invert_y(has_matrix)
        .x_axis_label(x.label.clone())
        .y_axis_label(y.label.clone())
        .x_axis_formatter(move |mark, _| tick(x, mark))
        .y_axis_formatter(move |mark, _| tick(y, mark))
        .x_grid_spacer(move |input| marks(x, true, input))
        .y_grid_spacer(move |input| marks(y, false, input))
}

/// Where the marks of an axis are: at names as many as have room, else at round numbers.
fn marks(axis: &Axis, is_across: bool, input: GridInput) -> Vec<GridMark> {
    let Ticks::Names(names) = &axis.ticks else {
        return egui_plot::log_grid_spacer(10)(input);
    };
    let longest = names.iter().map(|name| name.chars().count()).max();
    let each_pt = if is_across {
        TICK_PT * 0.6 * longest.unwrap_or(1) as f32 + 10.0
    } else {
        TICK_PT + 4.0
    };
    let room_pt = if is_across {
        WIDTH - 90.0
    } else {
        HEIGHT_PT - 40.0
    };
    let step = (names.len() as f32 * each_pt / room_pt).ceil().max(1.0) as usize;
    let mark = |place: usize| GridMark {
        value: place as f64,
        step_size: step as f64,
    };
    (0..names.len()).step_by(step).map(mark).collect()
}

/// The names of what is drawn, in its colours, where there are few enough to be told apart.
fn legend_ui(t: &Tokens, plot: &Plot, ui: &mut Ui) {
    const MOST: usize = 5;
    let is_matrix = |series: &Series| matches!(series, Series::Matrix { .. });
    if !(2..=MOST).contains(&plot.series.len()) || plot.series.iter().any(is_matrix) {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        for (place, series) in plot.series.iter().enumerate() {
            let (sign, name, ink) = match series {
                Series::Line {
                    name,
                    is_reference: true,
                    ..
                } => ("- -", name, t.muted),
                Series::Line { name, .. } => ("—", name, colour(t, place)),
                Series::Band { name, .. } => ("░", name, t.muted),
                Series::Points { name, .. } => ("•", name, colour(t, place)),
                Series::Bars { name, .. } | Series::Matrix { name, .. } => {
                    ("■", name, colour(t, place))
                }
            };
            note(ui, ink, &format!("{sign} {name}"));
        }
    });
}

/// What is written at a tick; nothing between names.
fn tick(axis: &Axis, mark: GridMark) -> String {
    let value = match axis.scale {
        Scale::Linear => mark.value,
        Scale::Log10 => 10f64.powf(mark.value),
    };
    match &axis.ticks {
        Ticks::Numbers => number::figures(value),
        Ticks::Percent => number::percent(value),
        Ticks::Dates => {
            let date = EPOCH.checked_add((value.round() as i64).days());
            date.map_or_else(|_| String::new(), number::short_date)
        }
        Ticks::Names(names) => {
            let place = value.round();
            let is_whole = (value - place).abs() < 1e-6 && place >= 0.0;
            let name = is_whole.then(|| names.get(place as usize)).flatten();
            name.cloned().unwrap_or_default()
        }
    }
}

/// Colours of series that are the subject, in their order.
fn colour(t: &Tokens, place: usize) -> Color32 {
    let colours = [t.text, t.good, t.warn, t.muted, mix(t.good, t.text, 0.5)];
    colours[place % colours.len()]
}

fn add<'a>(plot_ui: &mut PlotUi<'a>, t: &Tokens, place: usize, series: &'a Series) {
    let subject = colour(t, place);
    match series {
        Series::Line {
            name,
            points,
            is_reference,
        } => {
            let line = Line::new(name, points.clone());
            let line = if *is_reference {
                line.color(t.muted).style(LineStyle::dashed_dense())
            } else {
                line.color(subject).width(1.8)
            };
            plot_ui.line(line);
        }
        Series::Points { name, points } => {
            plot_ui.points(Points::new(name, points.clone()).radius(2.5).color(subject));
        }
        Series::Bars { name, bars } => {
            let bar = |&[x, height]: &[f64; 2]| Bar::new(x, height).width(0.8);
            let fill = mix(t.panel, subject, 0.6);
            let chart = BarChart::new(name, bars.iter().map(bar).collect());
            plot_ui.bar_chart(chart.color(fill));
        }
        Series::Band { name, points } => {
            let of = |i: usize| points.iter().map(|p| p[i]).collect::<Vec<f64>>();
            let fill = t.muted.gamma_multiply(0.25);
            plot_ui.add(FilledArea::new(name, &of(0), &of(1), &of(2)).fill_color(fill));
        }
        Series::Matrix { name, cells } => matrix(plot_ui, t, name, cells),
    }
}

/// A square a cell, from the panel's colour to the heat's brightest.
fn matrix(plot_ui: &mut PlotUi<'_>, t: &Tokens, name: &str, cells: &[[f64; 3]]) {
    let values = cells.iter().map(|cell| cell[2]);
    let greatest = values.filter(|value| value.is_finite()).fold(0.0, f64::max);
    for &[x, y, value] in cells {
        let share = if greatest > 0.0 {
            value / greatest
        } else {
            0.0
        };
        let corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)];
        let ring: Vec<[f64; 2]> = corners.iter().map(|(a, b)| [x + a, y + b]).collect();
        let fill = if value > 0.0 {
            t.heat(share as f32)
        } else {
            Color32::TRANSPARENT
        };
        let square = Polygon::new(name, ring).fill_color(fill);
        plot_ui.polygon(
            square
                .stroke(egui::Stroke::new(0.5, t.panel))
                .allow_hover(true),
        );
    }
}
