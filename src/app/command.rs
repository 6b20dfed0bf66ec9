//! What a view may ask for, and what the shell must do for the application.

use std::path::PathBuf;

use crate::app::asking::AskWish;
use crate::app::import::ImportWish;
use crate::app::session::{MapLayer, Panel};
use crate::base::{LonLat, Planar};
use crate::project::Edit;

/// A wish of the user.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Change the document.
    Edit(Edit),
    /// Ask for files by a dialog.
    OpenDialog,
    /// Open these files; what each of them is, is told by its content.
    OpenPaths(Vec<PathBuf>),
    /// Ask by a dialog for files to show for reference.
    AddReferencesDialog,
    /// Show these files for reference.
    AddReferences(Vec<PathBuf>),
    /// Ask for a map of tiles by a dialog.
    OpenBasemapDialog,
    /// Ask for a layer of artefact sites by a dialog.
    OpenArtefactsDialog,
    /// Open this layer of artefact sites beside what is open.
    OpenArtefacts(PathBuf),
    /// Count how many incidents each definition of offences holds.
    CountDefinitions,
    /// Ask by a dialog where to write the rows that were set aside, and write them.
    SaveSetAside,
    /// They were written to this file, or could not be, with the reason.
    SetAsideSaved(Result<PathBuf, String>),
    /// Do something about the method that is asked.
    Ask(AskWish),
    /// Do something about the files that wait to be opened.
    Import(ImportWish),
    /// Show how the files that are open were read, to change it.
    ImportSettings,
    /// Go back to the built-in sample town.
    OpenSample,
    /// Stop the work that is going on.
    CancelWork,
    /// Choose a hotspot of the list by its index, or none. The map flies there.
    SelectHotspot(Option<usize>),
    /// The pointer is over a hotspot, in the list or on the map.
    HoverHotspot(Option<usize>),
    /// Explain what lies under a point of the map, within `reach_m` metres.
    Explain {
        /// Where the user clicked.
        at: Planar,
        /// How far from it counts as hit.
        reach_m: f64,
    },
    /// Fly to a place and what is `radius_m` metres around it.
    LookAt {
        /// Where.
        centre: LonLat,
        /// How much around it, in metres.
        radius_m: f64,
    },
    /// Show the whole data set.
    FitAll,
    /// Zoom by steps, positive to come nearer.
    ZoomBy(f64),
    /// Show or hide a layer of the map.
    ToggleLayer(MapLayer),
    /// Open or close a panel.
    TogglePanel(Panel),
    /// Take note `id` away.
    DismissNotice(u64),
    /// Light, dark, or as the system says.
    SetTheme(crate::app::session::ThemeChoice),
}

/// What only the shell can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Show a dialog that picks files to open.
    PickFiles,
    /// Show a dialog that picks a table for this parameter of the chosen method.
    PickTable(&'static str),
    /// Show a dialog that picks files to show for reference.
    PickReferences,
    /// Show a dialog that picks a map of tiles.
    PickBasemap,
    /// Show a dialog that picks a layer of artefact sites.
    PickArtefacts,
    /// Show a dialog that says where, and write the rows that were set aside.
    SaveSetAside,
}
