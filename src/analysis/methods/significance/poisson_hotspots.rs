//! The places of the list against the rest of what they lie in, with and without allowing for
//! their having been chosen.

use crate::analysis::binomial::as_much;
use crate::analysis::draws::chance;
use crate::analysis::methods::significance::ask::{self, class, level};
use crate::analysis::methods::significance::list_chance::{Chosen, best_by_chance};
use crate::analysis::methods::significance::study::Region;
use crate::analysis::methods::significance::surroundings::{Base, Surroundings, ring_of};
use crate::analysis::methods::{
    Cell, Class, Column, Input, Kind, Mark, Method, MethodError, Outline, Parameter, Question,
    Report, Table, Values,
};
use crate::analysis::rank::{Hotspot, RankError, Shape, Unit, rank};
use crate::analysis::significance::poisson::{Excess, excess};
use crate::base::figures::grouped;

/// See the page.
pub(super) struct PoissonHotspots;

const BASE: Parameter = Parameter {
    key: "base",
    label: "Expected by",
    help: "Whether a place is expected to hold its share of the ground, or of the residents (boundaries with a population only).",
    kind: Kind::Choice {
        default: "ground",
        options: &[("ground", "Ground"), ("residents", "Residents")],
    },
};

const REPLICATES: Parameter = Parameter {
    key: "replicates",
    label: "Replicates",
    help: "How often the incidents are scattered to see what the best place of a list by chance would hold; 0 leaves that out.",
    kind: Kind::Count {
        default: 199,
        least: 0,
        most: 9999,
        unit: "",
    },
};

impl Method for PoissonHotspots {
    fn id(&self) -> &'static str {
        "poisson-hotspots"
    }

    fn question(&self) -> Question {
        Question::Chance
    }

    fn title(&self) -> &'static str {
        "The list against chance"
    }

    fn name(&self) -> &'static str {
        "Poisson exact test"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/poisson-hotspots.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![BASE, REPLICATES, ask::SEED]
    }

    fn uses_ranking(&self) -> bool {
        true
    }

    fn waits_to_be_run(&self, values: &Values) -> bool {
        values.count("replicates") > 0
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        ask::something_selected(input)?;
        ask::enough_replicates(input.values.count(REPLICATES.key), 20)?;
        let base = base(input)?;
        let region = Region::of(input)?;
        let quiet = input.progress.of_step();
        let ranking = rank(
            input.data,
            input.selection,
            &input.filter.time,
            input.ranking,
            &quiet,
        )
        .map_err(refused)?;
        if ranking.hotspots.is_empty() {
            return Err(MethodError::Unanswerable(
                "The list is empty, so there is nothing to test; lower the least number of incidents of a place."
                    .to_owned(),
            ));
        }
        let surroundings = Surroundings::of(input, &region, base)?;
        let tested: Vec<Option<Tested>> = ranking
            .hotspots
            .iter()
            .map(|hotspot| tested(input, &surroundings, hotspot))
            .collect();
        let replicates = input.values.count(REPLICATES.key) as usize;
        let best = best_by_chance(
            input,
            &surroundings,
            Chosen {
                unit: input.ranking.unit,
                replicates,
                seed: input.values.count(ask::SEED.key),
            },
        )?;
        let lines: Vec<Line<'_>> = ranking
            .hotspots
            .iter()
            .zip(&tested)
            .map(|(hotspot, tested)| Line::new(hotspot, tested.as_ref(), &best))
            .collect();
        Ok(Report {
            headline: headline(&lines, replicates),
            statement: statement(input, &region, base, replicates),
            notes: notes(&lines, base, replicates),
            tables: vec![table(&surroundings, &lines)],
            plots: Vec::new(),
            marks: lines.iter().filter_map(Line::mark).collect(),
        })
    }
}

fn base(input: &Input<'_>) -> Result<Base, MethodError> {
    let refuse = |why: &str| Err(MethodError::Unanswerable(why.to_owned()));
    let unit = input.ranking.unit;
    if matches!(unit, Unit::Place { .. }) {
        return refuse(
            "Repeat locations have no size, so nothing can be expected of them; rank discs, squares, hexagons, areas or premises.",
        );
    }
    if input.values.text(BASE.key) != Some("residents") {
        return Ok(Base::Ground);
    }
    if unit != Unit::Area {
        return refuse(
            "Residents are known of boundaries only, and the list is not of areas; rank by --unit area, or expect by ground.",
        );
    }
    let mut areas = input.data.areas.iter();
    if !areas.any(|(_, area)| area.population.is_some()) {
        return refuse(
            "The boundaries say no population; name its column with --boundary-population, or expect by ground.",
        );
    }
    Ok(Base::Residents)
}

fn refused(error: RankError) -> MethodError {
    match error {
        RankError::Cancelled(cancelled) => MethodError::Cancelled(cancelled),
        other => MethodError::Unanswerable(format!("{other}.")),
    }
}

/// A place beside its surroundings.
struct Tested {
    /// Which surroundings.
    within: usize,
    /// Weight of the place inside them.
    inside: f64,
    /// Beside the rest of them.
    excess: Excess,
    /// The chance of as much, were the whole of the place inside: what lists by chance are
    /// compared by.
    whole: f64,
}

fn tested(input: &Input<'_>, surroundings: &Surroundings<'_>, hotspot: &Hotspot) -> Option<Tested> {
    let (within, inside) = surroundings.around(input, hotspot)?;
    let share = surroundings.share_of(within, &ring_of(hotspot))?;
    let total = surroundings.total(within);
    let size = surroundings.whole_share_of(within, &hotspot.shape)?;
    let tested = Tested {
        within,
        inside,
        excess: excess(inside, total, share),
        whole: as_much(inside, total, size.min(1.0)),
    };
    (share > 0.0 && share < 1.0).then_some(tested)
}

