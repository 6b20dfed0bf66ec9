//! Profile, coordinates, dates: what is understood, why, and the choice to change it.

use egui::{RichText, TextEdit, Ui};

use crate::app::Command;
use crate::app::import::{ImportWish, Part};
use crate::crs::FileCrs;
use crate::data::{Corrections, Fix};
use crate::engine::import::holds;
use crate::io::profiles::Holds;
use crate::io::read::{DateOrder, FileKind, ProfileChoice, parse_crs, parse_time_zone};
use crate::view::Ctx;
use crate::view::panels::import::columns::choice_row;
use crate::view::panels::import::words;
use crate::view::panels::layout::{inset, note, row, section, sentence};
use crate::view::theme::BODY_PT;
use crate::view::widgets::button::value;
use crate::view::widgets::popup::popup;

/// Half-typed texts.
#[derive(Default)]
pub(super) struct SettingsState {
    crs: String,
    zone: String,
}

/// Systems that are offered by name; any other can be typed.
const SYSTEMS: [(u32, &str); 5] = [
    (27_700, "British National Grid"),
    (29_903, "Irish Grid"),
    (2_157, "Irish Transverse Mercator"),
    (4_326, "Longitude and latitude"),
    (3_857, "Web Mercator"),
];
const ZONES: [&str; 6] = [
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "UTC",
];

/// The sections below the counts.
pub(super) fn settings_ui(ctx: Ctx<'_>, part: &Part, state: &mut SettingsState, ui: &mut Ui) {
    if part.waits_for_table() {
        return;
    }
    inset(ui, |ui| {
        table_ui(ctx, part, ui);
        if let Some(holds) = holds(part.kind) {
            profile_ui(ctx, part, holds, ui);
        }
        coordinates_ui(ctx, part, &mut state.crs, ui);
        if part.kind == FileKind::Incidents {
            dates_ui(ctx, part, &mut state.zone, ui);
            mending_ui(ctx, part, ui);
        }
        understood_ui(ctx, part, ui);
    });
}

fn wish(ctx: Ctx<'_>, wish: ImportWish) {
    ctx.send(Command::Import(wish));
}

fn say(ctx: Ctx<'_>, option: &'static str, text: Option<String>) {
    wish(ctx, ImportWish::Say { option, text });
}

/// Which of the file's tables is read, where there are several.
fn table_ui(ctx: Ctx<'_>, part: &Part, ui: &mut Ui) {
    let t = ctx.tokens;
    if part.tables.is_empty() {
        return;
    }
    let chosen = part.options.layer.as_ref();
    let said = chosen.cloned().or_else(|| layer_said(part));
    section(ui, t, "Table", |ui| {
        row(ui, t, "Sheet or layer", |ui| {
            let shown = said.as_deref().unwrap_or("not chosen");
            let opener = value(ui, t, "Table", shown, 230.0);
            popup(&opener, "Tables", 280.0, |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                for name in &part.tables {
                    if choice_row(ui, t, name, said.as_ref() == Some(name)).clicked() {
                        say(ctx, "layer", Some(name.clone()));
                        ui.close();
                    }
                }
            });
        });
    });
}

/// The layer that was taken because it is the only one of its kind.
fn layer_said(part: &Part) -> Option<String> {
    let seen = part.preview.as_ref()?;
    let said = seen.understood.iter();
    let of_layer = said.filter_map(|said| said.strip_prefix("layer: \""));
    let named = of_layer.filter_map(|rest| rest.split('"').next());
    named.map(str::to_owned).next()
}

fn profile_ui(ctx: Ctx<'_>, part: &Part, holds: Holds, ui: &mut Ui) {
    let t = ctx.tokens;
    section(ui, t, "Profile", |ui| {
        let seen = part.preview.as_ref();
        let found = seen.and_then(|seen| seen.profile.as_ref());
        let name = found.map_or("None", |found| found.profile.name.as_str());
        row(ui, t, "Read as", |ui| {
            let opener = value(ui, t, "Profile", name, 230.0);
            popup(&opener, "Profiles", 280.0, |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                if choice_row(ui, t, "None", found.is_none()).clicked() {
                    wish(ctx, ImportWish::By(ProfileChoice::None));
                    ui.close();
                }
                let profiles = ctx.app.profiles();
                for profile in profiles.iter().filter(|p| p.holds == holds) {
                    let on = found.is_some_and(|found| found.profile == *profile);
                    let row = choice_row(ui, t, &profile.name, on);
                    if row.on_hover_text(&profile.about).clicked() {
                        wish(ctx, ImportWish::By(ProfileChoice::Named(profile.clone())));
                        ui.close();
                    }
                }
            });
        });
        if let Some(found) = found {
            note(
                ui,
                t.muted,
                &format!(
                    "{} of its {} columns are here. {}",
                    found.matched,
                    found.profile.columns.len(),
                    found.profile.about
                ),
            );
        }
    });
}

