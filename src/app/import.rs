//! The import: files that wait to be opened, what they would be read as, and what the user has
//! changed so far.

use std::path::PathBuf;
use std::sync::Arc;

use crate::data::Mending;
use crate::engine::import::{Trial, holds};
use crate::engine::load::Loaded;
use crate::io::profiles::{Holds, NamedProfile, Names};
use crate::io::read::{
    Field, FileKind, OptionError, Preview, ProfileChoice, ReadOptions, columns_said, each_column,
};
use crate::project::Sources;

/// Files that wait to be opened.
#[derive(Clone, Debug)]
pub struct Import {
    /// What is to be opened, the incidents first. There is at least one.
    pub parts: Vec<Part>,
    /// Which of them is shown.
    pub shown: usize,
    /// What was left out of a folder, and why.
    pub notes: Vec<String>,
    /// Whether these files are open already, and only how they are read may change.
    pub is_open: bool,
    /// Why they cannot be opened together.
    pub failed: Option<String>,
    /// What was loaded with the present options.
    pub loaded: Option<Box<Loaded>>,
}

/// Files of one kind that wait to be opened.
#[derive(Clone, Debug)]
pub struct Part {
    /// What they are taken for.
    pub kind: FileKind,
    /// Why.
    pub why: String,
    /// The files, as one set; the first is the one that is shown.
    pub files: Vec<PathBuf>,
    /// How they are read, as far as the user or a profile says.
    pub options: ReadOptions,
    /// The first file as it would be read; `None` while it is looked at.
    pub preview: Option<Arc<Preview>>,
    /// Sheets, layers or members of which one can be chosen; nothing where there is one.
    pub tables: Vec<String>,
    /// Whether `preview` is of older options.
    pub is_stale: bool,
    /// What opening would give.
    pub trial: TrialState,
    /// What they were taken for, why, and how they were read when the import began.
    pub started: Started,
    /// Whether anything was changed since then.
    pub is_changed: bool,
    /// Whether the user said what they are.
    pub is_kind_said: bool,
}

/// How a part was when the import began.
#[derive(Clone, Debug)]
pub struct Started {
    /// What the files were taken for.
    pub kind: FileKind,
    /// Why.
    pub why: String,
    /// How they were read.
    pub options: ReadOptions,
}

/// How far the trial is.
#[derive(Clone, Debug, Default)]
pub enum TrialState {
    /// Not begun, or still counting.
    #[default]
    Counting,
    /// Counted with the present options.
    Done(Box<Trial>),
    /// The user did not want to wait.
    Stopped,
    /// Opening would fail, and why.
    Failed(String),
}

/// A wish of the user about the import: about the part that is shown, where it is about one.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportWish {
    /// Take the column of this name for a field; for nothing where `None`.
    Take {
        /// The column.
        column: String,
        /// What it holds.
        field: Option<Field>,
    },
    /// Say something for an option by its name on the command line; nothing where `None`.
    Say {
        /// The option.
        option: &'static str,
        /// What is said.
        text: Option<String>,
    },
    /// Read by another profile.
    By(ProfileChoice),
    /// Take the files for something else.
    Kind(FileKind),
    /// Show another part of what is to be opened.
    Show(usize),
    /// Forget everything that was changed of this part.
    Reset,
    /// Open the files as they are shown.
    Open,
    /// Leave everything as it was.
    Cancel,
    /// Keep what is said as a profile of this name.
    Save(String),
}

/// Fields that are halves of one answer, with those that another answer would exclude.
const POSITION: [&[Field]; 3] = [
    &[Field::Lon, Field::Lat],
    &[Field::Easting, Field::Northing],
    &[Field::GridRef],
];
const FROM: [Field; 5] = [
    Field::From,
    Field::FromDate,
    Field::FromTime,
    Field::FromHour,
    Field::FromMinute,
];
const TO: [Field; 3] = [Field::To, Field::ToDate, Field::ToTime];

impl Import {
    /// The part that is shown.
    pub fn part(&self) -> &Part {
        &self.parts[self.shown]
    }

    /// The same, to be changed.
    pub fn part_mut(&mut self) -> &mut Part {
        &mut self.parts[self.shown]
    }

    /// The part of this kind.
    pub fn of(&self, kind: FileKind) -> Option<&Part> {
        self.parts.iter().find(|part| part.kind == kind)
    }

    /// Whether anything of it was changed.
    pub fn is_changed(&self) -> bool {
        self.parts.iter().any(|part| part.is_changed)
    }

