//! The panels on a real application: the sample town, computed in the caller.

use std::cell::RefCell;
use std::io::Write as _;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{CentralPanel, Key, Panel};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{
    PanelState, SURE_PT, charts_ui, filter_ui, list_ui, overlays_ui, status_bar_ui, sure_ui,
    top_bar_ui,
};
use crate::app::session::Panel as AppPanel;
use crate::app::{App, AskWish, Command};
use crate::base::LonLat;
use crate::engine::lane::Mode;
use crate::project::{Edit, Project};
use crate::view::Ctx;
use crate::view::theme::{Tokens, style};

struct Window {
    app: App,
    panels: PanelState,
    pointer: Option<LonLat>,
    /// Every command the panels sent, in order.
    sent: Vec<Command>,
}

/// The window without its map.
fn show(ui: &mut egui::Ui, window: &mut Window) {
    window.app.tick();
    let commands = RefCell::default();
    let tokens = Tokens::of(window.app.session().theme);
    let ctx = Ctx {
        app: &window.app,
        tokens,
        commands: &commands,
    };
    let panels = &mut window.panels;
    Panel::top("top")
        .exact_size(44.0)
        .show(ui, |ui| top_bar_ui(ctx, panels, ui));
    let pointer = window.pointer;
    Panel::bottom("status")
        .exact_size(26.0)
        .show(ui, |ui| status_bar_ui(ctx, panels, pointer, ui));
    Panel::left("left")
        .exact_size(300.0)
        .show(ui, |ui| filter_ui(ctx, panels, ui));
    Panel::right("right")
        .exact_size(370.0)
        .show(ui, |ui| list_ui(ctx, panels, ui));
    if window.app.session().is_open(AppPanel::Sure) {
        Panel::right("sure")
            .exact_size(SURE_PT)
            .show(ui, |ui| sure_ui(ctx, panels, ui));
    }
    Panel::bottom("charts")
        .exact_size(190.0)
        .show(ui, |ui| charts_ui(ctx, panels, ui));
    CentralPanel::default().show(ui, |_| {});
    overlays_ui(ctx, panels, ui);
    for command in commands.take() {
        window.sent.push(command.clone());
        window.app.apply(command);
    }
}

fn sample() -> Harness<'static, Window> {
    let app = App::new(Project::sample(), Mode::Inline, Arc::new(|| {}));
    let window = Window {
        app,
        panels: PanelState::default(),
        pointer: None,
        sent: Vec::new(),
    };
    let mut harness = Harness::builder()
        .with_size([1440.0, 900.0])
        .with_context_setup(|ctx| {
            style::install_fonts(ctx);
            style::apply(ctx, &Tokens::DARK);
        })
        .build_ui_state(show, window);
    harness.run();
    assert!(
        harness.state().app.is_current(),
        "the sample town is answered"
    );
    harness
}

/// Name of the place on `rank`, as its row is named.
fn row_name(window: &Window, index: usize) -> String {
    let ranking = window.app.ranking();
    let hotspot = ranking.and_then(|ranking| ranking.hotspots.get(index));
    hotspot.map_or_else(String::new, |h| format!("{}. {}", h.rank, h.name))
}

#[test]
fn every_control_of_the_first_start_has_a_name() {
    // The harness itself fails where one has none.
    let harness = sample();
    assert!(harness.unnamed_widgets().is_empty());
}

#[test]
fn typing_a_window_changes_the_question_and_the_list() {
    let mut harness = sample();
    let before = harness
        .state()
        .app
        .answer()
        .expect("an answer")
        .selection
        .weight;
    harness.get_by_label("Window from").focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness.get_by_label("Window from").type_text("2330");
    harness.key_press(Key::Enter);
    harness.run();
    let app = &harness.state().app;
    let window = app
        .project()
        .filter
        .time
        .window
        .map(|window| window.to_string());
    assert_eq!(window.as_deref(), Some("23:30-06:00"));
    assert!(app.answer().expect("an answer").selection.weight < before);
    assert!(app.is_current());
}

