//! Left: when, what, where, and how the surface is made.

mod clock;
mod definitions;
mod night_rule;
mod place;
mod surface;
mod what;
mod when;

use egui::{ScrollArea, Ui};

use crate::view::Ctx;
use crate::view::panels::PanelState;
use crate::view::panels::layout::inset;

pub(crate) use when::has_clock;

/// What the left panel remembers between frames.
#[derive(Default)]
pub(crate) struct FilterState {
    when: when::WhenState,
    what: what::WhatState,
    place: place::PlaceState,
    surface: surface::SurfaceState,
}

/// Left: When, What, Where, Surface.
pub fn filter_ui(ctx: Ctx<'_>, state: &mut PanelState, ui: &mut Ui) {
    let state = &mut state.filter;
    ScrollArea::vertical()
        .id_salt("filter")
        .auto_shrink(false)
        .show(ui, |ui| {
            inset(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 6.0;
                when::when_ui(ctx, &mut state.when, ui);
                what::what_ui(ctx, &mut state.what, ui);
                place::place_ui(ctx, &mut state.place, ui);
                surface::surface_ui(ctx, &mut state.surface, ui);
            });
        });
}