    /// Why one of the parts cannot be opened as it stands: what is amiss with it, or that another
    /// one is opened for the same.
    pub fn fault_of(&self, place: usize) -> Option<String> {
        let part = &self.parts[place];
        let is_twin = |other: &Part| other.kind == part.kind && part.kind != FileKind::Reference;
        part.fault().or_else(|| {
            self.parts[..place].iter().any(is_twin).then(|| {
                "another file is opened as the same already; say what this one is, or that it is \
                 only for reference"
                    .to_owned()
            })
        })
    }

    /// Why the files cannot be opened as they stand, the reason in the part that is shown first;
    /// with the part.
    pub fn fault(&self) -> Option<(usize, String)> {
        let own = |place: usize| Some((place, self.fault_of(place)?));
        let places = (0..self.parts.len()).filter(|&place| place != self.shown);
        own(self.shown)
            .or_else(|| places.into_iter().find_map(own))
            .or_else(|| Some((self.shown, self.failed.clone()?)))
    }

    /// The command line that reads these files the same way, with the incidents of `sources`
    /// where there are none among them.
    pub fn command_line(&self, sources: &Sources) -> String {
        let is_reference = |part: &&Part| part.kind == FileKind::Reference;
        if self.parts.iter().all(|part| is_reference(&part)) {
            return references_line(&self.parts);
        }
        let mut words = vec!["nightbeat check".to_owned()];
        if self.of(FileKind::Incidents).is_none() {
            words.extend(incidents_of(sources));
        }
        // There is one file of each kind, but for layers for reference, which are only shown.
        let kinds = FileKind::ALL.into_iter();
        let parts = kinds.filter_map(|kind| self.of(kind));
        words.extend(
            parts
                .filter(|part| !is_reference(part))
                .flat_map(Part::words),
        );
        words.join(" ")
    }
}

/// The command line that shows these files for reference: one where they are read alike, else a
/// line each, since how they are read is said once for all.
fn references_line(parts: &[Part]) -> String {
    let is_alike = parts.iter().all(|part| part.options == parts[0].options);
    if !is_alike {
        let lines = parts
            .iter()
            .map(|part| references_line(std::slice::from_ref(part)));
        return lines.collect::<Vec<_>>().join("\n");
    }
    let files = parts.iter().flat_map(Part::files_in_words);
    let words = files.chain(parts[0].options_in_words());
    format!("nightbeat open {}", words.collect::<Vec<_>>().join(" "))
}

/// The open incidents as the command line names them, or a place to name some.
fn incidents_of(sources: &Sources) -> Vec<String> {
    if sources.is_sample() {
        return vec!["--incidents FILE".to_owned()];
    }
    let files = sources.incidents.iter();
    let said = files.map(|file| format!("--incidents {}", quoted(&file.display().to_string())));
    said.collect()
}

impl Part {
    /// Files of one kind, with how they are read so far.
    pub fn new(kind: FileKind, why: String, files: Vec<PathBuf>, options: ReadOptions) -> Self {
        Self {
            started: Started {
                kind,
                why: why.clone(),
                options: options.clone(),
            },
            kind,
            why,
            files,
            options,
            preview: None,
            tables: Vec::new(),
            is_stale: true,
            trial: TrialState::Counting,
            is_changed: false,
            is_kind_said: false,
        }
    }

    /// What is done about doubtful fields: as the user says, else as the profile does that was
    /// found.
    pub fn mending(&self) -> Mending {
        let options = ReadOptions {
            profile: self.found_profile(),
            ..self.options.clone()
        };
        options.with_profile(Holds::Incidents).mending
    }

    /// What the profile alone says of it.
    pub fn mending_of_profile(&self) -> Mending {
        let alone = ReadOptions {
            profile: self.found_profile(),
            ..ReadOptions::default()
        };
        alone.with_profile(Holds::Incidents).mending
    }

    fn found_profile(&self) -> ProfileChoice {
        let seen = self.preview.as_ref();
        let found = seen.and_then(|seen| seen.profile.as_ref());
        found.map_or(ProfileChoice::None, |found| {
            ProfileChoice::Named(Arc::clone(&found.profile))
        })
    }

    /// Whether one of its tables must be chosen before there is anything to see.
    pub fn waits_for_table(&self) -> bool {
        self.preview.is_none() && !self.tables.is_empty() && self.options.layer.is_none()
    }

