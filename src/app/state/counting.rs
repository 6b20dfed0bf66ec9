//! What the definitions of offences are for the present data, found out off the window's thread:
//! how many incidents each holds, once somebody looks at the list, each told as soon as it is known;
//! and which of them are nothing but categories, after the first answer.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use crate::analysis::offences::{CategoryGroup, Held, Prepared, category_groups};
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
    groups: Groups,
}

/// The definitions that are nothing but categories, and of which data.
struct Groups {
    data: Weak<Dataset>,
    all: Option<Vec<CategoryGroup>>,
    lane: Lane<Option<Vec<CategoryGroup>>>,
}

impl Counting {
    pub(super) fn new(mode: Mode, wake: Wake) -> Self {
        Self {
            data: Weak::new(),
            by_name: HashMap::new(),
            lane: Lane::new("nightbeat definitions", mode, Arc::clone(&wake)),
            groups: Groups {
                data: Weak::new(),
                all: None,
                lane: Lane::new("nightbeat groups", mode, wake),
            },
        }
    }

    fn is_of(&self, data: &Arc<Dataset>) -> bool {
        is_same(&self.data, data)
    }
}

fn is_same(one: &Weak<Dataset>, data: &Arc<Dataset>) -> bool {
    std::ptr::eq(one.as_ptr(), Arc::as_ptr(data))
}

impl App {
    /// How many incidents of the present data the definition called `name` holds, once it was
    /// counted.
    pub fn held(&self, name: &str) -> Option<&HeldOrWhy> {
        let is_of = |data: &&Arc<Dataset>| self.counting.is_of(data);
        self.data.as_ref().filter(is_of)?;
        self.counting.by_name.get(name)
    }

    /// The definitions that are nothing but categories of the present data, once they were told
    /// from the others.
    pub fn category_groups(&self) -> Option<&[CategoryGroup]> {
        let groups = &self.counting.groups;
        let is_of = |data: &&Arc<Dataset>| is_same(&groups.data, data);
        self.data.as_ref().filter(is_of)?;
        groups.all.as_deref()
    }

    /// Tells the definitions that are nothing but categories from the others, unless that was done
    /// or there is no answer yet that somebody waits for.
    pub(super) fn tell_groups_apart(&mut self) {
        match self.counting.groups.lane.poll() {
            Some(Outcome::Early(told) | Outcome::Done(told)) => self.counting.groups.all = told,
            Some(Outcome::Bug(text)) => self.report_bug(&text),
            None => {}
        }
        let answered = self.is_current() || self.refusal.is_some();
        let Some(data) = self.data.clone().filter(|_| answered) else {
            return;
        };
        let groups = &mut self.counting.groups;
        if is_same(&groups.data, &data) {
            return;
        }
        (groups.data, groups.all) = (Arc::downgrade(&data), None);
        let library = self.library.clone();
        groups
            .lane
            .start(move |progress, _| category_groups(&data, &library, progress).ok());
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
