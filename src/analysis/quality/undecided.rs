//! Flags of which the file does not say yes or no: definitions that ask for them leave such
//! incidents undecided, and do not count them.

use crate::analysis::offences::Prepared;
use crate::data::Dataset;
use crate::data::definitions::{Library, Test, flags};

/// Incidents of which a flag that the file has is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndecidedFlag {
    /// The flag's name.
    pub flag: &'static str,
    /// How many incidents do not say.
    pub incidents: usize,
}

impl UndecidedFlag {
    /// Those of `data`, in the order of the flags; none of flags the file lacks altogether.
    pub fn of(data: &Dataset) -> Vec<Self> {
        let library = Library::default();
        let of_flag = |flag: &'static flags::Flag| {
            let test = Test::Flag(flag.name.clone());
            let held = Prepared::new(data, &test, &library).ok()?.count(data);
            (held.undecided > 0).then_some(Self {
                flag: &flag.name,
                incidents: held.undecided,
            })
        };
        flags::all().iter().filter_map(of_flag).collect()
    }
}
