//! Definitions that are nothing but some of the data's categories.

use crate::analysis::offences::Prepared;
use crate::base::{Cancelled, Progress};
use crate::data::dataset::Dataset;
use crate::data::definitions::{Library, Test, Truth};

/// A definition that is nothing but categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryGroup {
    /// Its name.
    pub name: String,
    /// What it is meant to hold, in a sentence.
    pub about: String,
    /// The categories it holds; never none.
    pub categories: Vec<String>,
}

/// The definitions of `library` that are nothing but categories of `data`. The fourteen of
/// police.uk are left out: they are categories themselves.
///
/// # Errors
/// When nobody wants it any more.
pub fn category_groups(
    data: &Dataset,
    library: &Library,
    progress: &Progress,
) -> Result<Vec<CategoryGroup>, Cancelled> {
    let definitions = library.to_choose();
    let mut groups = Vec::new();
    for (done, definition) in definitions.iter().enumerate() {
        progress.check(done, definitions.len())?;
        if definition.name.starts_with("police.uk ") {
            continue;
        }
        let test = Test::Definition(definition.name.clone());
        let prepared = Prepared::new(data, &test, library).ok();
        let Some(held) = prepared.and_then(|prepared| prepared.by_category()) else {
            continue;
        };
        let texts = data.categories.iter().zip(held);
        let categories: Vec<String> = texts
            .filter(|((_, text), held)| *held == Truth::Yes && !text.is_empty())
            .map(|((_, text), _)| text.to_owned())
            .collect();
        if !categories.is_empty() {
            groups.push(CategoryGroup {
                name: definition.name.clone(),
                about: definition.about.clone(),
                categories,
            });
        }
    }
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::When;

    fn of(texts: &[&str]) -> Vec<CategoryGroup> {
        let data = Dataset::from_points(texts.iter().map(|&text| (0.0, 0.0, When::Unknown, text)));
        category_groups(&data, &Library::default(), &Progress::new()).unwrap()
    }

    #[test]
    fn only_groups_that_hold_a_category_are_offered() {
        let offered = of(&["Robbery", "Burglary", "Bicycle theft", ""]);
        let robbery = offered.iter().find(|group| group.name == "Robbery");
        assert_eq!(
            robbery.map(|group| group.categories.as_slice()),
            Some(&["Robbery".to_owned()][..])
        );
        assert!(offered.iter().all(|group| group.name != "Weapons"));
        assert!(of(&["Slight", "Serious", "Fatal"]).is_empty());
    }

    #[test]
    fn nobody_waits_for_what_is_not_wanted_any_more() {
        let data = Dataset::from_points([(0.0, 0.0, When::Unknown, "Robbery")]);
        let progress = Progress::new();
        progress.cancel();
        assert!(category_groups(&data, &Library::default(), &progress).is_err());
    }
}
