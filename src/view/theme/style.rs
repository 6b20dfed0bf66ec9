//! Puts the tokens and the fonts into egui's style.
//!
//! Nearly everything is painted by our own widgets; this dresses what egui paints itself
//! (text fields, scroll bars, tooltips, popups), so that no default colour shows anywhere.

use egui::style::{
    ScrollFadeStyle, ScrollStyle, Selection, TextCursorStyle, WidgetVisuals, Widgets,
};
use egui::{Context, CornerRadius, Margin, Shadow, Stroke, Style, TextStyle, Visuals, vec2};

use crate::view::theme::fonts::{Weight, font, install};
use crate::view::theme::{BODY_PT, RADIUS, STATUS_PT, TICK_PT, TITLE_PT, Tokens};

/// Loads the fonts. Once, at start.
pub fn install_fonts(ctx: &Context) {
    install(ctx);
}

/// Makes every egui control look as the tokens say.
pub fn apply(ctx: &Context, tokens: &Tokens) {
    ctx.set_theme(if tokens.dark {
        egui::Theme::Dark
    } else {
        egui::Theme::Light
    });
    ctx.all_styles_mut(|style| dress(style, tokens));
}

fn dress(style: &mut Style, tokens: &Tokens) {
    style.text_styles = [
        (TextStyle::Heading, font(TITLE_PT, Weight::SemiBold)),
        (TextStyle::Body, font(BODY_PT, Weight::Regular)),
        (TextStyle::Button, font(BODY_PT, Weight::Medium)),
        (TextStyle::Small, font(TICK_PT, Weight::Regular)),
        (TextStyle::Monospace, font(STATUS_PT, Weight::Regular)),
    ]
    .into();
    style.animation_time = 0.1;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.35;
    dress_spacing(style);
    style.visuals = visuals(tokens);
}

fn dress_spacing(style: &mut Style) {
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 8.0);
    spacing.button_padding = vec2(10.0, 4.0);
    spacing.interact_size = vec2(28.0, 24.0);
    spacing.window_margin = Margin::same(16);
    spacing.menu_margin = Margin::same(12);
    spacing.tooltip_width = 320.0;
    spacing.scroll = ScrollStyle {
        bar_width: 6.0,
        floating_width: 3.0,
        handle_min_length: 24.0,
        bar_inner_margin: 2.0,
        bar_outer_margin: 2.0,
        dormant_handle_opacity: 0.22,
        active_handle_opacity: 0.5,
        interact_handle_opacity: 0.8,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        fade: ScrollFadeStyle {
            strength: 0.0,
            ..ScrollFadeStyle::default()
        },
        ..ScrollStyle::floating()
    };
}

fn visuals(t: &Tokens) -> Visuals {
    let base = if t.dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    let shadow = Shadow {
        offset: [0, 8],
        blur: 24,
        spread: 0,
        color: t.shadow(),
    };
    Visuals {
        dark_mode: t.dark,
        override_text_color: None,
        weak_text_color: Some(t.muted),
        widgets: widgets(t),
        // The stroke also outlines the text field that is being typed into.
        selection: Selection {
            bg_fill: t.accent.gamma_multiply(0.30),
            stroke: Stroke::new(1.5, t.text),
        },
        hyperlink_color: t.text,
        faint_bg_color: t.raised,
        extreme_bg_color: t.raised,
        text_edit_bg_color: Some(t.raised),
        code_bg_color: t.raised,
        warn_fg_color: t.warn,
        error_fg_color: t.warn,
        window_corner_radius: CornerRadius::same(RADIUS + 2),
        window_shadow: shadow,
        window_fill: t.panel,
        window_stroke: Stroke::new(1.0, t.line),
        menu_corner_radius: CornerRadius::same(RADIUS),
        panel_fill: t.panel,
        popup_shadow: shadow,
        text_cursor: TextCursorStyle {
            stroke: Stroke::new(1.5, t.text),
            ..base.text_cursor
        },
        indent_has_left_vline: false,
        slider_trailing_fill: true,
        ..base
    }
}

fn widgets(t: &Tokens) -> Widgets {
    let look = |fill, line, ink| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, line),
        corner_radius: CornerRadius::same(RADIUS),
        fg_stroke: Stroke::new(1.0, ink),
        expansion: 0.0,
    };
    Widgets {
        noninteractive: look(t.panel, t.line, t.text),
        inactive: look(t.raised, t.line, t.text),
        hovered: look(t.hover(), t.edge(), t.text),
        active: look(t.hover(), t.muted, t.text),
        open: look(t.hover(), t.edge(), t.text),
    }
}
