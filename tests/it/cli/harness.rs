//! A folder of its own for each test, and the real binary run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A temporary folder; gone with the value.
pub(crate) struct Dir {
    folder: tempfile::TempDir,
}

impl Dir {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Writes a file into the folder.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path(name), content).unwrap();
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Names of what lies in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Runs `nightbeat` with the words of `line`, inside the folder.
    pub(crate) fn run(&self, line: &str) -> Run {
        self.run_args(&line.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs `nightbeat` with arguments that may hold blanks.
    pub(crate) fn run_args(&self, args: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nightbeat"));
        let output = command
            .args(args)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        Run {
            line: args.join(" "),
            output,
        }
    }
}

/// How a run ended.
pub(crate) struct Run {
    line: String,
    output: Output,
}

impl Run {
    pub(crate) fn code(&self) -> i32 {
        self.output.status.code().unwrap_or(-1)
    }

    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout()).unwrap_or_else(|e| panic!("{e}\n{}", self.told()))
    }

    /// Done with nothing to report: silent on standard error.
    pub(crate) fn clean(self) -> Self {
        assert!(
            self.code() == 0 && self.stderr().is_empty(),
            "{}",
            self.told()
        );
        self
    }

    /// Done, and every one of `words` is reported on standard error.
    pub(crate) fn reports(self, words: &[&str]) -> Self {
        assert_eq!(self.code(), 1, "{}", self.told());
        self.says(words)
    }

    /// Done, with or without a report.
    pub(crate) fn done(self) -> Self {
        let quiet = self.stderr().is_empty();
        assert_eq!(self.code(), i32::from(!quiet), "{}", self.told());
        self
    }

    /// Failed with every one of `words` in its message, and nothing on standard output.
    pub(crate) fn fails(self, words: &[&str]) -> Self {
        assert_eq!(self.code(), 2, "{}", self.told());
        assert!(self.output.stdout.is_empty(), "{}", self.told());
        assert!(!self.stderr().contains("panicked"), "{}", self.told());
        self.says(words)
    }

    fn says(self, words: &[&str]) -> Self {
        let said = self.stderr().to_lowercase();
        for word in words {
            assert!(
                said.contains(&word.to_lowercase()),
                "\"{word}\" is not said\n{}",
                self.told()
            );
        }
        self
    }

    fn told(&self) -> String {
        let Self { line, .. } = self;
        let (code, out, err) = (self.code(), self.stdout(), self.stderr());
        let start: String = out.chars().take(800).collect();
        format!("nightbeat {line}\nexit {code}\n--- stderr\n{err}\n--- stdout\n{start}")
    }
}

/// The folder with the real data, or `None` with a printed note where it is missing.
pub(crate) fn shared_data() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there is no {}", folder.display());
    None
}
