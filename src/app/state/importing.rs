//! The import: looking at files before they are opened, and opening them as the user says.
//!
//! Three lanes follow one another: what was dropped, how its columns would be read, what would
//! come of it. Each wish of the user starts the second anew, and its end the third; the newest
//! wins.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::import::{Import, ImportWish, Part, TrialState};
use crate::app::notice::{NoticeAction, Severity};
use crate::app::state::{App, Opening};
use crate::engine::import::{Inspected, Looked, Trial, Tried, count_apart, inspect, look, try_out};
use crate::engine::lane::Outcome;
use crate::engine::load::{LoadError, LoadRequest, beside, load};
use crate::engine::reading::{options_of, reading_of};
use crate::engine::sources::{options_in, put, reference_of};
use crate::io::profiles::{NamedProfile, ProfileFolder, built_in};
use crate::io::read::{FileKind, Preview, ProfileChoice, ReadError, ReadOptions};
use crate::project::{Project, Reference};

impl App {
    /// Asks before files of an unknown kind are opened, and keeps profiles in `folder`, from now
    /// on.
    pub fn set_profiles(&mut self, folder: Option<ProfileFolder>) {
        self.own_profiles = folder;
        self.list_profiles();
    }

    /// The user's profiles, then the built-in ones.
    pub fn profiles(&self) -> &[Arc<NamedProfile>] {
        &self.profiles
    }

    /// Files that wait to be opened.
    pub fn import(&self) -> Option<&Import> {
        self.import.as_ref()
    }

    /// How far the count over the files that wait is, from 0 to 1.
    pub fn trial_progress(&self) -> Option<f32> {
        self.trying.progress()
    }

    fn list_profiles(&mut self) {
        let own = self.own_profiles.as_ref().map(ProfileFolder::list);
        let own = own.unwrap_or_default();
        let profiles = own.profiles.into_iter().map(|(_, profile)| profile);
        self.profiles = profiles.chain(built_in().iter().cloned()).collect();
        for (path, error) in own.damaged {
            let detail = format!("{error}: {}", path.display());
            log::warn!("{detail}");
            if !self.notices.iter().any(|notice| notice.detail == detail) {
                self.notify(Severity::Warning, "A profile cannot be used", detail);
            }
        }
    }

    /// Looks at what was dropped.
    pub(super) fn inspect(&mut self, paths: Vec<PathBuf>) {
        self.list_profiles();
        let built_in = built_in().len();
        let own = self.profiles[..self.profiles.len() - built_in].to_vec();
        let open = options_of(&self.project.reading).unwrap_or_default();
        self.inspecting
            .start(move |progress, _| inspect(&paths, &own, &open, progress));
    }

    /// Shows how the files that are open were read.
    pub(super) fn import_settings(&mut self) {
        let sources = &self.project.sources;
        if sources.is_sample() {
            return;
        }
        let why = || "it is open as this".to_owned();
        let options = options_of(&self.project.reading).unwrap_or_default();
        let incidents = sources.incidents.clone();
        let mut parts = vec![Part::new(FileKind::Incidents, why(), incidents, options)];
        for (kind, path, options) in options_in(sources) {
            parts.push(Part::new(kind, why(), vec![path], options));
        }
        self.import = Some(Import {
            parts,
            shown: 0,
            notes: Vec::new(),
            is_open: true,
            failed: None,
            loaded: None,
        });
        self.list_profiles();
        self.look();
    }

    /// Takes in what the import's lanes have found.
    pub(super) fn tick_import(&mut self) {
        match self.inspecting.poll() {
            Some(Outcome::Early(Ok(found)) | Outcome::Done(Ok(found))) => {
                self.take_inspected(found);
            }
            Some(Outcome::Early(Err(error)) | Outcome::Done(Err(error))) => match error {
                LoadError::Cancelled(_) => {}
                error => self.notify(Severity::Error, "Could not open", error.to_string()),
            },
            Some(Outcome::Bug(text)) => self.report_bug(&text),
            None => {}
        }
        match self.looking.poll() {
            Some(Outcome::Early(seen) | Outcome::Done(seen)) => self.take_looked(seen),
            Some(Outcome::Bug(text)) => self.report_bug(&text),
            None => {}
        }
        while let Some(outcome) = self.trying.poll() {
            match outcome {
                Outcome::Early(news) | Outcome::Done(news) => self.take_news(news),
                Outcome::Bug(text) => self.report_bug(&text),
            }
        }
    }

