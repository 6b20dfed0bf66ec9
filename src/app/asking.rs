//! The "How sure?" view's state: one method at a time, asked of what is shown.

use std::sync::Arc;

use crate::analysis::methods::{Method, Parameter, Report, TextTable, Value, Values};
use crate::data::Dataset;
use crate::engine::Answer;

/// A method that was chosen, what was set, and its newest answer.
pub struct Asking {
    /// The method.
    pub method: &'static dyn Method,
    /// What it takes.
    pub parameters: Vec<Parameter>,
    /// What was set.
    pub values: Values,
    /// Its newest answer or refusal, which may be of an earlier question.
    pub answered: Option<Answered>,
    /// Why a table could not be read, and of which parameter.
    pub trouble: Option<(&'static str, String)>,
    /// What is being answered.
    pub(super) asked: Option<Asked>,
    /// Whether it was told to run.
    pub(super) is_wanted: bool,
}

/// What came of a method.
#[derive(Clone)]
pub struct Answered {
    /// The report, or why there is none.
    pub outcome: Result<Arc<Report>, String>,
    /// Of what.
    pub(super) of: Asked,
}

impl Answered {
    /// The data it was computed from, which may be open no more.
    pub fn data(&self) -> &Dataset {
        &self.of.answer.data
    }
}

/// What a method is asked of.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) answer: Arc<Answer>,
    pub(super) values: Values,
}

impl Asked {
    pub(super) fn is(&self, answer: &Arc<Answer>, values: &Values) -> bool {
        Arc::ptr_eq(&self.answer.data, &answer.data)
            && self.answer.question == answer.question
            && self.values == *values
    }
}

/// A wish about methods.
#[derive(Clone, Debug, PartialEq)]
pub enum AskWish {
    /// Ask the method of this name, or none.
    Choose(Option<&'static str>),
    /// Set a parameter, or take back what was set.
    Set(&'static str, Option<Value>),
    /// Pick a file for a parameter that is a table.
    PickTable(&'static str),
    /// The table was read, or why not.
    TableRead(&'static str, Result<Arc<TextTable>, String>),
    /// Start what takes a while.
    Run,
    /// Stop it.
    Stop,
}

impl Asking {
    pub(super) fn new(method: &'static dyn Method) -> Self {
        let parameters = method.parameters();
        Self {
            method,
            values: Values::of(&parameters),
            parameters,
            answered: None,
            trouble: None,
            asked: None,
            is_wanted: false,
        }
    }

    /// Whether the newest answer is of `answer` and of what is set now.
    pub fn is_current(&self, answer: &Arc<Answer>) -> bool {
        let of = self.answered.as_ref().map(|answered| &answered.of);
        of.is_some_and(|of| of.is(answer, &self.values))
    }

    /// The newest report.
    pub fn report(&self) -> Option<&Arc<Report>> {
        self.answered.as_ref()?.outcome.as_ref().ok()
    }
}