fn coordinates_ui(ctx: Ctx<'_>, part: &Part, typed: &mut String, ui: &mut Ui) {
    let t = ctx.tokens;
    let seen = part.preview.as_ref();
    let known = seen.and_then(|seen| seen.coordinates.as_ref());
    section(ui, t, "Coordinates", |ui| {
        let crs = part.options.crs.or(known.map(|known| known.crs));
        let name = crs.map_or_else(|| "not known".to_owned(), system);
        let can_change = known.is_none_or(|known| known.can_change);
        if !can_change && part.options.crs.is_none() {
            row(ui, t, "System", |ui| {
                ui.label(RichText::new(&name).size(BODY_PT).color(t.text));
            });
        } else {
            system_ui(ctx, part, &name, typed, ui);
        }
        if let Some(known) = known {
            note(ui, t.muted, &sentence(&words::without_options(&known.why)));
        }
    });
}

/// The system, and the choice of another one.
fn system_ui(ctx: Ctx<'_>, part: &Part, name: &str, typed: &mut String, ui: &mut Ui) {
    let t = ctx.tokens;
    row(ui, t, "System", |ui| {
        let opener = value(ui, t, "Coordinate system", name, 230.0);
        popup(&opener, "Coordinate systems", 280.0, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            let by_file = part.options.crs.is_none();
            if choice_row(ui, t, "As the file says", by_file).clicked() {
                say(ctx, "crs", None);
                ui.close();
            }
            for (epsg, _) in SYSTEMS {
                let crs = FileCrs::Epsg(epsg);
                let on = part.options.crs == Some(crs);
                if choice_row(ui, t, &system(crs), on).clicked() {
                    say(ctx, "crs", Some(format!("EPSG:{epsg}")));
                    ui.close();
                }
            }
            let given = typed_ui(ui, "EPSG:n, or a definition", typed, |text| {
                parse_crs(text).is_ok()
            });
            if let Some(text) = given {
                say(ctx, "crs", Some(text));
                ui.close();
            }
        });
    });
}

fn system(crs: FileCrs) -> String {
    let known = SYSTEMS.iter().find(|(epsg, _)| FileCrs::Epsg(*epsg) == crs);
    known.map_or_else(|| crs.to_string(), |(_, name)| format!("{name} ({crs})"))
}

fn dates_ui(ctx: Ctx<'_>, part: &Part, typed: &mut String, ui: &mut Ui) {
    let t = ctx.tokens;
    let seen = part.preview.as_ref();
    let known = seen.and_then(|seen| seen.dates.as_ref());
    section(ui, t, "Dates and times", |ui| {
        let said = part.options.date_order;
        let order = said.or(known.map(|known| known.order));
        let name = order.map_or("not known", order_name);
        row(ui, t, "Order", |ui| {
            let opener = value(ui, t, "Order of dates", name, 230.0);
            popup(&opener, "Orders of dates", 240.0, |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                if choice_row(ui, t, "As the whole column tells", said.is_none()).clicked() {
                    say(ctx, "date-order", None);
                    ui.close();
                }
                for order in [
                    DateOrder::DayMonthYear,
                    DateOrder::MonthDayYear,
                    DateOrder::YearMonthDay,
                ] {
                    if choice_row(ui, t, order_name(order), said == Some(order)).clicked() {
                        say(ctx, "date-order", Some(order.written().to_owned()));
                        ui.close();
                    }
                }
            });
        });
        let zone = part.options.time_zone();
        let zone = zone.iana_name().unwrap_or("unknown").to_owned();
        row(ui, t, "Clock of", |ui| {
            let opener = value(ui, t, "Time zone", &zone, 230.0);
            popup(&opener, "Time zones", 240.0, |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                for name in ZONES {
                    if choice_row(ui, t, name, zone == name).clicked() {
                        say(ctx, "tz", Some(name.to_owned()));
                        ui.close();
                    }
                }
                let given = typed_ui(ui, "Zone, as in Europe/Paris", typed, |text| {
                    parse_time_zone(text).is_ok()
                });
                if let Some(text) = given {
                    say(ctx, "tz", Some(text));
                    ui.close();
                }
            });
        });
        if let Some(known) = known {
            note(ui, t.muted, &sentence(&words::without_options(&known.why)));
        }
    });
}