/// A line of the answer.
struct Line<'a> {
    hotspot: &'a Hotspot,
    tested: Option<&'a Tested>,
    /// The p that allows for the choice.
    p_list: Option<f64>,
}

impl<'a> Line<'a> {
    /// `best`: the least chance of each list by chance, ascending.
    fn new(hotspot: &'a Hotspot, tested: Option<&'a Tested>, best: &[f64]) -> Self {
        let p_list = tested.filter(|_| !best.is_empty()).map(|tested| {
            let as_good = best.partition_point(|&least| least <= tested.whole);
            chance(as_good, best.len())
        });
        Self {
            hotspot,
            tested,
            p_list,
        }
    }

    fn p(&self) -> Option<f64> {
        self.p_list
            .or_else(|| self.tested.map(|tested| tested.excess.as_much))
    }

    fn mark(&self) -> Option<Mark> {
        let tested = self.tested?;
        let p = self.p()?;
        Some(Mark {
            outline: match &self.hotspot.shape {
                &Shape::Disc { radius_m } => Outline::Disc {
                    centre: self.hotspot.centre,
                    radius_m,
                },
                Shape::Polygon(ring) => Outline::Polygon(ring.clone()),
                &Shape::Area(id) => Outline::Area(id),
                Shape::Point => Outline::Point(self.hotspot.centre),
            },
            class: match level(p) {
                0 => Class::Plain,
                sure => class(true, sure),
            },
            label: format!(
                "{}: {:.1} where {:.1} would be expected, p {}",
                self.hotspot.name,
                tested.inside,
                tested.excess.expected,
                ask::p_text(p)
            ),
        })
    }
}

fn headline(lines: &[Line<'_>], replicates: usize) -> String {
    let sure = |line: &&Line<'_>| line.p().is_some_and(|p| p < ask::ALPHA);
    let (many, sure) = (lines.len(), lines.iter().filter(sure).count());
    if replicates == 0 {
        return format!(
            "Of the {} listed places, {} hold more than the rest around them would give; but they were listed for holding much, which this p does not allow for.",
            grouped(many),
            grouped(sure)
        );
    }
    if sure == 0 {
        return format!(
            "None of the {} listed places holds more than the best place of a list made by chance alone would.",
            grouped(many)
        );
    }
    format!(
        "Of the {} listed places, {} hold more than the best place of a list made by chance alone would; for each, chance does so in fewer than 1 of 20 lists.",
        grouped(many),
        grouped(sure)
    )
}

fn statement(input: &Input<'_>, region: &Region<'_>, base: Base, replicates: usize) -> String {
    let against = if input.ranking.unit == Unit::Area || region.hull().is_some() {
        format!("the rest of {}", region.words())
    } else {
        "the rest of the boundary that holds most of it".to_owned()
    };
    let list = if replicates == 0 {
        String::new()
    } else {
        format!(
            "; p of the list: the same from the least p of all places in {} scatters of the incidents over the ground of their own surroundings, seed {}",
            grouped(replicates),
            input.values.count(ask::SEED.key)
        )
    };
    format!(
        "Poisson exact test (conditional binomial), one-sided for more: each listed place against {against}, expected by {}; weights as they are{list}",
        match base {
            Base::Ground => "ground",
            Base::Residents => "residents",
        }
    )
}

fn notes(lines: &[Line<'_>], base: Base, replicates: usize) -> Vec<String> {
    let mut notes = vec![
        "The places were chosen because they hold much. The plain p is right only for a place named beforehand; of places that were searched for, believe the p of the list."
            .to_owned(),
    ];
    if base == Base::Ground {
        notes.push(
            "Chance here means anywhere on the ground, fields and water too. Against that any town centre stands out: the test says that incidents are not spread evenly, not why."
                .to_owned(),
        );
    }
    if replicates > 0 {
        notes.push(format!(
            "With {} replicates no p of the list is below {:.3}.",
            grouped(replicates),
            chance(0, replicates)
        ));
    }
    let untested = lines.iter().filter(|line| line.tested.is_none()).count();
    if untested > 0 {
        notes.push(format!(
            "{untested} of the places could not be tested: they lie outside the study region, fill it, or have no population."
        ));
    }
    notes
}

fn table(surroundings: &Surroundings<'_>, lines: &[Line<'_>]) -> Table {
    let row = |line: &Line<'_>| -> Vec<Cell> {
        let tested = line.tested;
        let of = |figure: fn(&Tested) -> f64| -> Cell { tested.map(figure).into() };
        vec![
            line.hotspot.rank.into(),
            line.hotspot.name.as_str().into(),
            tested.map(|tested| surroundings.name(tested.within)).into(),
            of(|t| t.inside),
            of(|t| t.excess.expected),
            of(|t| t.excess.ratio),
            of(|t| t.excess.interval.0),
            of(|t| t.excess.interval.1),
            of(|t| t.excess.as_much),
            line.p_list.into(),
        ]
    };
    Table {
        key: "places",
        title: "Listed places".to_owned(),
        columns: vec![
            Column::new("rank", "Rank"),
            Column::new("name", "Place"),
            Column::new("within", "Within"),
            Column::new("weight", "Incidents"),
            Column::new("expected", "Expected"),
            Column::new("ratio", "Times the rest"),
            Column::new("ratio_low", "95 % from"),
            Column::new("ratio_high", "95 % to"),
            Column::new("p", "p if named beforehand"),
            Column::new("p_list", "p of the list"),
        ],
        rows: lines.iter().map(row).collect(),
    }
}
