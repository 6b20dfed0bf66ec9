//! A small window for trying one widget.

use egui_kittest::Harness;

use crate::view::theme::{Tokens, style};

/// A window of 400 by 300 points in the dark theme that shows `show` on `state`.
pub(crate) fn window<'a, State: 'a>(
    state: State,
    show: impl FnMut(&mut egui::Ui, &mut State) + 'a,
) -> Harness<'a, State> {
    let mut harness = Harness::builder()
        .with_size([400.0, 300.0])
        .with_context_setup(|ctx| {
            style::install_fonts(ctx);
            style::apply(ctx, &Tokens::DARK);
        })
        .build_ui_state(show, state);
    harness.run();
    harness
}

/// Presses at the first point, moves over the others, and lets go at the last.
pub(crate) fn drag<State>(window: &mut Harness<'_, State>, path: &[egui::Pos2]) {
    if let (Some(&first), Some(&last)) = (path.first(), path.last()) {
        window.hover_at(first);
        window.run();
        window.drag_at(first);
        window.run();
        for &at in &path[1..] {
            window.hover_at(at);
            window.run();
        }
        window.drop_at(last);
        window.run();
    }
}