/// What is done about positions that are wrong in a way that can be told, and about rows that
/// correct others: nothing, unless the user or a profile says so.
fn mending_ui(ctx: Ctx<'_>, part: &Part, ui: &mut Ui) {
    let t = ctx.tokens;
    let mending = part.mending();
    let of_profile = part.mending_of_profile();
    section(ui, t, "Doubtful rows", |ui| {
        let names: Vec<&str> = mending.fixes.iter().map(|fix| fix.name()).collect();
        let all = match names.len() {
            0 => "nothing".to_owned(),
            _ => names.join(", "),
        };
        row(ui, t, "Mend", |ui| {
            let opener = value(ui, t, "Positions to mend", &all, 230.0);
            popup(&opener, "What to mend", 300.0, |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                for fix in Fix::ALL {
                    let on = mending.fixes.contains(&fix);
                    if choice_row(ui, t, fix_name(fix), on).clicked() {
                        let others = mending.fixes.iter().filter(|other| **other != fix);
                        let fixes = others.copied().chain((!on).then_some(fix));
                        let fixes: Vec<Fix> = fixes.collect();
                        say(ctx, "fix", fixes_said(&fixes, &of_profile.fixes));
                    }
                }
            });
        });
        let net = mending.corrections == Corrections::Net;
        let name = if net { "taken off" } else { "kept as rows" };
        row(ui, t, "Corrections", |ui| {
            let opener = value(ui, t, "Rows with a negative count", name, 230.0);
            popup(&opener, "Rows with a negative count", 300.0, |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                if choice_row(ui, t, "Keep them as rows like all others", !net).clicked() {
                    let by_profile = of_profile.corrections == Corrections::Net;
                    say(ctx, "corrections", by_profile.then(|| "keep".to_owned()));
                    ui.close();
                }
                if choice_row(ui, t, "Take them off with what they correct", net).clicked() {
                    say(ctx, "corrections", Some("net".to_owned()));
                    ui.close();
                }
            });
        });
    });
}

/// What is said of positions to mend, where a profile says `of_profile`: nothing, if that is what
/// is wanted; "none", if nothing is.
fn fixes_said(wanted: &[Fix], of_profile: &[Fix]) -> Option<String> {
    let are_same = |a: &[Fix], b: &[Fix]| a.iter().all(|fix| b.contains(fix));
    if are_same(wanted, of_profile) && are_same(of_profile, wanted) {
        return None;
    }
    let names: Vec<&str> = wanted.iter().map(|fix| fix.name()).collect();
    Some(if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(",")
    })
}

fn fix_name(fix: Fix) -> &'static str {
    match fix {
        Fix::Swap => "Two coordinates swapped",
        Fix::Sign => "Minus of the longitude lost",
        Fix::Feet => "Feet taken for metres",
        Fix::Metres => "Metres taken for feet",
        Fix::Blank => "Stand-ins for “not known”",
    }
}

fn order_name(order: DateOrder) -> &'static str {
    match order {
        DateOrder::DayMonthYear => "day, month, year",
        DateOrder::MonthDayYear => "month, day, year",
        DateOrder::YearMonthDay => "year, month, day",
    }
}

/// Everything the reader will say, for who wants to know.
fn understood_ui(ctx: Ctx<'_>, part: &Part, ui: &mut Ui) {
    let t = ctx.tokens;
    let Some(seen) = &part.preview else { return };
    section(ui, t, "Understood", |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        // What stands above already, and how the command line would say it otherwise, is not
        // repeated.
        let above = [
            seen.coordinates.as_ref().map(|known| &known.why),
            seen.dates.as_ref().map(|known| &known.why),
        ];
        for said in &seen.understood {
            if !above.contains(&Some(said)) {
                note(ui, t.muted, &words::without_options(said));
            }
        }
    });
}

/// A field to type into; gives what was typed once it is accepted by Enter.
fn typed_ui(
    ui: &mut Ui,
    hint: &str,
    typed: &mut String,
    accepted: impl Fn(&str) -> bool,
) -> Option<String> {
    let field = TextEdit::singleline(typed)
        .hint_text(hint)
        .desired_width(f32::INFINITY);
    let response = ui.add(field);
    let label = hint.to_owned();
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::TextInput, true, label.clone())
    });
    let enter = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    (enter && accepted(typed)).then(|| std::mem::take(typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_profile_mends_can_be_switched_off_and_on_again() {
        let of_profile = [Fix::Swap, Fix::Blank];
        assert_eq!(fixes_said(&[], &of_profile).as_deref(), Some("none"));
        assert_eq!(fixes_said(&[Fix::Blank, Fix::Swap], &of_profile), None);
        assert_eq!(
            fixes_said(&[Fix::Swap], &of_profile).as_deref(),
            Some("swap")
        );
        assert_eq!(fixes_said(&[], &[]), None);
    }
}