    /// Why it cannot be opened as it stands.
    pub fn fault(&self) -> Option<String> {
        let seen = self.preview.as_ref().and_then(|seen| seen.fault.as_ref());
        if let Some(fault) = seen {
            return Some(fault.why());
        }
        match &self.trial {
            TrialState::Failed(why) => Some(why.clone()),
            TrialState::Counting | TrialState::Stopped | TrialState::Done(_) => None,
        }
    }

    /// Forgets everything that was said of it since the import began.
    pub fn reset(&mut self) {
        let started = self.started.clone();
        (self.kind, self.why, self.options) = (started.kind, started.why, started.options);
        (self.is_changed, self.is_kind_said) = (false, false);
    }

    /// Whether what the files are is to be told anew: another of their tables may be another
    /// thing.
    pub fn is_to_tell(&self) -> bool {
        let is_other = self.options.layer != self.started.options.layer;
        !self.is_kind_said && (is_other || self.kind != self.started.kind)
    }

    /// Reads the files by `profile`. What else was said of them is forgotten, but for which of
    /// their tables is meant.
    pub fn read_by(&mut self, profile: ProfileChoice) {
        self.options = ReadOptions {
            profile,
            ..self.table_meant()
        };
        self.is_changed = true;
    }

    fn table_meant(&self) -> ReadOptions {
        ReadOptions {
            layer: self.options.layer.clone(),
            unpacked_bytes: self.options.unpacked_bytes,
            ..ReadOptions::default()
        }
    }

    /// Takes the files for something else. What was said of them as something else is forgotten.
    pub fn take_for(&mut self, kind: FileKind) {
        self.kind = kind;
        self.is_kind_said = true;
        "as you say".clone_into(&mut self.why);
        self.options = self.table_meant();
        self.preview = None;
        self.is_changed = true;
    }

    /// Takes `column` for `field`, or for nothing. What goes together with the field stays as it
    /// was understood, whoever said so.
    pub fn take(&mut self, column: &str, field: Option<Field>) {
        let means = self.meanings();
        let before: Vec<Field> = means
            .iter()
            .filter(|(name, _)| name == column)
            .map(|(_, field)| *field)
            .collect();
        for &changed in before.iter().chain(&field) {
            self.pin(changed, &means);
        }
        let map = &mut self.options.map;
        for &old in &before {
            let rest = without(map.get(&old), column).filter(|_| old.is_several());
            map.insert(old, rest);
            if old == Field::From || old == Field::To {
                let date = if old == Field::From {
                    Field::FromDate
                } else {
                    Field::ToDate
                };
                map.insert(date, None);
            }
        }
        map.retain(|_, name| name.as_deref() != Some(column));
        if let Some(field) = field {
            for other in excluded_by(field) {
                map.remove(&other);
            }
            let others = map.get(&field).cloned().flatten();
            let name = match others.filter(|_| field.is_several()) {
                Some(others) => columns_said([others.as_str(), column]),
                None => column.to_owned(),
            };
            map.insert(field, Some(name));
        }
        self.is_changed = true;
    }

    /// Says `text` for an option, or nothing.
    ///
    /// # Errors
    /// When it cannot be said.
    pub fn say(&mut self, option: &str, text: Option<&str>) -> Result<(), OptionError> {
        let mut options = ReadOptions {
            profile: self.options.profile.clone(),
            ..ReadOptions::default()
        };
        for (name, said) in self.options.said() {
            if name != option {
                options.set(name, &said)?;
            }
        }
        if let Some(text) = text {
            options.set(option, text)?;
        }
        self.options = options;
        self.is_changed = true;
        Ok(())
    }

    /// A profile for files with these columns that says all that is understood.
    pub fn profile(&self, name: &str) -> Option<NamedProfile> {
        let seen = self.preview.as_ref()?;
        let holds = holds(self.kind)?;
        let all = seen.in_full(&self.options);
        let column = |name: &String| Names::one(name.clone());
        Some(NamedProfile {
            name: name.trim().to_owned(),
            about: String::new(),
            holds,
            columns: seen.headers().into_iter().map(Names::one).collect(),
            needs_share: 1.0,
            map: all
                .map
                .iter()
                .map(|(field, name)| (*field, name.as_ref().map(column)))
                .collect(),
            read: all
                .said()
                .into_iter()
                .filter(|(option, _)| *option != "map")
                .map(|(option, text)| (option.to_owned(), text))
                .collect(),
        })
    }

    /// What the command line says of it.
    fn words(&self) -> Vec<String> {
        [self.files_in_words(), self.options_in_words()].concat()
    }

