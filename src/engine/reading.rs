//! How files are read: options as a document keeps them, and back.

use std::sync::Arc;

use crate::io::profiles::{NamedProfile, ProfileError};
use crate::io::read::{ProfileChoice, ReadOptions};
use crate::project::{Reading, ReadingProfile};

/// `options` as a document keeps them.
pub fn reading_of(options: &ReadOptions) -> Reading {
    let said = options.said().into_iter();
    Reading {
        said: said.map(|(name, text)| (name.to_owned(), text)).collect(),
        profile: match &options.profile {
            ProfileChoice::Recognise => ReadingProfile::Recognise,
            ProfileChoice::None => ReadingProfile::None,
            ProfileChoice::Named(profile) => ReadingProfile::Text(profile.text()),
        },
    }
}

/// The options a document keeps.
///
/// # Errors
/// When it says what this version cannot say.
pub fn options_of(reading: &Reading) -> Result<ReadOptions, ProfileError> {
    let mut options = ReadOptions::default();
    for (name, text) in &reading.said {
        options.set(name, text)?;
    }
    options.profile = match &reading.profile {
        ReadingProfile::Recognise => ProfileChoice::Recognise,
        ReadingProfile::None => ProfileChoice::None,
        ReadingProfile::Text(text) => ProfileChoice::Named(Arc::new(NamedProfile::parse(text)?)),
    };
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::profiles::built_in;

    #[test]
    fn what_a_document_keeps_is_what_was_said() {
        let mut options = ReadOptions::default();
        options.set("map", "from=When it was").unwrap();
        options.set("crs", "EPSG:27700").unwrap();
        for choice in [
            ProfileChoice::Recognise,
            ProfileChoice::None,
            ProfileChoice::Named(Arc::clone(&built_in()[3])),
        ] {
            options.profile = choice;
            assert_eq!(options_of(&reading_of(&options)), Ok(options.clone()));
        }
        let strange = Reading {
            said: vec![("colour".to_owned(), "red".to_owned())],
            ..Reading::default()
        };
        assert!(options_of(&strange).is_err());
    }
}
