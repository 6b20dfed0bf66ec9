//! Carries out wishes about methods. What answers at once is asked anew whenever what is shown
//! changes; what takes a while only when the user says so.

use std::sync::Arc;

use crate::analysis::methods::{Input, MethodError, Parameter, Value, by_id};
use crate::app::asking::{Answered, AskWish, Asked, Asking};
use crate::app::command::Effect;
use crate::app::state::App;
use crate::engine::lane::Outcome;

impl App {
    /// The method that was chosen.
    pub fn asking(&self) -> Option<&Asking> {
        self.asking.as_ref()
    }

    /// How far the chosen method is, from 0 to 1; `None` when it is not at work.
    pub fn asking_progress(&self) -> Option<f32> {
        self.methods.progress()
    }

    pub(super) fn ask_wish(&mut self, wish: AskWish) {
        match wish {
            AskWish::Choose(id) => {
                self.methods.cancel();
                self.asking = id.and_then(by_id).map(Asking::new);
            }
            AskWish::Set(key, value) => self.set_parameter(key, value),
            AskWish::PickTable(key) => self.effects.push(Effect::PickTable(key)),
            AskWish::TableRead(key, read) => match read {
                Ok(table) => self.set_parameter(key, Some(Value::Table(table))),
                Err(why) => {
                    if let Some(asking) = &mut self.asking {
                        asking.trouble = Some((key, why));
                    }
                }
            },
            AskWish::Run => {
                if let Some(asking) = &mut self.asking {
                    asking.is_wanted = true;
                    asking.asked = None;
                }
            }
            AskWish::Stop => {
                self.methods.cancel();
                if let Some(asking) = &mut self.asking {
                    asking.is_wanted = false;
                    asking.asked = None;
                }
            }
        }
    }

    fn set_parameter(&mut self, key: &str, value: Option<Value>) {
        let Some(asking) = &mut self.asking else {
            return;
        };
        asking.trouble = None;
        let of_key = |parameter: &&Parameter| parameter.key == key;
        let Some(parameter) = asking.parameters.iter().find(of_key) else {
            return;
        };
        match value {
            None => asking.values.unset(key),
            Some(value) => {
                if let Err(unset) = asking.values.set(parameter, value) {
                    asking.trouble = Some((parameter.key, unset.to_string()));
                }
            }
        }
    }

    /// Takes in what a method answered, and asks it what it was not asked yet.
    pub(super) fn ask_method_if_needed(&mut self) {
        while let Some(outcome) = self.methods.poll() {
            match outcome {
                Outcome::Early(result) | Outcome::Done(result) => self.take_report(result),
                Outcome::Bug(text) => {
                    self.take_report(Err(MethodError::Unanswerable(format!(
                        "a fault in nightbeat, not in your data: {text}"
                    ))));
                }
            }
        }
        let Some(answer) = self.answer.clone().filter(|_| self.is_current()) else {
            return;
        };
        let Some(asking) = &mut self.asking else {
            return;
        };
        if asking.method.waits_to_be_run(&asking.values) && !asking.is_wanted {
            return;
        }
        let of = Asked {
            answer,
            values: asking.values.clone(),
        };
        let is_known = |asked: &Asked| asked.is(&of.answer, &of.values);
        let answered = asking.answered.as_ref().map(|answered| &answered.of);
        let waits = asking.asked.as_ref().is_some_and(is_known);
        let is_answered = answered.is_some_and(is_known) && !asking.is_wanted;
        if waits || is_answered {
            return;
        }
        asking.asked = Some(of.clone());
        let method = asking.method;
        self.methods.start(move |progress, _| {
            let Asked { answer, values } = of;
            let input = Input {
                data: &answer.data,
                selection: &answer.selection,
                filter: &answer.question.filter,
                ranking: &answer.question.ranking,
                surface: &answer.question.surface,
                values: &values,
                progress,
            };
            method.report(&input).map(Arc::new)
        });
    }

    fn take_report(&mut self, result: Result<Arc<crate::analysis::methods::Report>, MethodError>) {
        let Some(asking) = &mut self.asking else {
            return;
        };
        let Some(of) = asking.asked.take() else {
            return;
        };
        asking.is_wanted = false;
        let outcome = match result {
            Err(MethodError::Cancelled(_)) => return,
            other => other.map_err(|error| error.to_string()),
        };
        asking.answered = Some(Answered { outcome, of });
    }
}
