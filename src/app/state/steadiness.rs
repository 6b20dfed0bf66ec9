//! How sure the list is: worked out after every exact list, while nobody waits for anything.

use std::sync::Arc;

use crate::analysis::rank::Ranking;
use crate::analysis::stability::{Stability, StabilityParams, stability};
use crate::app::state::App;
use crate::engine::lane::Outcome;

/// How sure a list is, and which list.
#[derive(Clone, Debug)]
pub(super) struct Steadied {
    ranking: Arc<Ranking>,
    stability: Arc<Stability>,
}

impl App {
    /// How sure the list is, once that was worked out.
    pub fn stability(&self) -> Option<&Arc<Stability>> {
        let steadied = self.steadied.as_ref()?;
        let of_this = Arc::ptr_eq(&steadied.ranking, self.ranking()?);
        of_this.then_some(&steadied.stability)
    }

    /// Whether it is being worked out.
    pub fn is_steadying(&self) -> bool {
        self.steadying.progress().is_some()
    }

    /// Takes in what was worked out, and starts on a list that is new.
    pub(super) fn steady_if_needed(&mut self) {
        match self.steadying.poll() {
            Some(Outcome::Early(steadied) | Outcome::Done(steadied)) => {
                self.steadied = steadied.or(self.steadied.take());
            }
            Some(Outcome::Bug(text)) => self.report_bug(&text),
            None => {}
        }
        if !self.is_current() {
            // A list that is on its way out is not worth the work.
            if self.steadying_of.take().is_some() {
                self.steadying.cancel();
            }
            return;
        }
        let (Some(answer), Some(ranking)) = (self.answer.clone(), self.ranking().cloned()) else {
            return;
        };
        let is_known = |of: &Arc<Ranking>| Arc::ptr_eq(of, &ranking);
        if self.steadying_of.as_ref().is_some_and(is_known) || ranking.hotspots.is_empty() {
            return;
        }
        self.steadying_of = Some(Arc::clone(&ranking));
        self.steadying.start(move |progress, _| {
            let params = StabilityParams::default();
            let found = stability(&answer.data, &answer.selection, &ranking, params, progress);
            Some(Steadied {
                ranking,
                stability: Arc::new(found.ok()?),
            })
        });
    }
}
