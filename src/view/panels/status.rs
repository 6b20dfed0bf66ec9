//! The status bar: the chain from rows read to rows counted, the plane, the pointer, and
//! what is being worked on.

use egui::{Align, Layout, RichText, Ui, vec2};

use crate::app::Command;
use crate::base::{LonLat, Planar};
use crate::crs::AnalysisCrs;
use crate::data::{Dataset, Filter};
use crate::engine::Answer;
use crate::view::Ctx;
use crate::view::panels::PanelState;
use crate::view::theme::{EDGE, STATUS_PT, Tokens, Weight, font};
use crate::view::widgets::button::quiet;
use crate::view::widgets::ink::{self, Ink};
use crate::view::widgets::number;

/// The pointer's place in the plane, kept while the pointer rests.
#[derive(Default)]
pub(crate) struct StatusState {
    placed: Option<(LonLat, AnalysisCrs, Option<Planar>)>,
}

/// Counts in and out at each step, CRS, progress with cancel, pointer position.
pub fn status_bar_ui(ctx: Ctx<'_>, state: &mut PanelState, pointer: Option<LonLat>, ui: &mut Ui) {
    let size = ui.available_size();
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.add_space(EDGE);
        let links = chain(ctx);
        let right = right_side(ctx, &mut state.status, pointer);
        chain_ui(ctx.tokens, &links, ui);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(EDGE);
            right_ui(ctx, right, ui);
        });
    });
}

/// One number of the chain.
#[derive(Debug, PartialEq)]
struct Link {
    text: String,
    role: LinkRole,
    /// What it means and what it lost, for whoever rests the pointer on it.
    hint: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LinkRole {
    Step,
    Result,
    Aside,
    Warning,
}

fn chain(ctx: Ctx<'_>) -> Vec<Link> {
    let Some(data) = ctx.app.data() else {
        return Vec::new();
    };
    let answer = ctx
        .app
        .answer()
        .filter(|answer| std::sync::Arc::ptr_eq(&answer.data, data));
    let mut links = data_links(data);
    if let Some(answer) = answer {
        links.extend(answer_links(answer));
    }
    links
}

fn data_links(data: &Dataset) -> Vec<Link> {
    let tally = data.tally;
    let step = |n, what: &str, hint| Link {
        text: format!("{} {what}", number::grouped(n)),
        role: LinkRole::Step,
        hint,
    };
    let lost = less(&[
        (tally.rows_set_aside, "set aside: no incident"),
        (tally.no_location, "without a usable position"),
    ]);
    let rows = "Records read from the incident files".to_owned();
    let rows_said = if tally.rows_read == 1 { "row" } else { "rows" };
    let mut links = vec![
        step(tally.rows_read, rows_said, rows),
        step(
            tally.located,
            "located",
            format!("Incidents with a usable position{lost}"),
        ),
    ];
    if tally.analysed != tally.located {
        let lost = less(&[
            (tally.outside_region, "outside the boundaries"),
            (tally.far_outliers, "far outside the rest"),
        ]);
        let hint = format!("In the analysis{lost}");
        links.push(step(tally.analysed, "inside", hint));
    }
    links
}

/// `; left out: 335 without a usable position`, or nothing where nothing was lost.
fn less(losses: &[(usize, &str)]) -> String {
    let said: Vec<String> = losses
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, why)| format!("{} {why}", number::grouped(*n)))
        .collect();
    if said.is_empty() {
        return String::new();
    }
    format!("; left out: {}", said.join(", "))
}

/// How those that pass everything but the time filter are called; `None` where nothing but
/// time is asked, so that they are all of them.
fn passing(filter: &Filter) -> Option<&'static str> {
    let offence = filter.asks_for_offences();
    let place = !filter.areas.is_empty() || filter.near_premises.is_some();
    match (offence, place) {
        (true, true) => Some("of these offences and places"),
        (true, false) => Some("of these offences"),
        (false, true) => Some("in these places"),
        (false, false) => None,
    }
}

fn answer_links(answer: &Answer) -> Vec<Link> {
    let (selection, facets) = (&answer.selection, &answer.facets);
    let time = answer.question.filter.time;
    let link = |text, role, hint| Link { text, role, hint };
    let mut links = Vec::new();
    if let Some(what) = passing(&answer.question.filter) {
        let text = format!("{} {what}", number::grouped(facets.before_time_filter));
        let hint = "What the filter's offences, areas and nearness leave, whatever the time";
        links.push(link(text, LinkRole::Step, hint.to_owned()));
    }
    let counted = selection.certain + selection.possible;
    let what = if time.asks_for_clock() {
        "in window"
    } else {
        "counted"
    };
    let outside = facets
        .before_time_filter
        .saturating_sub(counted + selection.time_unknown);
    let lost = less(&[
        (outside, "at other times"),
        (selection.time_unknown, "of unknown time"),
    ]);
    let text = format!("{} {what}", number::grouped(counted));
    let hint = format!("What map, list and charts count{lost}");
    links.push(link(text, LinkRole::Result, hint));
    if selection.possible > 0 {
        let (certain, part) = (
            number::grouped(selection.certain),
            number::grouped(selection.possible),
        );
        let hint = "In part: somewhere in a span of time that only partly lies in the window; counted by that part";
        let text = format!("({certain} certain, {part} in part)");
        links.push(link(text, LinkRole::Aside, hint.to_owned()));
    }
    if selection.time_unknown > 0 {
        let text = format!("{} time unknown", number::grouped(selection.time_unknown));
        let hint = "They pass every other filter, but their time does not say whether they are in the window; not counted";
        links.push(link(text, LinkRole::Warning, hint.to_owned()));
    }
    if selection.undecided > 0 {
        let text = format!("{} offence undecided", number::grouped(selection.undecided));
        let hint = "The file does not say whether they are of the offences asked for; not counted";
        links.push(link(text, LinkRole::Warning, hint.to_owned()));
    }
    links
}