#[test]
fn a_window_of_25_00_is_refused_in_place_and_nothing_is_sent() {
    let mut harness = sample();
    harness.get_by_label("Window to").focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness.get_by_label("Window to").type_text("25:00");
    harness.key_press(Key::Enter);
    harness.run();
    let edits = harness
        .state()
        .sent
        .iter()
        .filter(|c| matches!(c, Command::Edit(_)));
    assert_eq!(edits.count(), 0);
    assert!(
        harness.query_by_label_contains("25:00").is_some(),
        "the field says why"
    );
}

#[test]
fn a_click_on_a_row_opens_it_in_place_and_flies_there() {
    let mut harness = sample();
    let name = row_name(harness.state(), 1);
    let before = harness.state().app.session().camera;
    harness.get_by_label(&name).click();
    harness.run();
    let session = harness.state().app.session();
    assert_eq!(session.selected_hotspot, Some(1));
    assert_ne!(session.camera, before, "the map is asked to fly");
    harness.get_by_label("Why this number?").click();
    harness.run();
    assert!(
        harness.query_by_label_contains("Share = ").is_some(),
        "the formula has its numbers"
    );
    harness.get_by_label(&name).click();
    harness.run();
    assert_eq!(
        harness.state().app.session().selected_hotspot,
        None,
        "a second click closes it"
    );
}

#[test]
fn the_keyboard_moves_in_the_list_opens_and_closes() {
    let mut harness = sample();
    let (first, second) = (row_name(harness.state(), 0), row_name(harness.state(), 1));
    harness.get_by_label(&first).focus();
    harness.run();
    harness.key_press(Key::ArrowDown);
    harness.run();
    assert!(harness.get_by_label(&second).is_focused());
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().app.session().selected_hotspot, Some(1));
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(harness.state().app.session().selected_hotspot, None);
}

#[test]
fn every_unit_can_be_ranked_from_its_tab() {
    let mut harness = sample();
    for tab in [
        "Squares",
        "Hexagons",
        "Areas as units",
        "Premises",
        "Repeat places",
        "Circles",
    ] {
        harness.get_by_label(tab).click();
        harness.run();
        let ranking = harness.state().app.ranking();
        assert!(
            ranking.is_some_and(|ranking| !ranking.hotspots.is_empty()),
            "{tab}"
        );
    }
}

#[test]
fn near_premises_is_one_switch() {
    let mut harness = sample();
    let switch = (Role::Switch, "Near night-time premises");
    harness.get_by_role_and_label(switch.0, switch.1).click();
    harness.run();
    let near = harness.state().app.project().filter.near_premises;
    assert_eq!(near.map(|near| near.radius_m), Some(50.0));
    assert!(harness.query_by_label("Distance to premises").is_some());
}

#[test]
fn a_refused_question_says_why_with_a_way_out() {
    let mut harness = sample();
    let nowhere = Edit::Areas(vec!["Nowhere".to_owned()]);
    harness.state_mut().app.apply(Command::Edit(nowhere));
    harness.run();
    assert!(
        harness.query_by_label_contains("Nowhere").is_some(),
        "the reason is shown"
    );
    harness.get_by_label("Clear the whole filter").click();
    harness.run();
    assert!(harness.state().app.refusal().is_none() && harness.state().app.is_current());
}

#[test]
fn an_empty_list_says_what_to_do_next() {
    let mut harness = sample();
    let mut params = harness.state().app.project().ranking;
    params.min_incidents = 1_000_000;
    harness
        .state_mut()
        .app
        .apply(Command::Edit(Edit::Ranking(params)));
    harness.run();
    harness.get_by_label("List all places").click();
    harness.run();
    assert!(
        harness
            .state()
            .app
            .ranking()
            .is_some_and(|ranking| ranking.hotspots.len() == 10)
    );
}

