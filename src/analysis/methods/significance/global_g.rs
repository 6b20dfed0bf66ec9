//! The general G of the whole study region.

use crate::analysis::methods::significance::ask::{self, Around};
use crate::analysis::methods::significance::global;
use crate::analysis::methods::significance::study::Study;
use crate::analysis::methods::{Input, Method, MethodError, Parameter, Question, Report, Values};
use crate::analysis::significance::global_g::{global_g, permuted_g};

/// See the page.
pub(super) struct GlobalG;

impl Method for GlobalG {
    fn id(&self) -> &'static str {
        "global-g"
    }

    fn question(&self) -> Question {
        Question::Chance
    }

    fn title(&self) -> &'static str {
        "Whether busy cells, or quiet ones, lie together"
    }

    fn name(&self) -> &'static str {
        "Getis-Ord general G"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/global-g.md")
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
            plain_weights,
            words: around,
            ..
        } = ask::around(input, &study.cells)?;
        let g = global_g(&study.counts, &neighbours);
        let p = global::p(input, &g, |many, seed| {
            let check = ask::counted(input.progress, many);
            Ok(permuted_g(&study.counts, &neighbours, many, seed, check)?)
        })?;
        let what = if p >= ask::ALPHA {
            "Neither busy nor quiet cells lie together more than chance would have it"
        } else if g.value > g.expected {
            "Busy cells lie together"
        } else {
            "Busy cells keep apart"
        };
        Ok(Report {
            headline: format!(
                "{what}: G is {:.3} times what chance gives (p {}).",
                g.value / g.expected,
                ask::p_text(p)
            ),
            statement: format!(
                "Getis-Ord general G on {}; {plain_weights}, {around}, a cell never its own neighbour; variance under randomisation; {}",
                study.words,
                ask::p_words(input, "full"),
            ),
            notes: study.notes.clone(),
            tables: vec![global::table(&study, "General G", &g, p)],
            plots: Vec::new(),
            marks: Vec::new(),
        })
    }
}
