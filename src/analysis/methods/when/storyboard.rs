//! The course of a night in small pictures, and where its centre goes.

use crate::analysis::methods::doubt::p_in_words;
use crate::analysis::methods::panels::{Panel, panels};
use crate::analysis::methods::when::week_matrix::no_clock;
use crate::analysis::methods::{
    Cell, Class, Column, Input, Kind, Mark, Method, MethodError, Outline, Parameter, Question,
    Report, Table,
};
use crate::analysis::rhythm::storyboard::{Centre, Drift, centre, compass, drift};
use crate::analysis::selection::{Selection, select};
use crate::base::figures::grouped;
use crate::base::{ClockWindow, Planar};

const WINDOWS: Parameter = Parameter {
    key: "windows",
    label: "Windows",
    help: "Clock windows in their order, with commas between; without it 18:00-21:00,21:00-00:00,00:00-03:00,03:00-06:00.",
    kind: Kind::Text,
};

const NIGHT: &str = "18:00-21:00,21:00-00:00,00:00-03:00,03:00-06:00";
const MOST_WINDOWS: usize = 12;
/// Fewer incidents than this make a centre that says little.
const FEW: f64 = 10.0;

/// See the page.
pub(super) struct Storyboard;

/// One picture.
struct Scene {
    window: ClockWindow,
    selection: Selection,
    centre: Option<Centre>,
    /// From the picture before.
    drift: Option<Drift>,
}

impl Method for Storyboard {
    fn id(&self) -> &'static str {
        "storyboard"
    }

    fn question(&self) -> Question {
        Question::When
    }

    fn title(&self) -> &'static str {
        "The course of the night"
    }

    fn name(&self) -> &'static str {
        "Small multiples by clock window, with the drift of the mean centre"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/storyboard.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![WINDOWS]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let windows = windows(input.values.text(WINDOWS.key).unwrap_or(NIGHT))?;
        let scenes = scenes(input, &windows)?;
        if scenes.iter().all(|scene| scene.selection.is_empty()) {
            return Err(no_clock());
        }
        let pictures: Vec<Panel<'_>> = scenes
            .iter()
            .map(|scene| Panel {
                name: scene.window.to_string(),
                selection: &scene.selection,
                divisor: hours(scene.window),
            })
            .collect();
        let title = ("storyboard", "Density window by window");
        let picture = panels(input, title, "per km² and hour of the window", &pictures)?;
        let (plots, said): (Vec<_>, Vec<_>) = picture.into_iter().unzip();
        Ok(Report {
            headline: headline(&scenes),
            statement:
                "Mean centres by clock window, weighted; drift with its standard error along \
                        the way, p by Hotelling's T² as χ² with two degrees of freedom, incidents \
                        taken as independent"
                    .to_owned(),
            notes: notes(input, &scenes, said),
            tables: vec![table(&scenes)],
            plots,
            marks: marks(&scenes),
        })
    }
}

fn windows(text: &str) -> Result<Vec<ClockWindow>, MethodError> {
    let windows: Result<Vec<ClockWindow>, _> = text.split(',').map(str::parse).collect();
    let windows = windows.map_err(|error| MethodError::Unanswerable(format!("{error}.")))?;
    if windows.len() > MOST_WINDOWS {
        return Err(MethodError::Unanswerable(format!(
            "{} windows are more than can be seen side by side; give at most {MOST_WINDOWS}.",
            windows.len()
        )));
    }
    Ok(windows)
}

fn scenes(input: &Input<'_>, windows: &[ClockWindow]) -> Result<Vec<Scene>, MethodError> {
    let mut scenes: Vec<Scene> = Vec::with_capacity(windows.len());
    for &window in windows {
        let mut filter = input.filter.clone();
        filter.time.window = Some(window);
        let selection = select(input.data, &filter, input.progress)?;
        let centre = centre(&points(input, &selection));
        let before = scenes.last().and_then(|scene| scene.centre.as_ref());
        let drift = before
            .zip(centre.as_ref())
            .and_then(|(from, to)| drift(from, to));
        scenes.push(Scene {
            window,
            selection,
            centre,
            drift,
        });
    }
    Ok(scenes)
}

fn points(input: &Input<'_>, selection: &Selection) -> Vec<(Planar, f64)> {
    let sites = input.data.incidents.sites();
    let loads = selection.sites.iter();
    loads
        .map(|load| (sites.position(load.site as usize), load.weight))
        .collect()
}

fn hours(window: ClockWindow) -> f64 {
    f64::from(window.length_minutes()) / 60.0
}

