//! Funnel plot: which areas differ from the overall rate by more than chance, given their size.

mod against;

use crate::analysis::comparison::funnel::{
    Dispersion, Funnel, FunnelParams, Point, Spread, TAILS, Zone, funnel,
};
use crate::analysis::comparison::intervals::Exposed;
use crate::analysis::methods::comparisons::figures::figure;
use crate::analysis::methods::comparisons::shared::PREMISES;
use crate::analysis::methods::{
    Axis, Cell, Class, Column, Input, Kind, Mark, Method, MethodError, Outline, Parameter, Plot,
    Question, Report, Series, Table,
};
use crate::data::AreaId;

use against::{Against, exposed};

/// This method.
pub(super) struct FunnelPlot;

const PER: Parameter = Parameter {
    key: "per",
    label: "Against",
    help: "What incidents are counted against: residents where they are known, else size.",
    kind: Kind::Choice {
        default: "auto",
        options: &[
            ("auto", "Residents, else size"),
            ("residents", "Residents"),
            ("km2", "Size"),
            ("premises", "Number of premises"),
            ("capacity", "Capacity of premises"),
        ],
    },
};

const DISPERSION: Parameter = Parameter {
    key: "dispersion",
    label: "More variation than chance",
    help: "How limits allow for areas that differ by more than chance: by a variance between \
           areas, by one factor, or not at all.",
    kind: Kind::Choice {
        default: "additive",
        options: &[
            ("additive", "Between areas"),
            ("multiplicative", "One factor"),
            ("none", "Not at all"),
        ],
    },
};

/// Share of z-scores pulled in at each end, as Spiegelhalter has it.
const WINSORISED: f64 = 0.1;
/// Fewer areas than this make no funnel.
const FEWEST: usize = 3;
/// Points of a limit in the plot.
const STEPS: usize = 120;

impl Method for FunnelPlot {
    fn id(&self) -> &'static str {
        "funnel"
    }

    fn question(&self) -> Question {
        Question::Compared
    }

    fn title(&self) -> &'static str {
        "Areas that differ by more than chance"
    }

    fn name(&self) -> &'static str {
        "Funnel plot"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/funnel.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![PER, DISPERSION, PREMISES]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let against = Against::of(input)?;
        let (areas, exposed) = exposed(input, &against);
        if areas.len() < FEWEST {
            return Err(MethodError::Unanswerable(format!(
                "Only {} areas have {}; a funnel needs at least {FEWEST}. Try another --per.",
                areas.len(),
                against.plural
            )));
        }
        let params = FunnelParams {
            dispersion: match input.values.text(DISPERSION.key) {
                Some("multiplicative") => Dispersion::Multiplicative,
                _ => Dispersion::Additive,
            },
            winsorised: WINSORISED,
        };
        let Some(made) = funnel(&exposed, &params) else {
            let said = "No incident passes the filter, so that there is nothing to compare.";
            return Err(MethodError::Unanswerable(said.to_owned()));
        };
        let answer = Answer {
            input,
            against,
            areas,
            exposed,
            adjusts: input.values.text(DISPERSION.key) != Some("none"),
            made,
        };
        Ok(answer.report())
    }
}

/// Everything the report is made of.
struct Answer<'a> {
    input: &'a Input<'a>,
    against: Against,
    areas: Vec<AreaId>,
    exposed: Vec<Exposed>,
    adjusts: bool,
    made: Funnel,
}