    fn files_in_words(&self) -> Vec<String> {
        let option = match self.kind {
            FileKind::Incidents => "incidents",
            FileKind::Boundaries => "boundaries",
            FileKind::Premises => "premises",
            FileKind::Roads => "roads",
            FileKind::Reference => "reference",
        };
        let files = self.files.iter();
        files
            .map(|file| format!("--{option} {}", quoted(&file.display().to_string())))
            .collect()
    }

    fn options_in_words(&self) -> Vec<String> {
        let mut words = Vec::new();
        let profile = match &self.options.profile {
            ProfileChoice::Recognise => None,
            ProfileChoice::None => Some("none"),
            ProfileChoice::Named(profile) => Some(profile.name.as_str()),
        };
        words.extend(profile.map(|name| format!("--{} {}", self.option("profile"), quoted(name))));
        for (name, text) in self.options.said() {
            words.push(match (self.kind, name, text.as_str()) {
                (_, _, "true") => format!("--{name}"),
                (FileKind::Reference, "map", text) if !text.starts_with("name=") => {
                    format!("--{} {}", self.option(name), quoted(text))
                }
                (FileKind::Boundaries | FileKind::Roads | FileKind::Reference, "map", text) => {
                    let (field, column) = text.split_once('=').unwrap_or((text, ""));
                    format!("--{} {}", self.option(field), quoted(column))
                }
                (_, _, text) => format!("--{} {}", self.option(name), quoted(text)),
            });
        }
        words
    }

    /// An option of this kind of file as the command line calls it.
    fn option(&self, name: &str) -> String {
        match self.kind {
            // What a packed file may unpack to is said once for all.
            _ if name == "unpack-limit-mb" => name.to_owned(),
            FileKind::Incidents => name.to_owned(),
            FileKind::Boundaries => format!("boundary-{name}"),
            FileKind::Premises => format!("premises-{name}"),
            FileKind::Roads => format!("roads-{name}"),
            FileKind::Reference => format!("reference-{name}"),
        }
    }

    /// Which column is understood as what.
    fn meanings(&self) -> Vec<(String, Field)> {
        let columns = self.preview.iter().flat_map(|seen| &seen.columns);
        columns
            .flat_map(|column| {
                column
                    .means
                    .iter()
                    .map(|&field| (column.name.clone(), field))
            })
            .collect()
    }

    /// Says what is understood of the fields that go together with `field`, so that it stays.
    fn pin(&mut self, field: Field, means: &[(String, Field)]) {
        let group = group_of(field);
        let headers: Vec<String> = self
            .preview
            .iter()
            .flat_map(|seen| seen.headers())
            .map(str::to_owned)
            .collect();
        for (name, other) in means {
            if group.contains(other) && headers.contains(name) {
                let entry = self.options.map.entry(*other);
                entry.or_insert_with(|| Some(all_called(*other, name, means)));
            }
        }
    }
}

/// The name of the column that is understood as `field`, or the names of all of them.
fn all_called(field: Field, name: &str, means: &[(String, Field)]) -> String {
    if !field.is_several() {
        return name.to_owned();
    }
    let all = means.iter().filter(|(_, other)| *other == field);
    columns_said(all.map(|(name, _)| name.as_str()))
}

/// What is said of several columns, without one of them; `None` where none is left.
fn without(said: Option<&Option<String>>, column: &str) -> Option<String> {
    let names = said?.as_deref().unwrap_or_default();
    let rest: Vec<&str> = each_column(names).filter(|name| *name != column).collect();
    (!rest.is_empty()).then(|| columns_said(rest))
}

/// The fields that answer one question together with `field`.
fn group_of(field: Field) -> Vec<Field> {
    let position: Vec<Field> = POSITION.concat();
    [position, FROM.to_vec(), TO.to_vec()]
        .into_iter()
        .find(|group| group.contains(&field))
        .unwrap_or_else(|| vec![field])
}

/// Fields that cannot be said beside `field`.
fn excluded_by(field: Field) -> Vec<Field> {
    if let Some(own) = POSITION.iter().find(|own| own.contains(&field)) {
        let others = POSITION.iter().filter(|other| *other != own);
        return others.copied().flatten().copied().collect();
    }
    match field {
        Field::From => FROM.into_iter().filter(|&other| other != field).collect(),
        Field::FromDate => vec![Field::From],
        Field::FromTime => vec![Field::FromHour, Field::FromMinute],
        Field::FromHour => vec![Field::FromTime],
        Field::To => TO.into_iter().filter(|&other| other != field).collect(),
        Field::ToDate => vec![Field::To],
        _ => Vec::new(),
    }
}

