//! Preferences kept between starts: the theme here, the window's size by eframe itself.
//! Never a path, a filter or anything of the data.

use eframe::Storage;

use crate::app::session::ThemeChoice;

const THEME: &str = "theme";

/// The theme chosen last.
pub(super) fn theme(storage: Option<&dyn Storage>) -> Option<ThemeChoice> {
    match storage?.get_string(THEME)?.as_str() {
        "light" => Some(ThemeChoice::Light),
        "dark" => Some(ThemeChoice::Dark),
        _ => None,
    }
}

/// Keeps the theme for the next start.
pub(super) fn save_theme(storage: &mut dyn Storage, theme: ThemeChoice) {
    let name = match theme {
        ThemeChoice::Light => "light",
        ThemeChoice::Dark => "dark",
    };
    storage.set_string(THEME, name.to_owned());
}