fn chain_ui(t: &Tokens, links: &[Link], ui: &mut Ui) {
    for (i, link) in links.iter().enumerate() {
        let arrow = i > 0 && matches!(link.role, LinkRole::Step | LinkRole::Result);
        if arrow {
            ui.add_space(8.0);
            ui.label(RichText::new("›").size(STATUS_PT).color(t.faint));
        }
        if i > 0 {
            ui.add_space(8.0);
        }
        let (colour, weight) = match link.role {
            LinkRole::Result => (t.text, Weight::SemiBold),
            LinkRole::Warning => (t.warn, Weight::Regular),
            LinkRole::Step | LinkRole::Aside => (t.muted, Weight::Regular),
        };
        let text = RichText::new(&link.text)
            .font(font(STATUS_PT, weight))
            .color(colour);
        ui.label(text).on_hover_text(&link.hint);
    }
}

/// What stands on the right, the most important first; the rest is left out where it has no
/// room.
fn right_side(
    ctx: Ctx<'_>,
    state: &mut StatusState,
    pointer: Option<LonLat>,
) -> Vec<(String, String)> {
    let Some(data) = ctx.app.data() else {
        return Vec::new();
    };
    let accuracy = data.crs.accuracy_m();
    // A pure projection of the file's own positions adds no error worth a number.
    let accuracy = if accuracy.is_finite() && accuracy > 0.0 {
        format!(" ±{} m", number::plain(accuracy))
    } else {
        String::new()
    };
    let by = if data.crs == AnalysisCrs::BritishNationalGrid {
        ", OSTN15"
    } else {
        ""
    };
    let plane = format!("{}{by}{accuracy}", data.crs.title());
    let hint = format!("{}: {}", data.crs.name(), data.crs.operation());
    let mut parts = vec![(plane, hint)];
    if let Some(at) = pointer {
        if let Some(p) = state.place(data.crs, at) {
            let text = format!("E\u{a0}{} N\u{a0}{}", number::grid(p.x), number::grid(p.y));
            parts.push((
                text,
                "Easting and northing under the pointer, in metres".to_owned(),
            ));
        }
        let (ns, ew) = (
            if at.lat < 0.0 { 'S' } else { 'N' },
            if at.lon < 0.0 { 'W' } else { 'E' },
        );
        let text = format!("{:.5}° {ns} {:.5}° {ew}", at.lat.abs(), at.lon.abs());
        parts.push((
            text,
            "Latitude and longitude under the pointer, WGS 84".to_owned(),
        ));
    }
    parts
}

fn right_ui(ctx: Ctx<'_>, parts: Vec<(String, String)>, ui: &mut Ui) {
    let t = ctx.tokens;
    if let Some(working) = ctx.app.working() {
        if quiet(ui, t, "Cancel").clicked() {
            ctx.send(Command::CancelWork);
        }
        progress_bar(ui, t, working.fraction);
        ui.add_space(8.0);
        ui.label(
            RichText::new(format!("{}…", working.what))
                .size(STATUS_PT)
                .color(t.text),
        );
        ui.add_space(16.0);
    }
    let ink = Ink::small(t.muted);
    for (text, hint) in parts {
        let width = ink::width(ui.painter(), &text, &ink);
        if width + 16.0 > ui.available_width() {
            break;
        }
        ui.label(RichText::new(text).size(STATUS_PT).color(t.muted))
            .on_hover_text(hint);
        ui.add_space(16.0);
    }
}

fn progress_bar(ui: &mut Ui, t: &Tokens, fraction: f32) {
    let (rect, response) = ui.allocate_exact_size(vec2(96.0, 4.0), egui::Sense::hover());
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::new(egui::accesskit::Role::ProgressIndicator);
        info.label = Some("Progress".to_owned());
        info.value = Some(f64::from(fraction));
        info
    });
    ui.painter().rect_filled(rect, 2, t.track());
    let done = egui::Rect::from_min_size(rect.min, vec2(rect.width() * fraction, rect.height()));
    ui.painter().rect_filled(done, 2, t.muted);
}

impl StatusState {
    /// The place of the pointer in the plane; asked anew only when the pointer has moved.
    fn place(&mut self, crs: AnalysisCrs, at: LonLat) -> Option<Planar> {
        match self.placed {
            Some((known, of, place)) if known == at && of == crs => place,
            _ => {
                let place = crs.from_lon_lat_one(at);
                self.placed = Some((at, crs, place));
                place
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::filter::NearPremises;
    use crate::data::premises::PremisesChoice;

    #[test]
    fn those_before_the_time_filter_are_called_by_what_was_asked() {
        let mut filter = Filter::default();
        assert_eq!(passing(&filter), None, "they are all: no step of their own");
        filter.near_premises = Some(NearPremises {
            radius_m: 50.0,
            which: PremisesChoice::Nte,
        });
        assert_eq!(passing(&filter), Some("in these places"));
        filter.groups = vec!["Violence".to_owned()];
        assert_eq!(passing(&filter), Some("of these offences and places"));
        filter.near_premises = None;
        assert_eq!(passing(&filter), Some("of these offences"));
    }

    #[test]
    fn what_a_step_lost_is_said_by_reason() {
        assert_eq!(less(&[(0, "a"), (0, "b")]), "");
        assert_eq!(
            less(&[(1335, "of unknown time"), (0, "b"), (2, "at other times")]),
            "; left out: 1,335 of unknown time, 2 at other times"
        );
    }
}
