//! Where large things go that are no longer shown.
//!
//! To give the memory of ten million incidents back to the system takes a good part of a second.
//! Whoever lets go of them last does that work, which must not be the thread that draws. So
//! what will be let go of one day is held here too, and once nobody else has it, it goes on a
//! thread of its own.

use std::any::Any;
use std::sync::Arc;

use crate::engine::lane::{Mode, Wake};

/// Anything that is shared.
type Shared = Arc<dyn Any + Send + Sync>;

/// Things that others still have, until they do not.
pub struct Leaving {
    mode: Mode,
    wake: Wake,
    held: Vec<Shared>,
}

impl Leaving {
    /// Nothing yet; what goes does so on a thread, or at once in the caller. `wake` is called
    /// when something went, for what it had may now be nobody's either.
    pub fn new(mode: Mode, wake: Wake) -> Self {
        Self {
            mode,
            wake,
            held: Vec::new(),
        }
    }

    /// Holds `thing` until nobody else does.
    pub fn hold(&mut self, thing: Shared) {
        self.held.push(thing);
    }

    /// Lets go of what nobody else has any more. Costs next to nothing where there is none.
    pub fn let_go(&mut self) {
        let is_left = |thing: &mut Shared| Arc::strong_count(thing) == 1;
        let left: Vec<Shared> = self.held.extract_if(.., is_left).collect();
        if left.is_empty() {
            return;
        }
        let wake = Arc::clone(&self.wake);
        let go = move || {
            drop(left);
            wake();
        };
        match self.mode {
            Mode::Inline => go(),
            // Where there is no thread to be had, the caller has dropped them by this.
            Mode::Threaded => drop(
                std::thread::Builder::new()
                    .name("nightbeat leaving".to_owned())
                    .spawn(go),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Sender, channel};
    use std::thread::{ThreadId, current};
    use std::time::Duration;

    /// Says on which thread it goes.
    struct Last(Sender<ThreadId>);

    impl Drop for Last {
        fn drop(&mut self) {
            let _ = self.0.send(current().id());
        }
    }

    #[test]
    fn what_others_have_stays_and_what_nobody_has_goes_elsewhere() {
        let (sender, gone) = channel();
        let thing = Arc::new(Last(sender));
        let (waker, woken) = channel();
        let wake: Wake = Arc::new(move || {
            let _ = waker.send(());
        });
        let mut leaving = Leaving::new(Mode::Threaded, wake);
        leaving.hold(Arc::clone(&thing) as Shared);
        leaving.let_go();
        drop(thing);
        assert!(gone.try_recv().is_err(), "it is held");
        leaving.let_go();
        let thread = gone.recv_timeout(Duration::from_secs(10)).unwrap();
        assert_ne!(thread, current().id());
        woken.recv_timeout(Duration::from_secs(10)).unwrap();
        leaving.let_go();
        assert!(leaving.held.is_empty() && gone.try_recv().is_err());
    }
}