    /// Stops what is done for the import; what it shows stays.
    pub(super) fn stop_import_work(&mut self) {
        self.inspecting.cancel();
        self.looking.cancel();
        self.trying.cancel();
        for part in self.import.iter_mut().flat_map(|import| &mut import.parts) {
            if matches!(part.trial, TrialState::Counting) {
                part.trial = TrialState::Stopped;
            }
        }
    }

    fn take_inspected(&mut self, found: Inspected) {
        if found.parts.is_empty() {
            let detail = "There is nothing in it that could be opened.".to_owned();
            return self.notify(Severity::Error, "Could not open", detail);
        }
        let mut parts = Vec::new();
        for one in found.parts {
            let options = ReadOptions {
                profile: one.choice,
                ..ReadOptions::default()
            };
            let mut part = Part::new(one.kind, one.why, one.files, options);
            part.is_stale = false;
            if let Some(seen) = one.preview {
                part.see(seen);
            } else {
                part.tables = one.tables;
                part.trial = TrialState::Failed(CHOOSE.to_owned());
            }
            parts.push(part);
        }
        let import = Import {
            parts,
            shown: 0,
            notes: found.notes,
            is_open: false,
            failed: None,
            loaded: None,
        };
        if let Some(name) = found.known_as {
            self.close_import();
            self.open_unasked(import, Some(name));
            return;
        }
        // What is still looked at belongs to the files that waited before.
        self.looking.cancel();
        self.import = Some(import);
        self.try_out();
    }

    /// Carries out a wish about the import.
    pub(super) fn import_wish(&mut self, wish: ImportWish) {
        let Some(import) = &mut self.import else {
            return;
        };
        let part = import.part_mut();
        match wish {
            ImportWish::Take { column, field } => part.take(&column, field),
            ImportWish::Say { option, text } => {
                if let Err(error) = part.say(option, text.as_deref()) {
                    return self.notify(Severity::Error, "Not understood", error.to_string());
                }
            }
            ImportWish::By(profile) => part.read_by(profile),
            ImportWish::Kind(kind) => part.take_for(kind),
            ImportWish::Show(place) => {
                import.shown = place.min(import.parts.len() - 1);
                return;
            }
            ImportWish::Reset => part.reset(),
            ImportWish::Open => return self.open_import(),
            ImportWish::Cancel => return self.close_import(),
            ImportWish::Save(name) => return self.save_profile(&name),
        }
        import.part_mut().is_stale = true;
        self.look();
    }

    fn close_import(&mut self) {
        self.import = None;
        self.stop_import_work();
    }

    /// Looks at the first files of the parts that have changed again, with the present options.
    fn look(&mut self) {
        self.trying.cancel();
        let Some(import) = &mut self.import else {
            return;
        };
        (import.loaded, import.failed) = (None, None);
        let incidents = incidents_in(import, &self.project);
        let mut wanted = Vec::new();
        for (place, part) in import.parts.iter_mut().enumerate() {
            // What nothing can be seen of stays as it is until something is said of it.
            if part.is_stale || part.preview.is_some() {
                part.trial = TrialState::Counting;
            }
            let Some(file) = part.files.first().filter(|_| part.is_stale) else {
                continue;
            };
            let (file, options) = (file.clone(), part.read_beside(&incidents));
            wanted.push((place, file, part.kind, part.is_to_tell(), options));
        }
        self.looking.start(move |progress, _| {
            let looked = wanted
                .iter()
                .map(|(place, file, kind, is_to_tell, options)| {
                    (*place, look(file, *kind, *is_to_tell, options, progress))
                });
            looked.collect()
        });
    }

    fn take_looked(&mut self, looked: Vec<(usize, Looked)>) {
        let Some(import) = &mut self.import else {
            return;
        };
        for (place, looked) in looked {
            if let Some(part) = import.parts.get_mut(place) {
                part.take_in(looked);
            }
        }
        self.try_out();
    }