#[test]
fn the_data_report_opens_and_closes_with_escape() {
    let mut harness = sample();
    harness.get_by_label("Data").click();
    harness.run();
    assert!(harness.query_by_label_contains("in the analysis").is_some());
    harness.key_press(Key::Escape);
    harness.run();
    assert!(!harness.state().app.session().is_open(AppPanel::Data));
}

#[test]
fn a_file_that_is_not_there_becomes_a_notice_and_what_was_there_stays() {
    let mut harness = sample();
    let gone = vec!["/no/such/incidents.csv".into()];
    harness.state_mut().app.apply(Command::OpenPaths(gone));
    harness.run();
    assert!(
        harness.query_by_label("Error").is_some(),
        "severity by word"
    );
    assert!(harness.state().app.ranking().is_some());
    let dismiss = harness
        .state()
        .app
        .notices()
        .last()
        .map(|n| format!("Dismiss: {}", n.title));
    harness.get_by_label(&dismiss.expect("a notice")).click();
    harness.run();
    assert!(harness.query_by_label("Error").is_none());
}

#[test]
fn the_status_bar_says_where_the_pointer_is() {
    let mut harness = sample();
    let bounds = harness
        .state()
        .app
        .data()
        .and_then(|data| data.bounds)
        .expect("bounds");
    let crs = harness
        .state()
        .app
        .data()
        .map(|data| data.crs)
        .expect("data");
    harness.state_mut().pointer = Some(crs.to_lon_lat_one(bounds.centre()));
    harness.run();
    let centre = bounds.centre();
    let shown = format!("E\u{a0}{} ", super::super::widgets::number::grid(centre.x));
    assert!(harness.query_by_label_contains(&shown).is_some(), "{shown}");
}

#[test]
fn the_night_rule_is_changed_by_its_editor() {
    let mut harness = sample();
    harness.get_by_label("Change the rule…").click();
    harness.run();
    harness.get_by_label("Types, with commas between").focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness
        .get_by_label("Types, with commas between")
        .type_text("nightclub");
    harness.run();
    harness.get_by_label("Use this rule").click();
    harness.run();
    assert_eq!(
        harness.state().app.project().night_rule.types,
        ["nightclub"]
    );
}

#[test]
fn a_group_ticks_its_categories() {
    let mut harness = sample();
    harness.get_by_label("Groups…").click();
    harness.run();
    harness.get_by_label("Group Robbery").click();
    harness.run();
    let app = &harness.state().app;
    assert_eq!(app.project().filter.categories, ["Robbery"]);
    assert!(app.is_current());
    assert!(harness.query_by_label("Group Robbery").is_none(), "shut");
    // The list shows what is chosen: one row is ticked, and it is not the first.
    assert!(harness.query_by_label_contains("1 of ").is_some());
    let first = harness.get_by_role_and_label(Role::CheckBox, "Anti-social behaviour");
    let ticked = first.accesskit_node().toggled();
    assert_eq!(ticked, Some(egui::accesskit::Toggled::False));
}

#[test]
fn the_day_starts_when_it_is_told_to_and_the_window_is_explained_by_it() {
    let mut harness = sample();
    harness.get_by_label("More about time…").click();
    harness.run();
    harness
        .get_by_role_and_label(Role::TextInput, "Day starts at")
        .focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness
        .get_by_role_and_label(Role::TextInput, "Day starts at")
        .type_text("0700");
    harness.key_press(Key::Enter);
    harness.run();
    let start = harness.state().app.project().filter.time.day_start;
    assert_eq!(start.to_string(), "07:00");
    assert!(harness.query_by_label_contains("from 07:00.").is_some());
    harness
        .get_by_role_and_label(Role::Switch, "Take 00:00 as time unknown")
        .click();
    harness.run();
    let app = &harness.state().app;
    assert!(app.project().filter.time.unknown_midnight && app.is_current());
    assert!(
        harness
            .query_by_label_contains("00:00 is unknown")
            .is_some()
    );
}

