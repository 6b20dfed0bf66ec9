//! Moran's I of the whole study region.

use crate::analysis::methods::significance::ask::{self, Around};
use crate::analysis::methods::significance::global;
use crate::analysis::methods::significance::study::Study;
use crate::analysis::methods::{Input, Method, MethodError, Parameter, Question, Report, Values};
use crate::analysis::significance::moran::{global_moran, permuted_moran};

/// See the page.
pub(super) struct GlobalMoran;

impl Method for GlobalMoran {
    fn id(&self) -> &'static str {
        "global-moran"
    }

    fn question(&self) -> Question {
        Question::Chance
    }

    fn title(&self) -> &'static str {
        "Whether cells are like their neighbours at all"
    }

    fn name(&self) -> &'static str {
        "Moran's I"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/global-moran.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        global::parameters()
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
        let moran = global_moran(&study.counts, &neighbours);
        let p = global::p(input, &moran, |many, seed| {
            let check = ask::counted(input.progress, many);
            Ok(permuted_moran(
                &study.counts,
                &neighbours,
                many,
                seed,
                check,
            )?)
        })?;
        let what = if p >= ask::ALPHA {
            "Cells are no more like their neighbours than chance would make them"
        } else if moran.value > moran.expected {
            "Cells with much lie beside cells with much"
        } else {
            "Cells with much lie beside cells with little"
        };
        Ok(Report {
            headline: format!(
                "{what}: Moran's I is {:.3}, where chance gives {:.3} (p {}).",
                moran.value,
                // Adding 0 makes a 0 of what would be printed as -0.
                (moran.expected * 1e3).round() / 1e3 + 0.0,
                ask::p_text(p)
            ),
            statement: format!(
                "Moran's I on {}; row-standardised {weights}, {around}; variance under randomisation; {}",
                study.words,
                ask::p_words(input, "full"),
            ),
            notes: study.notes.clone(),
            tables: vec![global::table(&study, "Moran's I", &moran, p)],
            plots: Vec::new(),
            marks: Vec::new(),
        })
    }
}
