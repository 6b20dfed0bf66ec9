//! Surface: bandwidth with the rules of thumb beside it, kernel, cell, mask.

use egui::Ui;

use crate::analysis::bandwidth::Suggestions;
use crate::analysis::kernel::Kernel;
use crate::analysis::surface::{SurfaceError, SurfaceParams};
use crate::project::Edit;
use crate::view::Ctx;
use crate::view::panels::layout::{heading, note, row, section, sentence};
use crate::view::widgets::button::{check, value};
use crate::view::widgets::number;
use crate::view::widgets::number_field::{NumberField, NumberFieldState};
use crate::view::widgets::popup::popup;
use crate::view::widgets::segmented::{Segment, segmented};
use crate::view::widgets::slider::{Mark, Slider};

/// What patrols are tasked by, in metres.
const TASKING_M: f64 = 200.0;

/// A half-typed cell size.
#[derive(Default)]
pub(crate) struct SurfaceState {
    cell: NumberFieldState,
}

const KERNELS: [(Kernel, Segment); 5] = [
    (
        Kernel::Quartic,
        Segment {
            text: "Quartic",
            name: "Quartic kernel",
        },
    ),
    (
        Kernel::Gaussian,
        Segment {
            text: "Gaussian",
            name: "Gaussian kernel",
        },
    ),
    (
        Kernel::Epanechnikov,
        Segment {
            text: "Epanech.",
            name: "Epanechnikov kernel",
        },
    ),
    (
        Kernel::Triangular,
        Segment {
            text: "Triangular",
            name: "Triangular kernel",
        },
    ),
    (
        Kernel::Uniform,
        Segment {
            text: "Uniform",
            name: "Uniform kernel",
        },
    ),
];

/// The section.
pub(crate) fn surface_ui(ctx: Ctx<'_>, state: &mut SurfaceState, ui: &mut Ui) {
    section(ui, ctx.tokens, "Surface", |ui| {
        bandwidth_ui(ctx, ui);
        kernel_ui(ctx, state, ui);
        if let Some(Err(error)) = ctx.app.answer().map(|answer| &answer.surface) {
            note(ui, ctx.tokens.warn, &refused(error));
        }
    });
}

/// Why there is no surface. The map offers larger cells where it is too large.
fn refused(error: &SurfaceError) -> String {
    match error {
        SurfaceError::TooManyCells { cell_m, .. } => {
            let cell = number::metres(*cell_m);
            format!("No surface: the area is too large for cells of {cell}.")
        }
        _ => sentence(&error.to_string()),
    }
}

fn bandwidth_ui(ctx: Ctx<'_>, ui: &mut Ui) {
    let t = ctx.tokens;
    let params = ctx.app.project().surface;
    row(ui, t, "Bandwidth", |ui| {
        ui.label(number::metres(params.bandwidth_m))
    });
    let suggestions = ctx.app.answer().and_then(|answer| answer.bandwidths);
    let marks = marks(suggestions);
    let greatest = marks.iter().map(|mark| mark.at).fold(1000.0_f64, f64::max);
    let slider = Slider {
        label: "Bandwidth",
        value: params.bandwidth_m,
        unit: "m",
        range: (25.0, (greatest * 1.3).min(20_000.0)),
        step: 5.0,
        marks: &marks,
    };
    if let Some(bandwidth_m) = slider.show(ui, t) {
        ctx.edit(Edit::Surface(SurfaceParams {
            bandwidth_m,
            ..params
        }));
    }
    let snap = ctx.app.quality().and_then(|quality| quality.snap);
    if let Some(about) = snap.and_then(|snap| snap.about_bandwidth(params.bandwidth_m)) {
        note(ui, t.warn, &sentence(&about));
    }
}

fn marks(suggestions: Option<Suggestions>) -> Vec<Mark> {
    let mut marks = vec![Mark {
        at: TASKING_M,
        text: "tasking".to_owned(),
    }];
    if let Some(Suggestions {
        arcgis_m,
        silverman_m,
    }) = suggestions
    {
        for (name, at) in [("ArcGIS", arcgis_m), ("Silverman", silverman_m)] {
            if at.is_finite() && at > 0.0 {
                marks.push(Mark {
                    at,
                    text: format!("{name} {}", number::decimals(at, 0)),
                });
            }
        }
    }
    marks.sort_by(|a, b| a.at.total_cmp(&b.at));
    marks
}

fn kernel_ui(ctx: Ctx<'_>, state: &mut SurfaceState, ui: &mut Ui) {
    let t = ctx.tokens;
    let params = ctx.app.project().surface;
    let chosen = KERNELS
        .iter()
        .position(|(kernel, _)| *kernel == params.kernel)
        .unwrap_or(0);
    let name = KERNELS[chosen]
        .1
        .name
        .trim_end_matches(" kernel")
        .to_lowercase();
    let text = format!("{name}, {}", number::metres(params.cell_m));
    let opener = row(ui, t, "Kernel, cell", |ui| {
        let width = ui.available_width();
        value(ui, t, "Kernel and cell", &text, width)
    });
    popup(&opener, "Kernel and cell", 320.0, |ui| {
        heading(ui, t, "Kernel");
        let segments = KERNELS.map(|(_, segment)| segment);
        if let Some(i) = segmented(ui, t, &segments, chosen) {
            ctx.edit(Edit::Surface(SurfaceParams {
                kernel: KERNELS[i].0,
                ..params
            }));
        }
        note(ui, t.muted, about(params.kernel));
        row(ui, t, "Side of a cell, in metres", |ui| {
            let field = NumberField {
                label: "Cell size",
                value: params.cell_m,
                range: (1.0, 5000.0),
                whole: false,
            };
            if let Some(cell_m) = field.show(ui, t, &mut state.cell) {
                ctx.edit(Edit::Surface(SurfaceParams { cell_m, ..params }));
            }
        });
        if let Some(trouble) = state.cell.trouble() {
            note(ui, t.warn, trouble);
        }
        let has_areas = ctx.app.data().is_some_and(|data| !data.areas.is_empty());
        if has_areas && check(ui, t, "Only inside the areas", params.mask).clicked() {
            ctx.edit(Edit::Surface(SurfaceParams {
                mask: !params.mask,
                ..params
            }));
        }
    });
}

fn about(kernel: Kernel) -> &'static str {
    match kernel {
        Kernel::Quartic => {
            "Falls smoothly to nothing at the bandwidth. The usual one, as in ArcGIS and CrimeStat."
        }
        Kernel::Gaussian => {
            "A bell whose standard deviation is the bandwidth; smooths about twice as widely."
        }
        Kernel::Epanechnikov => "Flatter in the middle, with a sharper edge at the bandwidth.",
        Kernel::Triangular => {
            "Falls in a straight line to nothing at the bandwidth; spiky in the middle."
        }
        Kernel::Uniform => "Counts everything within the bandwidth alike.",
    }
}
