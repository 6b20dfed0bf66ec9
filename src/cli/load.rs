//! From the flags that name files to a data set.

use crate::base::Progress;
use crate::cli::args::DataArgs;
use crate::cli::args::data::{CorrectionsName, PremisesDefault, TimesAre};
use crate::cli::cache;
use crate::cli::exit::Failure;
use crate::cli::memory;
use crate::cli::profiles;
use crate::cli::timings::Timings;
use crate::data::assemble::AssembleParams;
use crate::data::premises::NightRule;
use crate::data::{Corrections, Dataset, Mending};
use crate::engine::load::{LoadRequest, load as engine_load};
use crate::io::read::ReadOptions;
use crate::project::{BoundarySource, RoadSource, Sources};

/// Loads what `args` name, or the sample town. `unknown_midnight` takes times of exactly 00:00
/// as date-only.
///
/// # Errors
/// When a file cannot be used or nothing in it is located.
pub fn load(
    args: &DataArgs,
    unknown_midnight: bool,
    progress: &Progress,
) -> Result<(Dataset, Timings), Failure> {
    let mut request = request(args)?;
    request.read.unknown_midnight = unknown_midnight;
    let loaded = engine_load(&request, progress).map_err(Failure::from_error)?;
    let timings = Timings {
        read: loaded.timings.read_ms,
        project: loaded.timings.project_ms,
        index: loaded.timings.index_ms,
        ..Timings::default()
    };
    Ok((loaded.data, timings))
}

/// What `args` ask to be loaded.
///
/// # Errors
/// When two `--map` speak of one field.
pub fn request(args: &DataArgs) -> Result<LoadRequest, Failure> {
    let boundaries = args.boundaries.clone().map(|path| BoundarySource {
        path,
        name_field: args.boundary_name.clone(),
        population_field: args.boundary_population.clone(),
        layer: args.boundary_layer.clone(),
    });
    let sources = Sources {
        incidents: args.incidents.clone(),
        boundaries,
        premises: args.premises.clone(),
        premises_layer: args.premises_layer.clone(),
        artefacts: args.artefacts.clone(),
        roads: args.roads.clone().map(|path| RoadSource {
            path,
            name_field: args.roads_name.clone(),
            layer: args.roads_layer.clone(),
        }),
    };
    let assemble = AssembleParams {
        analysis_epsg: args.analysis_crs,
        keep_outliers: args.outliers.is_some(),
        keep_outside: args.outside.is_some(),
        night_rule: night_rule(args.premises_default),
        fixes: Vec::new(),
    };
    Ok(LoadRequest {
        sources,
        added: Vec::new(),
        read: read_options(args)?,
        assemble,
        cache: (!args.no_cache).then(cache::store).flatten(),
        memory_bytes: Some(memory::budget_bytes(args.memory_budget_mb)),
    })
}

/// The rule for night-time premises, with `--premises-default` in it.
pub fn night_rule(default: Option<PremisesDefault>) -> NightRule {
    let rule = NightRule::default();
    let default_is_night = match default {
        None => rule.default_is_night,
        Some(default) => default == PremisesDefault::Nte,
    };
    NightRule {
        default_is_night,
        ..rule
    }
}

/// How `args` ask files to be read.
///
/// # Errors
/// When two `--map` speak of one field, or the profile cannot be used.
pub fn read_options(args: &DataArgs) -> Result<ReadOptions, Failure> {
    let mut options = ReadOptions {
        crs: args.crs,
        keep: args.keep.clone(),
        date_order: args.date_order,
        tz: args.tz.clone(),
        layer: args.layer.clone(),
        unpacked_bytes: args.unpack_limit_mb.map(|mb| mb.saturating_mul(1_000_000)),
        mending: Mending {
            unknown_times: args.unknown_time.clone(),
            utc: args.times == Some(TimesAre::Utc),
            fixes: args.fix.clone(),
            corrections: match args.corrections {
                Some(CorrectionsName::Net) => Corrections::Net,
                Some(CorrectionsName::Keep) | None => Corrections::Keep,
            },
        },
        profile: profiles::choice(args.profile.as_deref())?,
        ..ReadOptions::default()
    };
    for (field, column) in &args.map {
        if options.map.insert(*field, column.clone()).is_some() {
            return Err(Failure::new(format!(
                "--map gives \"{}\" twice",
                field.name()
            )));
        }
    }
    Ok(options)
}
