//! `nightbeat ask METHOD`: a command a method, its flags made from what the method says it takes.

use std::fmt::Write as _;

use clap::builder::{PossibleValuesParser, ValueParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use crate::analysis::methods::{self, Kind, Method, Parameter, Question, Value};
use crate::base::Date;
use crate::cli::args::{DataArgs, FilterArgs, OutputArgs, RankArgs, WorkArgs, values};

/// `nightbeat ask`; without a method it lists them.
#[derive(Debug)]
pub struct AskCommand {
    /// What is asked.
    pub question: Option<MethodCommand>,
}

/// One method and what was typed after it.
pub struct MethodCommand {
    /// Which.
    pub method: &'static dyn Method,
    /// What was set.
    pub said: Vec<(Parameter, Typed)>,
    /// Files.
    pub data: DataArgs,
    /// Which incidents count.
    pub filter: FilterArgs,
    /// The list, where the method is about it.
    pub rank: Option<RankArgs>,
    /// Form and place of the result.
    pub output: OutputArgs,
    /// How the work is done.
    pub work: WorkArgs,
}

impl std::fmt::Debug for MethodCommand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MethodCommand")
            .field("method", &self.method.id())
            .field("said", &self.said)
            .finish_non_exhaustive()
    }
}

/// What was typed for a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    /// A value.
    Value(Value),
    /// The name of a file with a table.
    File(std::path::PathBuf),
}

/// `nightbeat backtest`: the method of that name, for those who look for a command.
#[derive(Debug)]
pub struct BacktestCommand(pub MethodCommand);

const BACKTEST: &str = "backtest";
const HEADING: &str = "Method";