    /// Counts over all the files that wait, with the present options.
    fn try_out(&mut self) {
        let Some(import) = &self.import else { return };
        let incidents = incidents_in(import, &self.project);
        let mut apart = Vec::new();
        for (place, part) in import.parts.iter().enumerate() {
            let Some(file) = part.files.first() else {
                continue;
            };
            if part.kind != FileKind::Incidents && import.fault_of(place).is_none() {
                let options = part.read_beside(&incidents);
                apart.push((place, file.clone(), part.kind, options));
            }
        }
        let request = self.request_of(import);
        let rule = self.project.night_rule.clone();
        self.trying.start(move |progress, teller| {
            for (place, file, kind, options) in apart {
                // Progress is told of the whole, which comes after.
                let own = progress.of_step();
                let trial = count_apart(&file, kind, &options, &rule, &own);
                teller.tell(News::Part(
                    place,
                    trial.map(Box::new).map_err(LoadError::from),
                ));
            }
            match request {
                Some(request) => News::All(try_out(&request, progress)),
                None => News::Nothing,
            }
        });
    }

    /// What is asked of the engine for `import`; `None` where there is something amiss with it,
    /// or no incidents to lay it around.
    fn request_of(&self, import: &Import) -> Option<LoadRequest> {
        if import.fault().is_some() {
            return None;
        }
        let request = self.request_for(import);
        (!request.sources.is_sample()).then_some(request)
    }

    fn request_for(&self, import: &Import) -> LoadRequest {
        let reading = reading_of(&incidents_in(import, &self.project));
        let mut request = self.request(Vec::new(), &reading);
        if request.sources.is_sample() {
            request.sources = self.waiting.clone();
        }
        if import.is_open {
            // What is taken for something else now is no longer what it was.
            request.sources.boundaries = None;
            request.sources.premises = None;
            request.sources.roads = None;
        }
        if import.of(FileKind::Incidents).is_some() && !import.is_open {
            let is_kept = |kind: &FileKind| import.of(*kind).is_none();
            request.kept = AROUND.into_iter().filter(is_kept).collect();
        }
        for part in import.parts.iter().rev() {
            put(&mut request.sources, part.kind, &part.files, &part.options);
        }
        request
    }

    fn take_news(&mut self, news: News) {
        let Some(import) = &mut self.import else {
            return;
        };
        match news {
            News::Part(place, trial) => {
                let Some(part) = import.parts.get_mut(place) else {
                    return;
                };
                match trial {
                    Ok(trial) => part.trial = TrialState::Done(trial),
                    Err(LoadError::Cancelled(_)) => {}
                    Err(error) => part.trial = TrialState::Failed(error.to_string()),
                }
            }
            News::All(Ok(mut tried)) => {
                for part in &mut import.parts {
                    match (part.kind, &mut part.trial) {
                        // There is one such part.
                        (FileKind::Incidents, trial) => {
                            let incidents = std::mem::take(&mut tried.incidents);
                            *trial = TrialState::Done(Box::new(incidents));
                        }
                        (FileKind::Boundaries, TrialState::Done(trial)) => {
                            let outside = tried.outside.map(|n| (n, "incidents lie outside"));
                            trial.more.extend(outside);
                        }
                        _ => {}
                    }
                }
                import.loaded = Some(tried.loaded);
            }
            News::All(Err(LoadError::Cancelled(_))) | News::Nothing => {}
            News::All(Err(error)) => match &mut import.parts[..] {
                [part] => part.trial = TrialState::Failed(error.to_string()),
                // Which of them it is about, the message says.
                parts => {
                    for part in parts.iter_mut().filter(|p| p.kind == FileKind::Incidents) {
                        part.trial = TrialState::Stopped;
                    }
                    import.failed = Some(error.to_string());
                }
            },
        }
    }

    fn open_import(&mut self) {
        let Some(import) = self.import.take() else {
            return;
        };
        self.stop_import_work();
        for part in &import.parts {
            self.remember(part, import.is_open);
        }
        self.open_unasked(import, None);
    }

    /// Opens what `import` says as it stands.
    fn open_unasked(&mut self, import: Import, known_as: Option<String>) {
        let references = import
            .parts
            .iter()
            .filter(|p| p.kind == FileKind::Reference);
        let references = references.flat_map(|part| {
            let files = part.files.iter();
            files.map(|file| reference_of(file.clone(), &part.options))
        });
        let references: Vec<Reference> = references.collect();
        let is_reference = |part: &Part| part.kind == FileKind::Reference;
        if import.parts.iter().all(is_reference) && !import.is_open {
            return self.show_references(references);
        }
        let request = self.request_for(&import);
        let reading = reading_of(&incidents_in(&import, &self.project));
        self.opening = Opening {
            reading,
            references,
            notes: if known_as.is_some() {
                import.notes
            } else {
                Vec::new()
            },
            known_as,
        };
        match import.loaded {
            // What was tried with these very options need not be read again.
            Some(loaded) if import.parts.iter().all(|part| !part.is_stale) => {
                self.loading.cancel();
                self.take_loaded(*loaded);
            }
            _ if request.sources.is_sample() => self.keep_waiting(request.sources),
            _ => self
                .loading
                .start(move |progress, _| load(&request, progress)),
        }
    }

