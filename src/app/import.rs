//! The import: files that wait to be opened, what they would be read as, and what the user has
//! changed so far.

use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::import::Trial;
use crate::io::profiles::{Holds, NamedProfile, Names};
use crate::io::read::{Field, OptionError, Preview, ProfileChoice, ReadOptions};

/// Files that wait to be opened.
#[derive(Clone, Debug)]
pub struct Import {
    /// Incidents, as one set; the first is the one that is shown.
    pub files: Vec<PathBuf>,
    /// Boundaries and premises that came with them.
    pub around: Vec<PathBuf>,
    /// What was left out of a folder, and why.
    pub notes: Vec<String>,
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
    /// Whether these files are open already, and only how they are read may change.
    pub is_open: bool,
    /// How they were read when the import began.
    pub started: ReadOptions,
    /// Whether anything was changed since then.
    pub is_changed: bool,
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

/// A wish of the user about the import.
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
    /// Forget everything that was changed.
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
            map.insert(old, None);
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
            map.insert(field, Some(column.to_owned()));
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
        let all = seen.in_full(&self.options);
        let column = |name: &String| Names::one(name.clone());
        Some(NamedProfile {
            name: name.trim().to_owned(),
            about: String::new(),
            holds: Holds::Incidents,
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

    /// The command line that reads these files the same way.
    pub fn command_line(&self) -> String {
        let mut words = vec!["nightbeat".to_owned(), "check".to_owned()];
        for file in &self.files {
            words.push("--incidents".to_owned());
            words.push(quoted(&file.display().to_string()));
        }
        match &self.options.profile {
            ProfileChoice::Recognise => {}
            ProfileChoice::None => words.push("--profile none".to_owned()),
            ProfileChoice::Named(profile) => {
                words.push(format!("--profile {}", quoted(&profile.name)));
            }
        }
        for (option, text) in self.options.said() {
            words.push(match text.as_str() {
                "true" => format!("--{option}"),
                text => format!("--{option} {}", quoted(text)),
            });
        }
        words.join(" ")
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
                entry.or_insert_with(|| Some(name.clone()));
            }
        }
    }
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
        import: Import,
        path: PathBuf,
        _folder: tempfile::TempDir,
    }

    fn desk(text: &str) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("our crimes.csv");
        fs::write(&path, text).unwrap();
        let import = Import {
            files: vec![path.clone()],
            around: Vec::new(),
            notes: Vec::new(),
            options: ReadOptions::default(),
            preview: None,
            tables: Vec::new(),
            is_stale: false,
            trial: TrialState::Counting,
            is_open: false,
            started: ReadOptions::default(),
            is_changed: false,
        };
        let mut desk = Desk {
            import,
            path,
            _folder: folder,
        };
        desk.look();
        desk
    }

    impl Desk {
        fn look(&mut self) {
            let seen = preview(&self.path, &self.import.options, &Progress::new()).unwrap();
            self.import.preview = Some(Arc::new(seen));
        }

        fn take(&mut self, column: &str, field: Option<Field>) -> &mut Self {
            self.import.take(column, field);
            self.look();
            self
        }

        /// `column=field` of all columns that mean something.
        fn means(&self) -> Vec<String> {
            let means = self.import.meanings().into_iter();
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
        desk.import.say("date-order", Some("ymd")).unwrap();
        assert!(desk.import.say("date-order", Some("tomorrow")).is_err());
        assert!(desk.import.options.date_order.is_some());
        desk.import.say("date-order", None).unwrap();
        assert_eq!(desk.import.options, ReadOptions::default());
        desk.take("road", Some(Field::Category));
        desk.import.say("fix", Some("swap,sign")).unwrap();
        desk.import.say("corrections", Some("net")).unwrap();
        assert!(
            desk.import
                .command_line()
                .ends_with("--fix swap,sign --corrections net")
        );
        let profile = desk.import.profile("Ours").unwrap();
        assert_eq!(profile.read["fix"], "swap,sign");
        assert_eq!(profile.read["corrections"], "net");
        assert_eq!(NamedProfile::parse(&profile.text()), Ok(profile.clone()));
        assert!(profile.is_for(&[
            "NR", "day", "hour", "ended", "e", "n", "lat", "lon", "kind", "road"
        ]));
        assert!(!profile.is_for(&["NR", "day"]));
        let before = desk.means();
        desk.import.options = ReadOptions {
            profile: ProfileChoice::Named(Arc::new(profile)),
            ..ReadOptions::default()
        };
        desk.look();
        assert_eq!(desk.means(), before);
        let seen = desk.import.preview.as_ref().unwrap();
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
}
