//! The command line: the window's other face. It reads arguments, asks the same engine, and
//! writes the answer; it decides exit codes and words, and computes nothing itself.

pub mod args;
pub mod ask;
pub mod cache;
pub mod check;
pub mod definitions;
pub mod exit;
pub mod leave;
pub mod load;
pub mod memory;
pub mod profiles;
pub mod rank;
pub mod result;
pub mod sample;
pub mod say;
pub mod surface;
pub mod timings;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::args::{Cli, Command, Mapping, OpenArgs, WorkArgs};
pub use crate::cli::args::{PanelName, ThemeName};
use crate::cli::exit::{Done, FAILED, Failure};
use crate::cli::load::put_map;
use crate::engine::sources::reference_of;
use crate::io::read::{Field, ReadOptions};
use crate::io::tiles::TileArchive;
use crate::project::{Basemap, Reference, TileServer};

/// What the window is opened on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenRequest {
    /// A project file, or data files; none for the last project or the sample town.
    pub paths: Vec<PathBuf>,
    /// PNG file to write a picture of the window to, before it closes.
    pub screenshot: Option<PathBuf>,
    /// Rank to choose before the picture is taken.
    pub select: Option<usize>,
    /// Panel to open before the picture is taken.
    pub panel: Option<PanelName>,
    /// Method to ask before the picture is taken.
    pub method: Option<&'static str>,
    /// Colours; what was chosen last where `None`.
    pub theme: Option<ThemeName>,
    /// Layers to show for reference.
    pub references: Vec<Reference>,
    /// What lies under the map; what suits the data where `None`.
    pub basemap: Option<Basemap>,
    /// Say when the first frame and the first answer were shown.
    pub timings: bool,
}

/// Opens the window and returns when it is closed; the error is a whole sentence.
pub type OpenWindow = fn(OpenRequest) -> Result<(), String>;

/// Runs one command line. `open_window` is `None` in a build without a window.
pub fn run(args: impl IntoIterator<Item = OsString>, open_window: Option<OpenWindow>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help goes to standard output, usage errors to standard error; if even that
            // fails there is nobody to tell.
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(FAILED)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    ExitCode::from(exit::told(dispatch(cli, open_window)))
}

fn dispatch(cli: Cli, open_window: Option<OpenWindow>) -> Result<Done, Failure> {
    match cli.command {
        None => open(OpenRequest::default(), open_window),
        Some(Command::Open(args)) => open(open_request(args)?, open_window),
        Some(Command::Rank(command)) => {
            prepare(&command.work)?;
            rank::run(&command)
        }
        Some(Command::Ask(command)) => ask::run(&command),
        Some(Command::Backtest(command)) => ask::run_method(&command.0),
        Some(Command::Surface(command)) => {
            prepare(&command.work)?;
            surface::run(&command)
        }
        Some(Command::Check(command)) => {
            prepare(&command.work)?;
            check::run(&command)
        }
        Some(Command::Sample(command)) => {
            prepare(&command.work)?;
            sample::run(&command)
        }
        Some(Command::Definitions(command)) => {
            prepare(&command.work)?;
            definitions::run(&command)
        }
        Some(Command::Cache(command)) => cache::run(&command),
        Some(Command::Profiles(command)) => profiles::run(&command),
    }
}

fn open_request(args: OpenArgs) -> Result<OpenRequest, Failure> {
    let OpenArgs {
        paths,
        screenshot,
        select,
        panel,
        method,
        force,
        theme,
        timings,
        reference,
        reference_name,
        reference_map,
        reference_layer,
        reference_crs,
        basemap,
        basemap_key,
        basemap_attribution,
    } = args;
    let basemap = basemap.map(|basemap| match basemap {
        Basemap::Server(server) => Basemap::Server(TileServer {
            key: basemap_key.or_else(key_in_environment).unwrap_or_default(),
            attribution: basemap_attribution.unwrap_or_default(),
            ..server
        }),
        other => other,
    });
    check_basemap(basemap.as_ref())?;
    if let Some(taken) = screenshot.as_ref().filter(|path| !force && path.exists()) {
        return Err(Failure::new(format!(
            "the file is there already; --force replaces it: {}",
            taken.display()
        )));
    }
    let mut how = ReadOptions {
        crs: reference_crs,
        layer: reference_layer,
        ..ReadOptions::default()
    };
    let named =
        reference_name.map(|name| (Field::Name, Some(name).filter(|name| !name.is_empty())));
    let said: Vec<Mapping> = named.into_iter().chain(reference_map).collect();
    put_map(&mut how, &said, "--reference-map")?;
    Ok(OpenRequest {
        paths,
        screenshot,
        select,
        panel,
        method,
        theme,
        timings,
        references: reference
            .into_iter()
            .map(|path| reference_of(path, &how))
            .collect(),
        basemap,
    })
}

/// A key is better not typed where others can list it.
fn key_in_environment() -> Option<String> {
    std::env::var("NIGHTBEAT_BASEMAP_KEY").ok()
}

/// A basemap that can never be shown is refused before a window opens.
fn check_basemap(basemap: Option<&Basemap>) -> Result<(), Failure> {
    match basemap {
        Some(Basemap::Server(server)) if server.lacks_key() => Err(Failure::new(
            "the address of --basemap wants a key; give it with --basemap-key, or in \
             NIGHTBEAT_BASEMAP_KEY",
        )),
        Some(Basemap::File(path)) => {
            let opened = TileArchive::open(path);
            let refused = |error| Failure::new(format!("{error}: {}", path.display()));
            opened.map(|_| ()).map_err(refused)
        }
        _ => Ok(()),
    }
}

fn open(request: OpenRequest, open_window: Option<OpenWindow>) -> Result<Done, Failure> {
    let references = request.references.iter().map(|layer| &layer.path);
    let mut paths = request.paths.iter().chain(references);
    if let Some(missing) = paths.find(|path| !path.exists()) {
        return Err(Failure::new(format!(
            "no such file; check its name and folder: {}",
            missing.display()
        )));
    }
    let Some(open_window) = open_window else {
        return Err(Failure::new(
            "this build has no window; build it with the feature `gui`, or use \
             `nightbeat rank`, `surface`, `check` or `sample` (see --help)",
        ));
    };
    let closed = open_window(request).map(|()| Done::Clean);
    leave::at_once(exit::told(closed.map_err(Failure::new)))
}

/// Sets the number of threads before anything uses them.
fn prepare(work: &WorkArgs) -> Result<(), Failure> {
    let Some(threads) = work.threads else {
        return Ok(());
    };
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
        .map_err(|error| Failure::new(format!("cannot start {threads} threads: {error}")))
}
