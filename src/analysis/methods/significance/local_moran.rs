//! Local Moran's I of every cell of the study region.

use crate::analysis::methods::significance::ask::{self, Around, class};
use crate::analysis::methods::significance::local::{self, Tested};
use crate::analysis::methods::significance::study::Study;
use crate::analysis::methods::{
    Class, Input, Method, MethodError, Parameter, Question, Report, Values,
};
use crate::analysis::significance::moran::{LocalMoran as Place, Quadrant, local_moran};
use crate::analysis::significance::neighbours::LatticeNeighbours;
use crate::analysis::significance::normal::Sides;
use crate::base::figures::grouped;

/// See the page.
pub(super) struct LocalMoran;

impl Method for LocalMoran {
    fn id(&self) -> &'static str {
        "local-moran"
    }

    fn question(&self) -> Question {
        Question::Chance
    }

    fn title(&self) -> &'static str {
        "Cells like their neighbours, and cells unlike them"
    }

    fn name(&self) -> &'static str {
        "Local Moran's I"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/local-moran.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![
            ask::CELLS,
            ask::CELL,
            ask::NEIGHBOURS,
            ask::RINGS,
            ask::BAND,
            ask::WEIGHTS,
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
            weights,
            words: around,
            ..
        } = ask::around(input, &study.cells)?;
        let places = local_moran(&study.counts, &neighbours);
        let tested = tested(input, &study, &neighbours, &places)?;
        let tests = local::tests(input, &tested)?;
        let (sums, mean) = local::sums_around(&study, &neighbours);
        let (table, marks) = local::shown(input, &study, &sums, &tested);
        let mut notes = study.notes.clone();
        notes.push(
            "Much among little marks a single place; little among much a gap in a busy area. Both are as much a finding as a cluster."
                .to_owned(),
        );
        notes.extend(ask::p_notes(input, mean, tests));
        Ok(Report {
            headline: headline(input, &tested, tests, mean),
            statement: format!(
                "Local Moran's I (Anselin 1995) on {}; row-standardised {weights}, {around}; {}{}, {} over {} cells, called significant below {}",
                study.words,
                ask::p_words(input, "conditional"),
                if ask::sides(input) == Sides::One {
                    " (alike only)"
                } else {
                    ""
                },
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
    places: &[Place],
) -> Result<Vec<Tested>, MethodError> {
    let sides = ask::sides(input);
    let p: Vec<f64> = if ask::permutations(input) == 0 {
        places.iter().map(|place| sides.p(place.z)).collect()
    } else {
        // I rises with the neighbours where the place has much, and falls where it has little.
        let p = |(&(much, little), place): (&(f64, f64), &Place)| {
            let has_much = matches!(place.quadrant, Quadrant::HighHigh | Quadrant::HighLow);
            let (alike, unlike) = if has_much {
                (much, little)
            } else {
                (little, much)
            };
            if place.z.is_nan() {
                f64::NAN
            } else {
                sides.p_of_tails(alike, unlike)
            }
        };
        let tails = ask::permuted(input, &study.counts, neighbours)?;
        tails.iter().zip(places).map(p).collect()
    };
    let adjusted = ask::adjustment(input).adjusted(&p);
    let cell = |(i, place): (usize, &Place)| {
        let (words, class): (&'static str, fn(u8) -> Class) = match place.quadrant {
            Quadrant::HighHigh => ("much among much", |level| class(true, level)),
            Quadrant::LowLow => ("little among little", |level| class(false, level)),
            Quadrant::HighLow => ("much among little", |_| Class::Kind(0)),
            Quadrant::LowHigh => ("little among much", |_| Class::Kind(1)),
        };
        Tested {
            value: place.i,
            z: place.z,
            p: p[i],
            adjusted: adjusted[i],
            class,
            words,
        }
    };
    Ok(places.iter().enumerate().map(cell).collect())
}

fn headline(input: &Input<'_>, tested: &[Tested], tests: usize, expected: f64) -> String {
    let count = |words: &str| {
        let counted = |cell: &&Tested| cell.is_significant() && cell.words == words;
        grouped(tested.iter().filter(counted).count())
    };
    if !tested.iter().any(Tested::is_significant) {
        return format!(
            "None of {} cells is more like or unlike its neighbours than chance would make it.",
            grouped(tests)
        );
    }
    format!(
        "Of {} cells, {} have much among neighbours with much, and {} have much on their own; {}{}.",
        grouped(tests),
        count("much among much"),
        count("much among little"),
        ask::doubt(ask::adjustment(input), Sides::One, tests),
        ask::sparse_doubt(input, expected)
    )
}
