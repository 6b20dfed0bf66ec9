//! Getis-Ord Gi* of every cell of the study region.

use crate::analysis::methods::significance::ask::{self, Around, class};
use crate::analysis::methods::significance::local::{self, Tested};
use crate::analysis::methods::significance::study::Study;
use crate::analysis::methods::{
    Class, Input, Kind, Method, MethodError, Parameter, Question, Report, Values,
};
use crate::analysis::significance::gi_star::{Own, local_g};
use crate::analysis::significance::neighbours::{LatticeNeighbours, Neighbours as _};
use crate::analysis::significance::normal::Sides;
use crate::base::figures::grouped;

/// See the page.
pub(super) struct GiStar;

/// Whether a cell is among its own neighbours.
const OWN: Parameter = Parameter {
    key: "own",
    label: "The cell itself",
    help: "Whether a cell counts among its own neighbours (Gi*) or is left out (Gi).",
    kind: Kind::Choice {
        default: "counted",
        options: &[("counted", "Counted (Gi*)"), ("left-out", "Left out (Gi)")],
    },
};

impl Method for GiStar {
    fn id(&self) -> &'static str {
        "gi-star"
    }

    fn question(&self) -> Question {
        Question::Chance
    }

    fn title(&self) -> &'static str {
        "Cells in surroundings with more than their share"
    }

    fn name(&self) -> &'static str {
        "Getis-Ord Gi*"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/gi-star.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![
            ask::CELLS,
            ask::CELL,
            ask::NEIGHBOURS,
            ask::RINGS,
            ask::BAND,
            ask::WEIGHTS,
            OWN,
            ask::SIDES,
            ask::ADJUST,
            ask::PERMUTATIONS,
            ask::SEED,
            local::ALL_CELLS,
        ]
    }

    fn waits_to_be_run(&self, values: &Values) -> bool {
        ask::waits(values)
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        let study = Study::of(input)?;
        let Around {
            neighbours,
            plain_weights,
            words: around,
            ..
        } = ask::around(input, &study.cells)?;
        let own = match input.values.text(OWN.key) {
            Some("left-out") => Own::LeftOut,
            _ => Own::Counted,
        };
        let z = local_g(&study.counts, &neighbours, own);
        let tested = tested(input, &study, &neighbours, &z)?;
        let tests = local::tests(input, &tested)?;
        let (sums, mean) = local::sums_around(&study, &neighbours);
        let (table, marks) = local::shown(input, &study, &sums, &tested);
        let mut notes = study.notes.clone();
        notes.extend(ask::p_notes(input, mean, tests));
        Ok(Report {
            headline: headline(input, &tested, tests, mean),
            statement: format!(
                "{} on {}; {plain_weights}, {around}, the cell itself {}; {}, {} over {} cells, called significant below {}",
                if own == Own::Counted {
                    "Getis-Ord Gi*"
                } else {
                    "Getis-Ord Gi"
                },
                study.words,
                match (own, neighbours.are_weighted()) {
                    (Own::Counted, false) => "counted",
                    (Own::Counted, true) => "counted as much as the nearest",
                    (Own::LeftOut, _) => "left out",
                },
                ask::p_words(input, "conditional"),
                ask::adjustment(input).name(),
                grouped(tests),
                ask::ALPHA,
            ),
            notes,
            tables: vec![table],
            plots: Vec::new(),
            marks,
        })
    }
}

fn tested(
    input: &Input<'_>,
    study: &Study,
    neighbours: &LatticeNeighbours<'_>,
    z: &[f64],
) -> Result<Vec<Tested>, MethodError> {
    let sides = ask::sides(input);
    let p: Vec<f64> = if ask::permutations(input) == 0 {
        z.iter().map(|&z| sides.p(z)).collect()
    } else {
        let tails = ask::permuted(input, &study.counts, neighbours)?;
        let p = |(&(much, little), &z): (&(f64, f64), &f64)| {
            if z.is_nan() {
                f64::NAN
            } else {
                sides.p_of_tails(much, little)
            }
        };
        tails.iter().zip(z).map(p).collect()
    };
    let adjusted = ask::adjustment(input).adjusted(&p);
    let cell = |i: usize| {
        let is_more = z[i] > 0.0;
        let class: fn(u8) -> Class = if is_more {
            |level| class(true, level)
        } else {
            |level| class(false, level)
        };
        Tested {
            value: z[i],
            z: z[i],
            p: p[i],
            adjusted: adjusted[i],
            class,
            words: if is_more { "more" } else { "less" },
        }
    };
    Ok((0..z.len()).map(cell).collect())
}

fn headline(input: &Input<'_>, tested: &[Tested], tests: usize, expected: f64) -> String {
    let significant = |is_more: bool| {
        let counted = |cell: &&Tested| cell.is_significant() && (cell.z > 0.0) == is_more;
        tested.iter().filter(counted).count()
    };
    let (more, less) = (significant(true), significant(false));
    let sides = ask::sides(input);
    if more + less == 0 {
        return format!(
            "None of {} cells lies in surroundings with more than chance would give.",
            grouped(tests)
        );
    }
    let fewer = if sides == Sides::Two && less > 0 {
        format!(" and {} with less", grouped(less))
    } else {
        String::new()
    };
    format!(
        "Of {} cells, {} lie in surroundings with more than chance would give{fewer}; {}{}.",
        grouped(tests),
        grouped(more),
        ask::doubt(ask::adjustment(input), sides, tests),
        ask::sparse_doubt(input, expected)
    )
}
