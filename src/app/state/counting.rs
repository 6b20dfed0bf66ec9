//! How many incidents each definition of offences holds: counted off the window's thread once
//! somebody looks at the list, each told as soon as it is known.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use crate::analysis::offences::{Held, Prepared};
use crate::app::state::App;
use crate::data::Dataset;
use crate::data::definitions::Test;
use crate::engine::lane::{Lane, Mode, Outcome, Wake};

/// How many incidents a definition holds, or why that cannot be said.
pub type HeldOrWhy = Result<Held, String>;

/// A definition's name, and what is known of it; `None` is told at the end.
type Told = Option<(String, HeldOrWhy)>;

/// What was counted, and of which data.
pub(super) struct Counting {
    data: Weak<Dataset>,
    by_name: HashMap<String, HeldOrWhy>,
    lane: Lane<Told>,
}

impl Counting {
    pub(super) fn new(mode: Mode, wake: Wake) -> Self {
        Self {
            data: Weak::new(),
            by_name: HashMap::new(),
            lane: Lane::new("nightbeat definitions", mode, wake),
        }
    }

    fn is_of(&self, data: &Arc<Dataset>) -> bool {
        std::ptr::eq(self.data.as_ptr(), Arc::as_ptr(data))
    }
}

impl App {
    /// How many incidents of the present data the definition called `name` holds, once it was
    /// counted.
    pub fn held(&self, name: &str) -> Option<&HeldOrWhy> {
        let is_of = |data: &&Arc<Dataset>| self.counting.is_of(data);
        self.data.as_ref().filter(is_of)?;
        self.counting.by_name.get(name)
    }

    /// Counts all definitions over the present data, unless that was done or is being done.
    pub(super) fn count_definitions(&mut self) {
        let Some(data) = self.data.clone() else {
            return;
        };
        if self.counting.is_of(&data) {
            return;
        }
        self.counting.data = Arc::downgrade(&data);
        self.counting.by_name.clear();
        let library = self.library.clone();
        self.counting.lane.start(move |progress, teller| {
            let all = library.to_choose();
            for (place, definition) in all.iter().enumerate() {
                progress.check(place, all.len()).ok()?;
                let test = Test::Definition(definition.name.clone());
                let held = Prepared::new(&data, &test, &library)
                    .map(|prepared| prepared.count(&data))
                    .map_err(|why| why.to_string());
                teller.tell(Some((definition.name.clone(), held)));
            }
            None
        });
    }

    /// Takes in what was counted.
    pub(super) fn tick_counting(&mut self) {
        while let Some(outcome) = self.counting.lane.poll() {
            match outcome {
                Outcome::Early(Some((name, held))) | Outcome::Done(Some((name, held))) => {
                    self.counting.by_name.insert(name, held);
                }
                Outcome::Early(None) | Outcome::Done(None) => {}
                Outcome::Bug(text) => self.report_bug(&text),
            }
        }
    }
}
