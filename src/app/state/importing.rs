//! The import: looking at files before they are opened, and opening them as the user says.
//!
//! Three lanes follow one another: what was dropped, how its columns would be read, what would
//! come of it. Each wish of the user starts the second anew, and its end the third; the newest
//! wins.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::import::{Import, ImportWish, TrialState};
use crate::app::notice::{NoticeAction, Severity};
use crate::app::state::{App, Opening};
use crate::engine::import::{Inspected, Trial, inspect, look, try_out};
use crate::engine::lane::Outcome;
use crate::engine::load::LoadError;
use crate::engine::reading::{options_of, reading_of};
use crate::io::profiles::{NamedProfile, ProfileFolder, built_in};
use crate::io::read::{Preview, ProfileChoice, ReadError, ReadOptions};

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
        self.inspecting
            .start(move |progress, _| inspect(&paths, &own, progress));
    }

    /// Shows how the files that are open were read.
    pub(super) fn import_settings(&mut self) {
        let sources = &self.project.sources;
        if sources.is_sample() {
            return;
        }
        let options = options_of(&self.project.reading).unwrap_or_default();
        self.import = Some(Import {
            files: sources.incidents.clone(),
            around: Vec::new(),
            notes: Vec::new(),
            started: options.clone(),
            options,
            preview: None,
            tables: Vec::new(),
            is_stale: true,
            trial: TrialState::Counting,
            is_open: true,
            is_changed: false,
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
            Some(Outcome::Early(seen) | Outcome::Done(seen)) => self.take_preview(seen),
            Some(Outcome::Bug(text)) => self.report_bug(&text),
            None => {}
        }
        match self.trying.poll() {
            Some(Outcome::Early(trial) | Outcome::Done(trial)) => self.take_trial(trial),
            Some(Outcome::Bug(text)) => self.report_bug(&text),
            None => {}
        }
    }

    /// Stops what is done for the import; what it shows stays.
    pub(super) fn stop_import_work(&mut self) {
        self.inspecting.cancel();
        self.looking.cancel();
        self.trying.cancel();
        if let Some(import) = &mut self.import
            && matches!(import.trial, TrialState::Counting)
        {
            import.trial = TrialState::Stopped;
        }
    }

    fn take_inspected(&mut self, found: Inspected) {
        let Inspected {
            files,
            around,
            choice,
            preview,
            tables,
            known_as,
        } = found;
        let options = ReadOptions {
            profile: choice,
            ..ReadOptions::default()
        };
        if preview.is_none() && tables.is_empty() {
            // Boundaries and premises are laid around what is open.
            self.start_loading(around);
            return;
        }
        if known_as.is_some() {
            self.close_import();
            let opening = Opening {
                reading: reading_of(&options),
                known_as,
                notes: files.notes.clone(),
            };
            self.start_opening_new(files.incidents, around, opening);
            return;
        }
        self.import = Some(Import {
            files: files.incidents,
            around,
            notes: files.notes,
            started: options.clone(),
            options,
            preview: None,
            trial: if tables.is_empty() {
                TrialState::Counting
            } else {
                TrialState::Failed("it holds several tables; choose one of them".to_owned())
            },
            tables,
            is_stale: false,
            is_open: false,
            is_changed: false,
        });
        if let Some(preview) = preview {
            self.take_preview(Ok(preview));
        }
    }

    /// Carries out a wish about the import.
    pub(super) fn import_wish(&mut self, wish: ImportWish) {
        let Some(import) = &mut self.import else {
            return;
        };
        match wish {
            ImportWish::Take { column, field } => import.take(&column, field),
            ImportWish::Say { option, text } => {
                if let Err(error) = import.say(option, text.as_deref()) {
                    return self.notify(Severity::Error, "Not understood", error.to_string());
                }
            }
            ImportWish::By(profile) => {
                import.options = ReadOptions {
                    profile,
                    ..ReadOptions::default()
                };
                import.is_changed = true;
            }
            ImportWish::Reset => {
                import.options = import.started.clone();
                import.is_changed = false;
            }
            ImportWish::Open => return self.open_import(),
            ImportWish::Cancel => return self.close_import(),
            ImportWish::Save(name) => return self.save_profile(&name),
        }
        self.look();
    }

    fn close_import(&mut self) {
        self.import = None;
        self.stop_import_work();
    }

    /// Looks at the first file again, with the present options.
    fn look(&mut self) {
        self.trying.cancel();
        let Some(import) = &mut self.import else {
            return;
        };
        import.is_stale = true;
        import.trial = TrialState::Counting;
        let Some(file) = import.files.first().cloned() else {
            return;
        };
        let options = import.options.clone();
        self.looking
            .start(move |progress, _| look(&file, &options, progress));
    }

    fn take_preview(&mut self, seen: Result<Preview, ReadError>) {
        let Some(import) = &mut self.import else {
            return;
        };
        import.is_stale = false;
        match seen {
            Ok(seen) => {
                let can_try = seen.fault.is_none();
                import.preview = Some(Arc::new(seen));
                if can_try {
                    self.try_out();
                }
            }
            Err(ReadError::Cancelled(_)) => {}
            Err(error) => {
                if let Some(names) = error.tables() {
                    import.tables = names.to_vec();
                }
                import.trial = TrialState::Failed(error.to_string());
            }
        }
    }

    /// Counts over all the files that wait, with the present options.
    fn try_out(&mut self) {
        let Some(import) = &self.import else { return };
        let reading = reading_of(&import.options);
        let request = if import.is_open {
            self.request(Vec::new(), &reading)
        } else {
            self.request_new(import.files.clone(), import.around.clone(), &reading)
        };
        self.trying
            .start(move |progress, _| try_out(&request, progress));
    }

    fn take_trial(&mut self, trial: Result<Trial, LoadError>) {
        let Some(import) = &mut self.import else {
            return;
        };
        match trial {
            Ok(trial) => import.trial = TrialState::Done(Box::new(trial)),
            Err(LoadError::Cancelled(_)) => {}
            Err(error) => import.trial = TrialState::Failed(error.to_string()),
        }
    }

    fn open_import(&mut self) {
        let Some(import) = self.import.take() else {
            return;
        };
        self.stop_import_work();
        self.remember(&import);
        let opening = Opening {
            reading: reading_of(&import.options),
            ..Opening::default()
        };
        match import.trial {
            // What was tried with these very options need not be read again.
            TrialState::Done(trial) if !import.is_stale => {
                self.loading.cancel();
                self.opening = opening;
                self.take_loaded(*trial.loaded);
            }
            _ if import.is_open => self.start_opening(Vec::new(), opening),
            _ => self.start_opening_new(import.files, import.around, opening),
        }
    }

    /// Keeps how these columns are read, unless that is known already.
    fn remember(&mut self, import: &Import) {
        let (Some(folder), Some(seen)) = (&self.own_profiles, &import.preview) else {
            return;
        };
        let own = match &import.options.profile {
            ProfileChoice::Named(profile) => Some(profile).filter(|p| p.is_for(&seen.headers())),
            _ => None,
        };
        let nothing_new = own.is_some() && import.options.said().is_empty();
        if nothing_new || import.is_open && !import.is_changed {
            return;
        }
        let file = import.files.first().and_then(|path| path.file_stem());
        let file = file.unwrap_or_default().to_string_lossy();
        let name = own.map_or_else(|| format!("like {file}"), |own| own.name.clone());
        let kept = import.profile(&name).map(|profile| folder.keep(&profile));
        if let Some(Err(error)) = kept {
            self.notify(Severity::Warning, "Not remembered", error.to_string());
        }
    }

    fn save_profile(&mut self, name: &str) {
        let (Some(folder), Some(import)) = (&self.own_profiles, &mut self.import) else {
            return;
        };
        let Some(profile) = import.profile(name) else {
            return;
        };
        match folder.keep(&profile) {
            Ok(path) => {
                import.options = ReadOptions {
                    profile: ProfileChoice::Named(Arc::new(profile)),
                    ..ReadOptions::default()
                };
                import.is_changed = true;
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
