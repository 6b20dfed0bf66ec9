//! Changes to the document, each a value with a name for the user.

use crate::analysis::rank::RankParams;
use crate::analysis::surface::SurfaceParams;
use crate::data::Mending;
use crate::data::filter::{Filter, NearPremises, TimeFilter};
use crate::data::premises::NightRule;
use crate::project::{Basemap, Project, Reference, Sources};

/// One change to the document.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Clock window, weekdays, dates.
    Time(TimeFilter),
    /// Areas; empty for all.
    Areas(Vec<String>),
    /// Only near premises, or not.
    NearPremises(Option<NearPremises>),
    /// The whole filter at once.
    Filter(Filter),
    /// Kernel, bandwidth, cell.
    Surface(SurfaceParams),
    /// Unit and size of the list.
    Ranking(RankParams),
    /// What counts as night-time economy.
    NightRule(NightRule),
    /// What to do about doubtful fields of the files.
    Mending(Mending),
    /// What lies under the map.
    Basemap(Basemap),
    /// Layers shown for reference.
    References(Vec<Reference>),
    /// Other files. Names in the filter are dropped: they belong to the old ones.
    Sources(Box<Sources>),
}

impl Edit {
    /// Puts the change into `project`.
    pub fn apply(self, project: &mut Project) {
        match self {
            Self::Time(time) => project.filter.time = time,
            Self::Areas(areas) => project.filter.areas = areas,
            Self::NearPremises(near) => project.filter.near_premises = near,
            Self::Filter(filter) => project.filter = filter,
            Self::Surface(surface) => project.surface = surface,
            Self::Ranking(ranking) => project.ranking = ranking,
            Self::NightRule(rule) => project.night_rule = rule,
            Self::Mending(mending) => project.mending = mending,
            Self::Basemap(basemap) => project.basemap = basemap,
            Self::References(references) => project.references = references,
            Self::Sources(sources) => project.sources = *sources,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{ClockWindow, Weekdays};

    #[test]
    fn an_edit_changes_its_part_and_nothing_else() {
        let before = Project::sample();
        let mut after = before.clone();
        let time = TimeFilter {
            days: Weekdays::NONE.with(5),
            ..before.filter.time
        };
        Edit::Time(time).apply(&mut after);
        assert_eq!(after.filter.time.window, Some(ClockWindow::NIGHT));
        assert_eq!(after.filter.time.days.names(), ["sat"]);
        assert_eq!(
            Project {
                filter: before.filter.clone(),
                ..after
            },
            before,
            "only the filter changed"
        );
    }
}
