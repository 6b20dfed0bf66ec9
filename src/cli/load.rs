//! From the flags that name files to a data set.

use crate::base::{ClockTime, Progress};
use crate::cli::args::DataArgs;
use crate::cli::args::data::{CorrectionsName, Mapping, OrNone, PremisesDefault, TimesAre};
use crate::cli::cache;
use crate::cli::exit::Failure;
use crate::cli::memory;
use crate::cli::profiles;
use crate::cli::timings::Timings;
use crate::crs::FileCrs;
use crate::data::Dataset;
use crate::data::assemble::AssembleParams;
use crate::data::premises::NightRule;
use crate::engine::load::{LoadRequest, load as engine_load};
use crate::engine::reading::reading_of;
use crate::io::profiles::Holds;
use crate::io::read::{ProfileChoice, ReadOptions};
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
        code_field: args.boundary_code.clone(),
        layer: args.boundary_layer.clone(),
        crs: args.boundary_crs.map(FileCrs::definition),
    });
    let sources = Sources {
        incidents: args.incidents.clone(),
        boundaries,
        premises: args.premises.clone(),
        premises_layer: args.premises_layer.clone(),
        premises_reading: reading_of(&premises_options(args)?),
        artefacts: args.artefacts.clone(),
        roads: args.roads.clone().map(|path| RoadSource {
            path,
            name_field: args.roads_name.clone(),
            layer: args.roads_layer.clone(),
            crs: args.roads_crs.map(FileCrs::definition),
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
        kept: Vec::new(),
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
        profile: profiles::choice(args.profile.as_deref())?,
        ..ReadOptions::default()
    };
    put_map(&mut options, &args.map, "--map")?;
    let fixes = listed(&args.fix, |fix| fix.name().to_owned());
    let times = listed(&args.unknown_time, ClockTime::to_string);
    let utc = args.times.map(|times| match times {
        TimesAre::Utc => "utc".to_owned(),
        TimesAre::Local => "local".to_owned(),
    });
    let corrections = args.corrections.map(|name| match name {
        CorrectionsName::Net => "net".to_owned(),
        CorrectionsName::Keep => "keep".to_owned(),
    });
    let said = [
        ("fix", fixes),
        ("unknown-time", times),
        ("times", utc),
        ("corrections", corrections),
    ];
    for (name, text) in said {
        if let Some(text) = text {
            let refused = |error| Failure::new(format!("--{name}: {error}"));
            options.set(name, &text).map_err(refused)?;
        }
    }
    Ok(options)
}

/// How `args` ask the premises to be read.
///
/// # Errors
/// As [`read_options`].
pub fn premises_options(args: &DataArgs) -> Result<ReadOptions, Failure> {
    let profile = profiles::choice(args.premises_profile.as_deref())?;
    if let ProfileChoice::Named(named) = &profile
        && named.holds != Holds::Premises
    {
        return Err(Failure::new(format!(
            "--premises-profile takes a profile of premises; this one is of {}: {}",
            named.holds.word(),
            named.name
        )));
    }
    let mut options = ReadOptions {
        crs: args.premises_crs,
        profile,
        ..ReadOptions::default()
    };
    put_map(&mut options, &args.premises_map, "--premises-map")?;
    Ok(options)
}

pub(super) fn put_map(
    options: &mut ReadOptions,
    map: &[Mapping],
    option: &str,
) -> Result<(), Failure> {
    for (field, column) in map {
        if options.map.insert(*field, column.clone()).is_some() {
            let name = field.name();
            return Err(Failure::new(format!("{option} gives \"{name}\" twice")));
        }
    }
    Ok(())
}

/// What a list says, in the words of one option; `None` where it is empty.
fn listed<T>(list: &[OrNone<T>], name: impl Fn(&T) -> String) -> Option<String> {
    let words = list.iter().map(|one| match one {
        OrNone::None => "none".to_owned(),
        OrNone::Some(one) => name(one),
    });
    (!list.is_empty()).then(|| words.collect::<Vec<_>>().join(","))
}
