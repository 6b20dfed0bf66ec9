//! What a table of a force calls a measure, counted in the data over given days.

use crate::analysis::comparison::period::Period;
use crate::analysis::methods::{Input, MethodError};
use crate::analysis::selection::{FilterError, Selection, select};
use crate::data::Filter;
use crate::data::filter::TimeFilter;

/// A measure the data can count.
pub(super) struct Measure {
    filter: Filter,
    /// How it is counted, for notes.
    pub(super) meaning: String,
}

/// Names of a measure that is everything the filter lets pass.
const EVERYTHING: [&str; 4] = ["all", "all incidents", "selection", "everything"];

impl Measure {
    /// The measure `name`: a named definition, else a category, else (by the name "all")
    /// everything the filter lets pass. What else the filter asks for holds as well; its dates do
    /// not. `None` where the data have nothing of that name.
    ///
    /// # Errors
    /// When the filter itself cannot be asked, or nobody wants it any more.
    pub(super) fn of(name: &str, input: &Input<'_>) -> Result<Option<Self>, MethodError> {
        let mut filter = Filter {
            time: TimeFilter {
                since: None,
                until: None,
                ..input.filter.time
            },
            ..input.filter.clone()
        };
        if EVERYTHING
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
        {
            return Ok(Some(Self {
                filter,
                meaning: format!("\"{name}\" is everything the filter lets pass"),
            }));
        }
        filter.categories.clear();
        let as_group = Filter {
            groups: vec![name.to_owned()],
            ..filter.clone()
        };
        let as_category = Filter {
            groups: Vec::new(),
            categories: vec![name.to_owned()],
            ..filter
        };
        for (filter, what) in [(as_group, "definition"), (as_category, "category")] {
            match select(input.data, &filter, input.progress) {
                Ok(_) => {
                    return Ok(Some(Self {
                        filter,
                        meaning: format!("\"{name}\" is the {what} of that name"),
                    }));
                }
                Err(
                    FilterError::UnknownCategory { .. }
                    | FilterError::UnknownGroup { .. }
                    | FilterError::EmptyGroup { .. }
                    | FilterError::Offences { .. },
                ) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Ok(None)
    }

    /// What of it happened on the policing days of `period`.
    ///
    /// # Errors
    /// When nobody wants it any more.
    pub(super) fn selected(
        &self,
        period: Period,
        input: &Input<'_>,
    ) -> Result<Selection, MethodError> {
        let mut filter = self.filter.clone();
        filter.time.since = Some(period.first);
        filter.time.until = Some(period.last);
        Ok(select(input.data, &filter, input.progress)?)
    }

    /// How much of it happened on these days.
    ///
    /// # Errors
    /// When nobody wants it any more.
    pub(super) fn count(&self, period: Period, input: &Input<'_>) -> Result<f64, MethodError> {
        Ok(self.selected(period, input)?.weight)
    }
}
