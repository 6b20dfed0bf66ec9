//! What every view function is given.

use std::cell::RefCell;

use crate::app::{App, Command};
use crate::project::Edit;
use crate::view::theme::Tokens;

/// References to everything a view may read, and the queue for what it wants.
#[derive(Clone, Copy)]
pub struct Ctx<'a> {
    /// The application: document, data, answer, session.
    pub app: &'a App,
    /// Colours and sizes of the present theme.
    pub tokens: &'a Tokens,
    /// Wishes, carried out after the frame is drawn.
    pub commands: &'a RefCell<Vec<Command>>,
}

impl Ctx<'_> {
    /// Asks for `command`; it is carried out after the frame is drawn.
    pub fn send(&self, command: Command) {
        self.commands.borrow_mut().push(command);
    }

    /// Asks for a change of the document.
    pub fn edit(&self, edit: Edit) {
        self.send(Command::Edit(edit));
    }
}
