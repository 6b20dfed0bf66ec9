//! What the data are like: measured once for each data set, after its first answer, so that
//! nobody waits for it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::quality::Quality;
use crate::analysis::quality::concerns::{Asked, Concern, concerns};
use crate::app::notice::Severity;
use crate::app::state::App;
use crate::data::Dataset;
use crate::data::artefacts::ARTEFACT_RADIUS_M;
use crate::engine::lane::Outcome;

/// What was measured, and of which data.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    data: Arc<Dataset>,
    quality: Arc<Quality>,
}

impl App {
    /// What was measured of the present data, once it was.
    pub fn quality(&self) -> Option<&Arc<Quality>> {
        let measured = self.measured.as_ref()?;
        let data = self.data.as_ref()?;
        Arc::ptr_eq(&measured.data, data).then_some(&measured.quality)
    }

    /// What to know of the present data under the present question, the most serious first;
    /// `None` until they were measured.
    pub fn concerns(&self) -> Option<Vec<Concern>> {
        let (data, quality) = (self.data.as_ref()?, self.quality()?);
        let project = &self.project;
        let bandwidth_m = project.surface.bandwidth_m;
        let asked = Asked::of(&project.filter, bandwidth_m, project.ranking);
        Some(concerns(data, quality, &asked))
    }

    /// How near to an artefact site counts as at it, in metres.
    pub fn artefact_radius_m(&self) -> f64 {
        let away = self.project.filter.away_from_artefacts;
        away.map_or(ARTEFACT_RADIUS_M, |away| away.radius_m)
    }

    /// Takes in what was measured, and starts measuring what was not yet.
    pub(super) fn measure_if_needed(&mut self) {
        match self.measuring.poll() {
            Some(Outcome::Early(measured) | Outcome::Done(measured)) => {
                self.measured = measured.or(self.measured.take());
            }
            Some(Outcome::Bug(text)) => self.report_bug(&text),
            None => {}
        }
        let answered = self.is_current() || self.refusal.is_some();
        let Some(data) = self.data.clone().filter(|_| answered) else {
            return;
        };
        let radius_m = self.artefact_radius_m();
        let is_known = self
            .measuring_of
            .as_ref()
            .is_some_and(|(of, radius)| Arc::ptr_eq(of, &data) && *radius == radius_m);
        if is_known {
            return;
        }
        self.measuring_of = Some((Arc::clone(&data), radius_m));
        self.measuring.start(move |progress, _| {
            let quality = Quality::of(&data, radius_m, progress).ok()?;
            Some(Measured {
                data,
                quality: Arc::new(quality),
            })
        });
    }

    /// Says where the rows that were set aside were written.
    pub(super) fn tell_saved(&mut self, saved: Result<PathBuf, String>) {
        match saved {
            Ok(path) => self.notify(
                Severity::Info,
                "Rows written",
                format!(
                    "File, row and reason of every row that was set aside, left out or doubted: {}",
                    path.display()
                ),
            ),
            Err(why) => self.notify(Severity::Error, "Could not write", why),
        }
    }
}