/// A word as a shell takes it.
fn quoted(text: &str) -> String {
    let plain = |sign: char| sign.is_alphanumeric() || "-_./:=,+@".contains(sign);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if cfg!(windows) {
        format!("\"{}\"", text.replace('"', "\\\""))
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Progress;
    use crate::io::read::preview;
    use std::fs;

    struct Desk {
        part: Part,
        path: PathBuf,
        _folder: tempfile::TempDir,
    }

    fn desk(text: &str) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("our crimes.csv");
        fs::write(&path, text).unwrap();
        let (kind, options) = (FileKind::Incidents, ReadOptions::default());
        let part = Part::new(kind, String::new(), vec![path.clone()], options);
        let mut desk = Desk {
            part,
            path,
            _folder: folder,
        };
        desk.look();
        desk
    }

    impl Desk {
        fn look(&mut self) {
            let (kind, options) = (self.part.kind, &self.part.options);
            let seen = preview(&self.path, kind, options, &Progress::new()).unwrap();
            self.part.preview = Some(Arc::new(seen));
        }

        fn take(&mut self, column: &str, field: Option<Field>) -> &mut Self {
            self.part.take(column, field);
            self.look();
            self
        }

        /// `column=field` of all columns that mean something.
        fn means(&self) -> Vec<String> {
            let means = self.part.meanings().into_iter();
            means
                .map(|(name, field)| format!("{name}={}", field.name()))
                .collect()
        }
    }

    const TABLE: &str = "nr,day,hour,ended,e,n,lat,lon,kind,road\n\
        1,2021-04-13,23:10,2021-04-14 00:10,450100,520100,54.57,-1.23,Theft,Quay Street\n\
        2,2021-04-14,01:10,2021-04-14 02:10,450200,520200,54.58,-1.24,Drugs,Fish Street\n";

    #[test]
    fn a_column_taken_for_something_leaves_the_rest_as_it_was() {
        let mut desk = desk(TABLE);
        let start = desk.means();
        assert!(start.contains(&"lat=lat".to_owned()), "{start:?}");
        assert!(start.contains(&"day=from_date".to_owned()), "{start:?}");
        assert!(start.contains(&"hour=from_time".to_owned()), "{start:?}");
        let means = desk.take("road", Some(Field::Category)).means();
        assert!(means.contains(&"road=category".to_owned()), "{means:?}");
        assert!(
            means.contains(&"lat=lat".to_owned()) && means.contains(&"hour=from_time".to_owned())
        );
        let means = desk.take("hour", None).means();
        assert!(
            means.contains(&"day=from".to_owned()) || means.contains(&"day=from_date".to_owned()),
            "{means:?}"
        );
        assert!(
            !means.iter().any(|said| said.starts_with("hour=")),
            "{means:?}"
        );
        let means = desk.take("hour", Some(Field::FromTime)).means();
        assert!(means.contains(&"hour=from_time".to_owned()), "{means:?}");
    }

    #[test]
    fn another_kind_of_position_takes_the_place_of_the_first() {
        let mut desk = desk(TABLE);
        desk.take("e", Some(Field::Easting));
        let means = desk.take("n", Some(Field::Northing)).means();
        assert!(means.contains(&"e=easting".to_owned()), "{means:?}");
        assert!(!means.contains(&"lat=lat".to_owned()), "{means:?}");
        desk.take("lat", Some(Field::Lat));
        let means = desk.take("lon", Some(Field::Lon)).means();
        assert!(means.contains(&"lon=lon".to_owned()), "{means:?}");
        assert!(!means.contains(&"e=easting".to_owned()), "{means:?}");
    }

    #[test]
    fn what_is_said_can_be_unsaid_and_saved_as_a_profile_that_says_all() {
        let mut desk = desk(TABLE);
        desk.part.say("date-order", Some("ymd")).unwrap();
        assert!(desk.part.say("date-order", Some("tomorrow")).is_err());
        assert!(desk.part.options.date_order.is_some());
        desk.part.say("date-order", None).unwrap();
        assert_eq!(desk.part.options, ReadOptions::default());
        desk.take("road", Some(Field::Category));
        desk.part.say("fix", Some("swap,sign")).unwrap();
        desk.part.say("corrections", Some("net")).unwrap();
        let line = desk.part.words().join(" ");
        assert!(
            line.ends_with("--fix swap,sign --corrections net"),
            "{line}"
        );
        let profile = desk.part.profile("Ours").unwrap();
        assert_eq!(profile.read["fix"], "swap,sign");
        assert_eq!(profile.read["corrections"], "net");
        assert_eq!(NamedProfile::parse(&profile.text()), Ok(profile.clone()));
        assert!(profile.is_for(&[
            "NR", "day", "hour", "ended", "e", "n", "lat", "lon", "kind", "road"
        ]));
        assert!(!profile.is_for(&["NR", "day"]));
        let before = desk.means();
        desk.part.options = ReadOptions {
            profile: ProfileChoice::Named(Arc::new(profile)),
            ..ReadOptions::default()
        };
        desk.look();
        assert_eq!(desk.means(), before);
        let seen = desk.part.preview.as_ref().unwrap();
        assert_eq!(
            seen.understood[0],
            "profile: Ours (10 of 10 columns), as it was chosen"
        );
    }

    #[test]
    fn words_are_quoted_where_a_shell_would_take_them_apart() {
        if cfg!(windows) {
            return;
        }
        assert_eq!(quoted("from_date=Date"), "from_date=Date");
        assert_eq!(quoted("category=Crime type"), "'category=Crime type'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!(quoted(""), "''");
    }

    const REGISTER: &str = "Venue,Sort,Fri close,Sat close,Places,e,n\n\
        The Ship,pub,01:00,02:00,120,450100,520100\n\
        The Bell,cafe,20:00,20:00,40,450200,520200\n";

    #[test]
    fn one_of_several_closing_times_is_left_out_and_taken_in_again() {
        let mut desk = desk(REGISTER);
        desk.part.take_for(FileKind::Premises);
        desk.look();
        let start = desk.means();
        for said in ["Venue=name", "Fri close=closes", "Sat close=closes"] {
            assert!(start.contains(&said.to_owned()), "{start:?}");
        }
        desk.take("e", Some(Field::Easting))
            .take("n", Some(Field::Northing));
        let means = desk.take("Fri close", None).means();
        assert!(means.contains(&"Sat close=closes".to_owned()), "{means:?}");
        assert!(
            !means.iter().any(|said| said.starts_with("Fri")),
            "{means:?}"
        );
        let means = desk.take("Fri close", Some(Field::Closes)).means();
        assert!(means.contains(&"Fri close=closes".to_owned()), "{means:?}");
        assert!(means.contains(&"Sat close=closes".to_owned()), "{means:?}");
        desk.take("Places", Some(Field::Capacity))
            .take("Sort", Some(Field::Kind));
        let line = desk.part.words().join(" ");
        assert!(line.contains("--premises-map capacity=Places"), "{line}");
        let profile = desk.part.profile("Our register").unwrap();
        assert_eq!(profile.holds, crate::io::profiles::Holds::Premises);
        assert_eq!(NamedProfile::parse(&profile.text()), Ok(profile.clone()));
        let before = desk.means();
        desk.part.options = ReadOptions {
            profile: ProfileChoice::Named(Arc::new(profile)),
            ..ReadOptions::default()
        };
        desk.look();
        assert_eq!(desk.means(), before);
    }

    #[test]
    fn where_a_table_shown_for_reference_has_its_places_can_be_said() {
        let mut desk = desk(REGISTER);
        desk.part.take_for(FileKind::Reference);
        desk.look();
        desk.take("Sort", Some(Field::Name));
        assert!(desk.means().contains(&"Sort=name".to_owned()));
        desk.take("e", Some(Field::Easting))
            .take("n", Some(Field::Northing));
        assert_eq!(desk.part.fault(), None);
        let line = desk.part.words().join(" ");
        for said in [
            "--reference-name Sort",
            "--reference-map easting=e",
            "--reference-map northing=n",
        ] {
            assert!(line.contains(said), "{line}");
        }
    }

    #[test]
    fn layers_for_reference_that_are_read_otherwise_have_a_line_each() {
        let part = |name: &str, layer: Option<&str>| {
            let options = ReadOptions {
                layer: layer.map(str::to_owned),
                ..ReadOptions::default()
            };
            Part::new(
                FileKind::Reference,
                String::new(),
                vec![name.into()],
                options,
            )
        };
        let line = |parts: [Part; 2]| references_line(&parts);
        assert_eq!(
            line([part("a", Some("x")), part("b", Some("x"))]),
            "nightbeat open --reference a --reference b --reference-layer x"
        );
        assert_eq!(
            line([part("a", Some("x")), part("b", None)]),
            "nightbeat open --reference a --reference-layer x\nnightbeat open --reference b"
        );
    }
}
