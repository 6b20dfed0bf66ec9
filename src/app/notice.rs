//! Messages to the user, each shown until it is dismissed.

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Something was set aside or is doubtful.
    Warning,
    /// What was asked could not be done; what was there before stays.
    Error,
}

/// A message to the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Which notice, for dismissing it.
    pub id: u64,
    /// How bad it is.
    pub severity: Severity,
    /// One line: what happened.
    pub title: String,
    /// Why, and what to try.
    pub detail: String,
    /// What can be done about it here.
    pub action: Option<NoticeAction>,
}

/// What a message offers to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeAction {
    /// Show how the files were read, to change it.
    ImportSettings,
}

impl NoticeAction {
    /// What is written on its button.
    pub fn text(self) -> &'static str {
        match self {
            Self::ImportSettings => "Change…",
        }
    }
}