impl Answer<'_> {
    /// The limits that decide.
    fn spread(&self) -> Spread {
        if self.adjusts {
            self.made.adjusted
        } else {
            Spread::Exact
        }
    }

    fn zone(&self, point: &Point) -> Zone {
        if self.adjusts {
            point.adjusted_zone
        } else {
            point.zone
        }
    }

    fn report(&self) -> Report {
        Report {
            headline: self.headline(),
            statement: self.statement(),
            notes: self.notes(),
            tables: vec![self.table()],
            plots: vec![self.plot()],
            marks: self.marks(),
        }
    }

    fn count(&self, zones: &[Zone]) -> usize {
        let points = self.made.points.iter();
        points
            .filter(|point| zones.contains(&self.zone(point)))
            .count()
    }

    fn headline(&self) -> String {
        let k = self.areas.len();
        let (above, below) = (
            self.count(&[Zone::Above, Zone::FarAbove]),
            self.count(&[Zone::Below, Zone::FarBelow]),
        );
        let far = self.count(&[Zone::FarAbove]);
        format!(
            "Of {k} areas, {above} have more than the overall {} {} and {below} less, by more than \
             {} would give ({far} far more, beyond the 99.8 % limit); about {} outside the 95 % \
             limits is chance.",
            figure(self.made.rate * self.against.per),
            self.against.rate,
            match self.spread() {
                Spread::Exact => "chance",
                _ => "the areas' usual differences",
            },
            figure(k as f64 * 0.05)
        )
    }

    fn statement(&self) -> String {
        let limits = match self.spread() {
            Spread::Exact => "exact Poisson limits, interpolated (Spiegelhalter 2005)".to_owned(),
            Spread::Additive { tau2 } => format!(
                "limits with a variance between areas of {tau2:.5} (root of the ratio to \
                 expectation; Spiegelhalter et al. 2012)"
            ),
            Spread::Multiplicative { phi } => {
                format!("limits for {phi:.3} times the variance of chance (Spiegelhalter 2005)")
            }
        };
        format!(
            "Funnel plot of {} areas {}; two-sided 95 % and 99.8 % {limits}; φ = {:.3} from \
             z-scores winsorised at {:.0} %, no correction for the number of areas",
            self.areas.len(),
            self.against.rate,
            self.made.phi,
            WINSORISED * 100.0
        )
    }

    fn notes(&self) -> Vec<String> {
        let made = &self.made;
        let mut notes = vec![match (made.is_over_dispersed, self.adjusts) {
            (false, _) => format!(
                "Areas differ about as much as chance alone would make them (φ = {:.2}).",
                made.phi
            ),
            (true, true) => format!(
                "Areas differ by more than chance (φ = {:.2}, where chance gives 1): they are not \
                 alike to begin with. The limits are wider by what is usual between them; the \
                 exact limits are in the table too.",
                made.phi
            ),
            (true, false) => format!(
                "Areas differ by more than chance (φ = {:.2}, where chance gives 1), and these \
                 limits do not allow for it: most areas outside them are merely different.",
                made.phi
            ),
        }];
        let without = self.input.data.areas.len() - self.areas.len();
        if without > 0 {
            notes.push(format!(
                "{without} areas without {} are left out.",
                self.against.plural
            ));
        }
        if self.against.key == "residents" {
            notes.push(
                "Residents are not who is there at night: a town centre lies far above for that \
                 alone."
                    .to_owned(),
            );
        }
        if self.input.selection.possible > 0 {
            notes.push(
                "Incidents that may lie outside the times asked for count in part; limits are made \
                 as for whole counts."
                    .to_owned(),
            );
        }
        notes
    }

    fn table(&self) -> Table {
        let per = self.against.per;
        let mut order: Vec<usize> = (0..self.areas.len()).collect();
        let z = |i: usize| self.made.points[i].z;
        order.sort_by(|&a, &b| z(b).total_cmp(&z(a)).then(a.cmp(&b)));
        let rows = order.into_iter().map(|i| {
            let (point, exposed) = (&self.made.points[i], self.exposed[i]);
            let spread = self.spread();
            let rate = |tail| spread.limit(point.expected, tail) / exposed.exposure * per;
            let mut row = vec![
                Cell::from(self.input.data.areas.get(self.areas[i]).name.as_str()),
                exposed.count.into(),
                exposed.exposure.into(),
                point.expected.into(),
                (exposed.rate() * per).into(),
            ];
            row.extend(TAILS.map(|tail| Cell::from(rate(tail))));
            row.extend([
                Cell::from(point.z),
                zone_text(point.zone).into(),
                zone_text(self.zone(point)).into(),
            ]);
            row
        });
        Table {
            key: "areas",
            title: format!("Incidents {}", self.against.rate),
            columns: vec![
                Column::new("area", "Area"),
                Column::new("weight", "Incidents"),
                Column::new("exposure", "Counted against"),
                Column::new("expected", "Expected"),
                Column::new("rate", "Rate"),
                Column::new("lower_99_8", "Lower 99.8 %"),
                Column::new("lower_95", "Lower 95 %"),
                Column::new("upper_95", "Upper 95 %"),
                Column::new("upper_99_8", "Upper 99.8 %"),
                Column::new("z", "z"),
                Column::new("zone_exact", "By exact limits"),
                Column::new("zone", "By these limits"),
            ],
            rows: rows.collect(),
        }
    }

    fn plot(&self) -> Plot {
        let per = self.against.per;
        let exposures = self.exposed.iter().map(|exposed| exposed.exposure);
        let most = exposures.fold(0.0, f64::max) * 1.05;
        let least = most / (2.0 * STEPS as f64);
        let at = |step: usize| least + (most - least) * step as f64 / (STEPS - 1) as f64;
        let steps: Vec<f64> = (0..STEPS).map(at).collect();
        let limit = |name: &str, tail: f64, spread: Spread| Series::Line {
            name: name.to_owned(),
            points: steps
                .iter()
                .map(|&n| [n, spread.limit(n * self.made.rate, tail) / n * per])
                .collect(),
            is_reference: true,
        };
        let overall = self.made.rate * per;
        let mut series = vec![Series::Line {
            name: "Overall".to_owned(),
            points: vec![[0.0, overall], [most, overall]],
            is_reference: true,
        }];
        let names = ["Lower 99.8 %", "Lower 95 %", "Upper 95 %", "Upper 99.8 %"];
        let spread = self.spread();
        series.extend(
            names
                .iter()
                .zip(TAILS)
                .map(|(name, tail)| limit(name, tail, spread)),
        );
        for (name, zones) in [
            ("Within the limits", &[Zone::Within][..]),
            ("More", &[Zone::Above, Zone::FarAbove]),
            ("Less", &[Zone::Below, Zone::FarBelow]),
        ] {
            let points = self.made.points.iter().zip(&self.exposed);
            let here = points.filter(|(point, _)| zones.contains(&self.zone(point)));
            series.push(Series::Points {
                name: name.to_owned(),
                points: here
                    .map(|(_, exposed)| [exposed.exposure, exposed.rate() * per])
                    .collect(),
            });
        }
        Plot {
            key: "funnel",
            title: format!("Incidents {}", self.against.rate),
            x: Axis {
                label: match self.against.key {
                    "residents" => "Residents",
                    "km2" => "Size in km²",
                    "premises" => "Premises",
                    _ => "Capacity of premises",
                }
                .to_owned(),
                ..Axis::default()
            },
            y: Axis {
                label: format!("Incidents {}", self.against.rate),
                ..Axis::default()
            },
            series,
        }
    }

    fn marks(&self) -> Vec<Mark> {
        let points = self.made.points.iter().zip(&self.areas).zip(&self.exposed);
        let mark = |((point, &area), exposed): ((&Point, &AreaId), &Exposed)| {
            let zone = self.zone(point);
            Mark {
                outline: Outline::Area(area),
                class: match zone {
                    Zone::FarAbove => Class::More(3),
                    Zone::Above => Class::More(2),
                    Zone::Within => Class::Plain,
                    Zone::Below => Class::Less(2),
                    Zone::FarBelow => Class::Less(3),
                },
                label: format!(
                    "{}: {} {}, {}",
                    self.input.data.areas.get(area).name,
                    figure(exposed.rate() * self.against.per),
                    self.against.rate,
                    zone_text(zone)
                ),
            }
        };
        points.map(mark).collect()
    }
}

fn zone_text(zone: Zone) -> &'static str {
    match zone {
        Zone::FarBelow => "below 99.8 %",
        Zone::Below => "below 95 %",
        Zone::Within => "within",
        Zone::Above => "above 95 %",
        Zone::FarAbove => "above 99.8 %",
    }
}