/// The sample town with a layer of one site at the busiest of its places.
fn with_a_station() -> Option<(tempfile::NamedTempFile, Harness<'static, Window>)> {
    let mut harness = sample();
    let first = harness
        .state()
        .app
        .ranking()
        .and_then(|list| list.hotspots.first());
    let at = first.map(|hotspot| hotspot.lon_lat)?;
    let mut file = tempfile::NamedTempFile::with_suffix(".csv").ok()?;
    let text = format!(
        "name,type,lon,lat\nHarbour custody,custody,{},{}\n",
        at.lon, at.lat
    );
    file.write_all(text.as_bytes()).ok()?;
    let path = file.path().to_owned();
    harness.state_mut().app.apply(Command::OpenArtefacts(path));
    for _ in 0..4 {
        harness.run();
    }
    Some((file, harness))
}

#[test]
fn the_quality_of_the_data_is_told_and_acted_on() {
    let (_file, mut harness) = with_a_station().expect("a layer");
    let app = &harness.state().app;
    assert!(app.is_current() && app.quality().is_some());
    let weight = |harness: &Harness<'_, Window>| {
        let answer = harness.state().app.answer();
        answer.map_or(0.0, |answer| answer.selection.weight)
    };
    let before = weight(&harness);
    harness.get_by_label_contains("Quality").click();
    harness.run();
    let told = harness.query_all_by_label_contains("Harbour custody");
    assert!(told.count() > 0);
    assert!(harness.unnamed_widgets().is_empty());
    harness.get_by_label("Leave them out").click();
    harness.run();
    harness.run();
    let app = &harness.state().app;
    let away = app.project().filter.away_from_artefacts;
    assert_eq!(away.map(|away| away.radius_m), Some(50.0));
    assert!(app.is_current() && weight(&harness) < before);
    harness.get_by_label("Count them again").click();
    harness.run();
    harness.run();
    assert_eq!(weight(&harness), before);
    harness.get_by_label("Close the data quality").click();
    harness.run();
    assert!(!harness.state().app.session().is_open(AppPanel::Quality));
}

#[test]
fn a_place_at_an_artefact_site_says_so() {
    let (_file, mut harness) = with_a_station().expect("a layer");
    harness
        .state_mut()
        .app
        .apply(Command::SelectHotspot(Some(0)));
    harness.run();
    assert!(
        harness
            .query_by_label_contains("At artefact sites")
            .is_some()
    );
}

#[test]
fn a_method_shows_its_answer_first_its_settings_on_a_click_and_its_rows_on_the_map() {
    let mut harness = sample();
    let app = &mut harness.state_mut().app;
    app.apply(Command::TogglePanel(AppPanel::Sure));
    app.apply(Command::Ask(AskWish::Choose(Some("gi-star"))));
    // One frame asks, the next is told.
    harness.run_steps(3);
    let asking = harness.state().app.asking().expect("a method");
    let report = asking.answered.as_ref().expect("an answer").outcome.clone();
    let headline = report.expect("a report").headline.clone();
    assert!(headline.contains("cells"), "{headline}");
    let answer_y = harness.get_by_label(&headline).rect().top();
    let settings = harness.get_by_role_and_label(Role::Button, "Settings");
    assert!(answer_y < settings.rect().top(), "the answer comes first");
    assert!(harness.query_by_label("Side of a cell").is_none());
    settings.click();
    harness.run();
    let side = harness.get_by_role_and_label(Role::TextInput, "Side of a cell");
    side.focus();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness
        .get_by_role_and_label(Role::TextInput, "Side of a cell")
        .type_text("300");
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(
        harness
            .get_by_role_and_label(Role::Button, "Settings")
            .value()
            .as_deref(),
        Some("Side of a cell 300 m")
    );
    harness
        .get_by_role_and_label(Role::Button, "Settings")
        .click();
    harness.run();
    harness.get_by_label("Show row 1 on the map").click();
    harness.run();
    let looks = |command: &Command| matches!(command, Command::LookAt { .. });
    assert_eq!(harness.state().sent.iter().filter(|c| looks(c)).count(), 1);
}