/// "430 m south-west (standard error 80 m, p = 0.001)".
fn in_words(drift: &Drift) -> String {
    format!(
        "{:.0} m {} (standard error {:.0} m, {})",
        drift.metres,
        compass(drift.bearing_deg),
        drift.standard_error_m,
        p_in_words(drift.p_value)
    )
}

fn headline(scenes: &[Scene]) -> String {
    let total: f64 = scenes.iter().map(|scene| scene.selection.weight).sum();
    let rate = |scene: &Scene| scene.selection.weight / hours(scene.window);
    let busiest = scenes.iter().max_by(|a, b| rate(a).total_cmp(&rate(b)));
    let busiest = busiest.map_or_else(String::new, |scene| {
        format!(
            "{} is busiest, with {:.0} % of what the windows hold.",
            scene.window,
            100.0 * scene.selection.weight / total
        )
    });
    let ends = scenes.first().zip(scenes.last());
    let whole = ends.and_then(|(first, last)| {
        let (from, to) = (first.centre.as_ref()?, last.centre.as_ref()?);
        Some((first.window, last.window, drift(from, to)?))
    });
    match whole {
        Some((first, last, drift)) if scenes.len() > 1 => format!(
            "{busiest} From {first} to {last} the centre moves {}.",
            in_words(&drift)
        ),
        _ => busiest,
    }
}

fn notes(input: &Input<'_>, scenes: &[Scene], said: Vec<String>) -> Vec<String> {
    let mut notes = said;
    if input.filter.time.clock_window().is_some() {
        notes.push("The windows stand in place of the filter's clock window.".to_owned());
    }
    for scene in scenes.iter().filter(|scene| scene.selection.weight < FEW) {
        notes.push(format!(
            "{} holds {:.1}, too little for its centre to say much.",
            scene.window, scene.selection.weight
        ));
    }
    let unknown = scenes
        .iter()
        .map(|scene| scene.selection.time_unknown)
        .max();
    if let Some(unknown) = unknown.filter(|&unknown| unknown > 0) {
        notes.push(format!(
            "Up to {} incidents have no clock time, so that they may be in a window, and are in \
             none.",
            grouped(unknown)
        ));
    }
    notes
}

fn table(scenes: &[Scene]) -> Table {
    let row = |scene: &Scene| -> Vec<Cell> {
        let (centre, drift) = (scene.centre, scene.drift);
        vec![
            scene.window.to_string().into(),
            scene.selection.certain.into(),
            scene.selection.possible.into(),
            scene.selection.weight.into(),
            (scene.selection.weight / hours(scene.window)).into(),
            centre.map(|centre| centre.at.x).into(),
            centre.map(|centre| centre.at.y).into(),
            centre.map(|centre| centre.standard_distance_m).into(),
            drift.map(|drift| drift.metres).into(),
            drift.map(|drift| drift.standard_error_m).into(),
            drift.map(|drift| drift.bearing_deg).into(),
            drift.map(|drift| compass(drift.bearing_deg)).into(),
            drift.map(|drift| drift.p_value).into(),
        ]
    };
    Table {
        key: "windows",
        title: "Window by window".to_owned(),
        columns: vec![
            Column::new("window", "Window"),
            Column::new("certain", "Certain"),
            Column::new("possible", "Possible"),
            Column::new("weight", "Weight"),
            Column::new("per_hour", "Weight").unit("per hour"),
            Column::new("x", "Centre, easting").unit("m"),
            Column::new("y", "Centre, northing").unit("m"),
            Column::new("standard_distance_m", "Standard distance").unit("m"),
            Column::new("drift_m", "Drift").unit("m"),
            Column::new("drift_error_m", "Its standard error").unit("m"),
            Column::new("bearing", "Bearing").unit("° from north"),
            Column::new("direction", "Direction"),
            Column::new("p_value", "p"),
        ],
        rows: scenes.iter().map(row).collect(),
    }
}

/// The centres, and the way between them.
fn marks(scenes: &[Scene]) -> Vec<Mark> {
    let mut marks = Vec::new();
    for two in scenes.windows(2) {
        if let (Some(from), Some(to)) = (two[0].centre, two[1].centre) {
            let label = two[1].drift.as_ref().map_or_else(String::new, in_words);
            marks.push(Mark {
                outline: Outline::Line(vec![from.at, to.at]),
                class: Class::Plain,
                label: format!("{} to {}: {label}", two[0].window, two[1].window),
            });
        }
    }
    for (place, scene) in scenes.iter().enumerate() {
        if let Some(centre) = scene.centre {
            marks.push(Mark {
                outline: Outline::Point(centre.at),
                class: Class::Kind(place as u8),
                label: format!("Centre of {}: weight {:.1}", scene.window, centre.weight),
            });
        }
    }
    marks
}