impl Args for AskCommand {
    fn augment_args(command: Command) -> Command {
        let list = methods::all().into_iter().map(subcommand);
        command
            .subcommands(list)
            .subcommand_value_name("METHOD")
            .after_help(listing())
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for AskCommand {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let Some((id, below)) = matches.subcommand() else {
            return Ok(Self { question: None });
        };
        let question = Some(MethodCommand::of(id, below)?);
        Ok(Self { question })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for BacktestCommand {
    fn augment_args(command: Command) -> Command {
        match methods::by_id(BACKTEST) {
            Some(method) => with_flags(command, method),
            None => command,
        }
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for BacktestCommand {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        MethodCommand::of(BACKTEST, matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl MethodCommand {
    fn of(id: &str, matches: &ArgMatches) -> Result<Self, Error> {
        let method = methods::by_id(id).ok_or_else(|| Error::new(ErrorKind::InvalidSubcommand))?;
        let typed = method.parameters().into_iter().filter_map(|parameter| {
            let typed = typed(matches, &parameter)?;
            Some((parameter, typed))
        });
        Ok(Self {
            method,
            said: typed.collect(),
            data: DataArgs::from_arg_matches(matches)?,
            filter: FilterArgs::from_arg_matches(matches)?,
            rank: method
                .uses_ranking()
                .then(|| RankArgs::from_arg_matches(matches))
                .transpose()?,
            output: OutputArgs::from_arg_matches(matches)?,
            work: WorkArgs::from_arg_matches(matches)?,
        })
    }
}

/// The name of a method.
///
/// # Errors
/// When there is no such method.
pub fn method_id(text: &str) -> Result<&'static str, String> {
    let method = methods::by_id(text).map(Method::id);
    method.ok_or_else(|| format!("\"{text}\" is no method; nightbeat ask lists them"))
}

/// The methods by question, for help and for `nightbeat ask` alone.
pub fn listing() -> String {
    let methods = methods::all();
    let width = methods.iter().map(|m| m.id().len()).max().unwrap_or(0);
    let mut text = String::new();
    for question in Question::ALL {
        let mut of_it = methods
            .iter()
            .filter(|m| m.question() == question)
            .peekable();
        if of_it.peek().is_none() {
            continue;
        }
        text.push_str(question.text());
        text.push('\n');
        for method in of_it {
            let (id, title, name) = (method.id(), method.title(), method.name());
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {id:width$}  {title} ({name})");
        }
    }
    text.push_str("\nnightbeat ask METHOD --help says what a method takes.");
    text
}

fn subcommand(method: &'static dyn Method) -> Command {
    let about = format!("{} ({})", method.title(), method.name());
    let command = Command::new(method.id()).about(about).hide(true);
    with_flags(command, method)
}

fn with_flags(command: Command, method: &'static dyn Method) -> Command {
    let mut command = command
        .next_help_heading(HEADING)
        .args(method.parameters().iter().map(flag));
    command = FilterArgs::augment_args(DataArgs::augment_args(command));
    if method.uses_ranking() {
        command = RankArgs::augment_args(command);
    }
    WorkArgs::augment_args(OutputArgs::augment_args(command))
}

fn flag(parameter: &Parameter) -> Arg {
    let arg = Arg::new(parameter.key)
        .long(parameter.key)
        .help(help(parameter))
        .allow_hyphen_values(true);
    match parameter.kind {
        Kind::Flag => arg.action(ArgAction::SetTrue).allow_hyphen_values(false),
        Kind::Number { unit, .. } => arg
            .value_name(if unit == "m" { "M" } else { "X" })
            .value_parser(parser(parameter, |text| {
                Some(Value::Number(text.trim().parse().ok()?))
            })),
        Kind::Count { .. } => arg.value_name("N").value_parser(parser(parameter, |text| {
            Some(Value::Count(text.trim().parse().ok()?))
        })),
        Kind::Choice { options, .. } => {
            arg.value_name("CHOICE")
                .ignore_case(true)
                .value_parser(PossibleValuesParser::new(
                    options.iter().map(|(key, _)| *key),
                ))
        }
        Kind::Date => arg
            .value_name("YYYY-MM-DD")
            .value_parser(ValueParser::new(values::date)),
        Kind::Text => arg.value_name("TEXT"),
        Kind::Table { .. } => arg
            .value_name("FILE")
            .value_parser(clap::value_parser!(std::path::PathBuf)),
    }
}

fn help(parameter: &Parameter) -> String {
    let default = match (parameter.kind, parameter.kind.default_value()) {
        (Kind::Flag, _) | (_, None) => String::new(),
        (_, Some(value)) => format!(" [default: {}]", value.text()),
    };
    let columns = match parameter.kind {
        Kind::Table { columns, .. } => format!(" (columns {columns})"),
        _ => String::new(),
    };
    let text = parameter.help.trim_end_matches('.');
    format!("{}: {text}{columns}{default}", parameter.label)
}

/// A parser that says what the parameter takes.
fn parser(parameter: &Parameter, read: fn(&str) -> Option<Value>) -> ValueParser {
    let kind = parameter.kind;
    ValueParser::new(move |text: &str| match read(text) {
        Some(value) if kind.takes(&value) => Ok(value),
        _ => Err(format!("it takes {}", kind.range())),
    })
}

fn typed(matches: &ArgMatches, parameter: &Parameter) -> Option<Typed> {
    let key = parameter.key;
    let value = match parameter.kind {
        Kind::Flag => matches.get_flag(key).then_some(Value::Flag(true)),
        Kind::Number { .. } | Kind::Count { .. } => matches.get_one::<Value>(key).cloned(),
        Kind::Choice { .. } => {
            let text = matches.get_one::<String>(key);
            text.map(|text| Value::Text(text.to_ascii_lowercase()))
        }
        Kind::Text => matches.get_one::<String>(key).cloned().map(Value::Text),
        Kind::Date => matches.get_one::<Date>(key).copied().map(Value::Date),
        Kind::Table { .. } => {
            return matches
                .get_one::<std::path::PathBuf>(key)
                .cloned()
                .map(Typed::File);
        }
    };
    value.map(Typed::Value)
}
