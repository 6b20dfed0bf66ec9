//! The profiles that come with the program: `assets/profiles`, one file each.

use std::sync::{Arc, LazyLock};

use crate::io::profiles::NamedProfile;

/// Texts of the files, in the order of lists.
const TEXTS: [&str; 9] = [
    include_str!("../../../assets/profiles/police_uk_street.json"),
    include_str!("../../../assets/profiles/police_uk_outcomes.json"),
    include_str!("../../../assets/profiles/police_uk_stop_and_search.json"),
    include_str!("../../../assets/profiles/force_export.json"),
    include_str!("../../../assets/profiles/istv.json"),
    include_str!("../../../assets/profiles/premises_licences.json"),
    include_str!("../../../assets/profiles/atlanta.json"),
    include_str!("../../../assets/profiles/chicago.json"),
    include_str!("../../../assets/profiles/new_york.json"),
];

static PROFILES: LazyLock<Vec<Arc<NamedProfile>>> = LazyLock::new(|| {
    // A test reads every one of them, so that none is left out.
    let read = TEXTS
        .iter()
        .filter_map(|text| NamedProfile::parse(text).ok());
    read.map(Arc::new).collect()
});

/// The profiles that come with the program.
pub fn built_in() -> &'static [Arc<NamedProfile>] {
    &PROFILES
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_one_can_be_read_and_no_two_have_one_name() {
        for text in TEXTS {
            assert_eq!(NamedProfile::parse(text).err(), None, "{text}");
        }
        let names: BTreeSet<_> = built_in().iter().map(|profile| &profile.name).collect();
        assert_eq!(names.len(), TEXTS.len());
    }
}
