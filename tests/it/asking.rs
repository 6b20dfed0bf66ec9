//! The sample town on disk, and how any method is asked about it.

use std::fs;
use std::path::PathBuf;

use nightbeat::analysis::methods::{Input, Kind, Method, MethodError, Report, Value, Values};
use nightbeat::analysis::selection::select;
use nightbeat::base::Progress;
use nightbeat::data::assemble::AssembleParams;
use nightbeat::data::{Dataset, Filter};
use nightbeat::engine::load::{LoadRequest, load};
use nightbeat::io::read::ReadOptions;
use nightbeat::project::{BoundarySource, Project, RoadSource, Sources};
use nightbeat::sample::{SampleParams, write_file};
use tempfile::TempDir;

/// Enough incidents for patterns, few enough for every method in a development build.
const INCIDENTS: usize = 2_000;

/// The files of a town.
pub(crate) struct Town {
    folder: TempDir,
}

impl Town {
    /// Its files, incidents first.
    const FILES: [&'static str; 4] = [
        "incidents.csv",
        "wards.geojson",
        "premises.csv",
        "streets.geojson",
    ];

    /// The sample town with fewer incidents.
    pub(crate) fn new() -> Self {
        let town = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let params = SampleParams {
            incidents: INCIDENTS,
            ..SampleParams::default()
        };
        for name in Self::FILES {
            let mut bytes = Vec::new();
            write_file(name, &params, &mut bytes).unwrap();
            town.write(name, &String::from_utf8(bytes).unwrap());
        }
        town
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn load(&self) -> Dataset {
        let request = LoadRequest {
            sources: Sources {
                incidents: vec![self.path("incidents.csv")],
                boundaries: Some(BoundarySource {
                    path: self.path("wards.geojson"),
                    ..BoundarySource::default()
                }),
                premises: Some(self.path("premises.csv")),
                roads: Some(RoadSource {
                    path: self.path("streets.geojson"),
                    ..RoadSource::default()
                }),
                ..Sources::default()
            },
            added: Vec::new(),
            read: ReadOptions::default(),
            assemble: AssembleParams::default(),
            cache: None,
            memory_bytes: None,
            kept: Vec::new(),
        };
        load(&request, &Progress::new()).unwrap().data
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// What `method` says of what `filter` counts, beside the list and the surface of a new project.
pub(crate) fn ask(
    method: &dyn Method,
    data: &Dataset,
    filter: &Filter,
    values: &Values,
) -> Result<Report, MethodError> {
    ask_until(method, data, filter, values, &Progress::new())
}

/// The same, as long as somebody waits for it.
pub(crate) fn ask_until(
    method: &dyn Method,
    data: &Dataset,
    filter: &Filter,
    values: &Values,
    progress: &Progress,
) -> Result<Report, MethodError> {
    let project = Project::sample();
    let selection = select(data, filter, &Progress::new()).unwrap();
    method.report(&Input {
        data,
        selection: &selection,
        filter,
        ranking: &project.ranking,
        surface: &project.surface,
        values,
        progress,
    })
}

/// The defaults of `method`, its simulations cut short to `draws`.
pub(crate) fn short(method: &dyn Method, draws: u64) -> Values {
    let mut values = Values::of(&method.parameters());
    for parameter in method.parameters() {
        let is_drawn = ["replicates", "permutations"].contains(&parameter.key);
        if let (true, Kind::Count { default, least, .. }) = (is_drawn, parameter.kind) {
            let few = Value::Count(default.min(draws).max(least));
            values.set(&parameter, few).unwrap();
        }
    }
    values
}
