//! The chosen place in figures.

use egui::{Frame, Label, Margin, Ui};

use crate::analysis::quality::artefacts::of_hotspot;
use crate::analysis::rank::{Hotspot, Ranking};
use crate::analysis::stability::Badge;
use crate::app::session::Panel;
use crate::app::{AskWish, Command};
use crate::engine::Answer;
use crate::view::Ctx;
use crate::view::panels::list::rows::sureness;
use crate::view::panels::list::why::why_ui;
use crate::view::theme::{EDGE, Tokens};
use crate::view::widgets::button::button;
use crate::view::widgets::ink::{self, Ink};
use crate::view::widgets::number;
use crate::view::widgets::rank_row::INDENT;

/// Under the chosen row.
pub(crate) fn detail_ui(
    ctx: Ctx<'_>,
    answer: &Answer,
    ranking: &Ranking,
    index: usize,
    why: &mut bool,
    ui: &mut Ui,
) {
    let (t, hotspot) = (ctx.tokens, &ranking.hotspots[index]);
    let margin = Margin {
        left: INDENT as i8,
        right: EDGE as i8,
        top: 2,
        bottom: 12,
    };
    Frame::new()
        .fill(t.raised)
        .inner_margin(margin)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            figures_ui(t, hotspot, ui);
            sure_ui(ctx, ranking, index, ui);
            if let Some(text) = nearest(answer, hotspot) {
                ui.add(
                    Label::new(ink::job([
                        ("Nearest ", &Ink::body(t.muted)),
                        (&text, &Ink::body(t.text)),
                    ]))
                    .wrap(),
                );
            }
            if let Some(text) = at_artefacts(ctx, answer, hotspot) {
                let words = ("At artefact sites ", &Ink::body(t.muted));
                ui.add(Label::new(ink::job([words, (&text, &Ink::body(t.warn))])).wrap());
            }
            ui.add_space(2.0);
            let text = if *why {
                "Close the working"
            } else {
                "Why this number?"
            };
            ui.horizontal(|ui| {
                if button(ui, t, text).clicked() {
                    *why = !*why;
                }
                let hint = "Resampled lists, other sizes and other start dates";
                if button(ui, t, "How sure?").on_hover_text(hint).clicked() {
                    if !ctx.app.session().is_open(Panel::Sure) {
                        ctx.send(Command::TogglePanel(Panel::Sure));
                    }
                    ctx.send(Command::Ask(AskWish::Choose(Some("stability"))));
                    ctx.send(Command::Ask(AskWish::Run));
                }
            });
            if *why {
                ui.add_space(4.0);
                why_ui(t, answer, ranking, hotspot, ui);
            }
        });
}

/// How often the place stays in the list, and at which ranks.
fn sure_ui(ctx: Ctx<'_>, ranking: &Ranking, index: usize, ui: &mut Ui) {
    let t = ctx.tokens;
    let (Some(sure), Some(stability)) = (sureness(ctx, index), ctx.app.stability()) else {
        return;
    };
    let beyond = stability.top + 1;
    let rank = |rank: usize| match rank {
        rank if rank >= beyond => "beyond".to_owned(),
        rank => rank.to_string(),
    };
    let interval = match (sure.rank_low, sure.rank_high) {
        (low, high) if low == high => rank(low),
        (low, high) => format!("{} to {}", rank(low), rank(high)),
    };
    let (word, colour) = match sure.badge() {
        Badge::Core => ("Core", t.good),
        Badge::Borderline => ("Borderline", t.warn),
    };
    let share = number::percent(sure.in_top_n);
    let top = ranking.params.top;
    let lists = number::grouped(stability.params.replicates);
    let text = format!(": in the top {top} in {share} of {lists} resampled lists, rank {interval}");
    let job = ink::job([(word, &Ink::strong(colour)), (&text, &Ink::body(t.text))]);
    ui.add(Label::new(job).wrap());
}

/// Two columns of figures.
fn figures_ui(t: &Tokens, hotspot: &Hotspot, ui: &mut Ui) {
    let figures = figures(hotspot);
    let width = ui.available_width() / 2.0;
    for pair in figures.chunks(2) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for (label, value) in pair {
                let job = ink::job([
                    (*label, &Ink::body(t.muted)),
                    (" ", &Ink::body(t.muted)),
                    (value.as_str(), &Ink::strong(t.text)),
                ]);
                let size = egui::vec2(width, 18.0);
                let layout = egui::Layout::left_to_right(egui::Align::Center);
                ui.allocate_ui_with_layout(size, layout, |ui| {
                    ui.set_min_width(width);
                    ui.add(Label::new(job).truncate());
                });
            }
        });
    }
}

fn figures(hotspot: &Hotspot) -> Vec<(&'static str, String)> {
    let mut figures = vec![("Share of all", number::percent(hotspot.share))];
    if let Some(pai) = hotspot.pai {
        figures.push(("PAI", number::figures(pai)));
    }
    if let Some(rate) = hotspot.rate_per_1000 {
        figures.push(("Per 1,000 people", number::figures(rate)));
    }
    if let Some(density) = hotspot.density_per_km2 {
        figures.push(("Per km²", number::figures(density)));
    }
    if let Some(peak) = hotspot.peak {
        figures.push(("Peak", number::peak(peak)));
    }
    if (hotspot.weight - hotspot.incidents as f64).abs() > 1e-9 {
        figures.push(("Incidents", number::grouped(hotspot.incidents)));
        figures.push(("Weight", number::weight(hotspot.weight)));
    }
    figures
}

/// `78% (Royal Infirmary)`: how much of the place's weight stands at artefact sites.
fn at_artefacts(ctx: Ctx<'_>, answer: &Answer, hotspot: &Hotspot) -> Option<String> {
    let quality = ctx.app.quality()?;
    let at = &quality.artefacts.as_ref()?.at;
    let data = ctx.app.data()?;
    if !std::sync::Arc::ptr_eq(data, &answer.data) {
        return None;
    }
    let (share, site) = of_hotspot(data, at, &answer.selection, hotspot);
    let name = &data.artefacts.all()[site?].name;
    Some(format!("{} ({name})", number::percent(share)))
}

fn nearest(answer: &Answer, hotspot: &Hotspot) -> Option<String> {
    let (index, metres) = hotspot.nearest_premises?;
    let premises = answer.data.premises.get(index);
    let kind = premises
        .kind
        .as_ref()
        .map(|kind| format!(", {kind}"))
        .unwrap_or_default();
    Some(format!(
        "{}{kind}, {}",
        premises.name,
        number::metres(metres.round())
    ))
}
