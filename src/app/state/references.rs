//! Layers that are shown for reference: which are open, and which are being opened.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::app::notice::Severity;
use crate::app::state::App;
use crate::base::files::file_name;
use crate::data::reference::ReferenceLayer;
use crate::engine::lane::{Lane, Mode, Outcome, Wake};
use crate::engine::load::LoadError;
use crate::engine::reference::load_reference;
use crate::project::{Edit, Reference};

/// What was opened of the layers a document names.
pub(super) struct References {
    open: BTreeMap<Reference, Arc<ReferenceLayer>>,
    coming: Option<Reference>,
    lane: Lane<Opened>,
}

/// A layer that was opened, or could not be.
type Opened = (Reference, Result<ReferenceLayer, LoadError>);

impl References {
    /// None yet.
    pub(super) fn new(mode: Mode, wake: Wake) -> Self {
        Self {
            open: BTreeMap::new(),
            coming: None,
            lane: Lane::new("nightbeat reference", mode, wake),
        }
    }

    /// Whether one is being opened.
    pub(super) fn is_busy(&self) -> bool {
        self.coming.is_some()
    }
}

/// The layer itself, whatever is said of how it is shown.
fn key(reference: &Reference) -> Reference {
    Reference {
        is_hidden: false,
        is_above: false,
        ..reference.clone()
    }
}

impl App {
    /// What is open of a layer the document names.
    pub fn reference(&self, reference: &Reference) -> Option<&Arc<ReferenceLayer>> {
        self.references.open.get(&key(reference))
    }

    /// Shows these files for reference, under the density.
    pub(super) fn add_references(&mut self, paths: Vec<PathBuf>) {
        self.show_references(paths.into_iter().map(Reference::of).collect());
    }

    /// The same of layers of which more is said.
    pub(super) fn show_references(&mut self, added: Vec<Reference>) {
        if added.is_empty() {
            return;
        }
        let mut references = self.project.references.clone();
        for new in added {
            if !references.iter().any(|old| old.is_same_layer(&new)) {
                references.push(new);
            }
        }
        self.edit(Edit::References(references));
    }

    /// Takes in a layer that was opened, and starts opening the next one that is wanted.
    pub(super) fn tick_references(&mut self) {
        // New data take all notices away, so what is to be said of a layer waits for them.
        let heard = match self.loading.progress() {
            None => self.references.lane.poll(),
            Some(_) => None,
        };
        match heard {
            Some(Outcome::Early(opened) | Outcome::Done(opened)) => self.take_reference(opened),
            Some(Outcome::Bug(text)) => {
                self.references.coming = None;
                self.report_bug(&text);
            }
            None => {}
        }
        let wanted = self.project.references.iter().map(key);
        let wanted: Vec<Reference> = wanted.collect();
        self.references.open.retain(|open, _| wanted.contains(open));
        if self.references.is_busy() {
            return;
        }
        let open = &self.references.open;
        let Some(next) = wanted.into_iter().find(|wanted| !open.contains_key(wanted)) else {
            return;
        };
        self.references.coming = Some(next.clone());
        self.references.lane.start(move |progress, _| {
            let opened = load_reference(&next, progress);
            (next, opened)
        });
    }

    fn take_reference(&mut self, (reference, opened): Opened) {
        self.references.coming = None;
        match opened {
            Ok(layer) => {
                if layer.left_out > 0 {
                    let detail = format!(
                        "{} features have no usable shape or place and are not shown: {}",
                        layer.left_out,
                        file_name(&reference.path)
                    );
                    self.notify(Severity::Info, "Shown for reference", detail);
                }
                self.references.open.insert(reference, Arc::new(layer));
            }
            Err(error) => {
                if !matches!(error, LoadError::Cancelled(_)) {
                    let title = "The layer cannot be shown";
                    self.notify(Severity::Error, title, error.to_string());
                }
                let all = &mut self.project.references;
                all.retain(|other| !other.is_same_layer(&reference));
            }
        }
    }
}