    /// Keeps how these columns are read, unless that is known already.
    fn remember(&mut self, part: &Part, is_open: bool) {
        let (Some(folder), Some(seen)) = (&self.own_profiles, &part.preview) else {
            return;
        };
        let own = match &part.options.profile {
            ProfileChoice::Named(profile) => Some(profile).filter(|p| p.is_for(&seen.headers())),
            _ => None,
        };
        let nothing_new = own.is_some() && part.options.said().is_empty();
        if nothing_new || is_open && !part.is_changed {
            return;
        }
        let file = part.files.first().and_then(|path| path.file_stem());
        let file = file.unwrap_or_default().to_string_lossy();
        let name = own.map_or_else(|| format!("like {file}"), |own| own.name.clone());
        let kept = part.profile(&name).map(|profile| folder.keep(&profile));
        if let Some(Err(error)) = kept {
            self.notify(Severity::Warning, "Not remembered", error.to_string());
        }
    }

    fn save_profile(&mut self, name: &str) {
        let (Some(folder), Some(import)) = (&self.own_profiles, &mut self.import) else {
            return;
        };
        let part = import.part_mut();
        let Some(profile) = part.profile(name) else {
            return;
        };
        match folder.keep(&profile) {
            Ok(path) => {
                part.read_by(ProfileChoice::Named(Arc::new(profile)));
                part.is_stale = true;
                let detail = format!(
                    "Give this file to colleagues, who take it in with nightbeat profiles --import: {}",
                    path.display()
                );
                self.notify(Severity::Info, "Profile saved", detail);
                self.list_profiles();
                self.look();
            }
            Err(error) => self.notify(Severity::Error, "Not saved", error.to_string()),
        }
    }

    /// Says under which name files like those just opened are known.
    pub(super) fn say_known_as(&mut self, name: &str) {
        self.notify(
            Severity::Info,
            &format!("Opened as {name}"),
            "Its columns were read as this profile says.".to_owned(),
        );
        if let Some(notice) = self.notices.last_mut() {
            notice.action = Some(NoticeAction::ImportSettings);
        }
    }
}

/// How the incidents are read that are opened, or else those that are open.
fn incidents_in(import: &Import, project: &Project) -> ReadOptions {
    let part = import.of(FileKind::Incidents);
    part.map_or_else(
        || options_of(&project.reading).unwrap_or_default(),
        |part| part.options.clone(),
    )
}

/// What lies around incidents.
pub(super) const AROUND: [FileKind; 3] =
    [FileKind::Boundaries, FileKind::Premises, FileKind::Roads];

/// What is asked of a file of several tables.
const CHOOSE: &str = "it holds several tables; choose one of them";

/// What is heard of the counting.
pub(super) enum News {
    /// What one part gives by itself.
    Part(usize, Result<Box<Trial>, LoadError>),
    /// What all of it gives together.
    All(Result<Tried, LoadError>),
    /// There is nothing to count together.
    Nothing,
}

impl Part {
    /// How it is read beside these incidents, or as them.
    fn read_beside(&self, incidents: &ReadOptions) -> ReadOptions {
        match self.kind {
            FileKind::Incidents => self.options.clone(),
            kind => beside(kind, self.options.clone(), incidents),
        }
    }

    /// Takes in what was seen.
    fn see(&mut self, seen: Preview) {
        if self.tables.is_empty() {
            self.tables.clone_from(&seen.tables);
        }
        self.preview = Some(Arc::new(seen));
    }

    fn take_in(&mut self, looked: Looked) {
        self.is_stale = false;
        if let Some(found) = looked.sniffed {
            (self.kind, self.why) = (found.kind, found.why);
        }
        match looked.preview {
            Ok(seen) => self.see(seen),
            Err(ReadError::Cancelled(_)) => {}
            Err(error) => {
                if let Some(names) = error.tables() {
                    self.tables = names;
                }
                self.preview = None;
                self.trial = TrialState::Failed(error.why());
            }
        }
    }
}
