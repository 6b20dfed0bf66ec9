//! `nightbeat rank`: the ranked list.

use crate::analysis::quality::Snap;
use crate::analysis::rank::rank;
use crate::analysis::selection::select;
use crate::analysis::stability::stability;
use crate::base::Progress;
use crate::cli::args::{Format, RankCommand};
use crate::cli::exit::{Done, Failure};
use crate::cli::load::load;
use crate::cli::timings::timed;
use crate::cli::{result, say};
use crate::io::write::RankAnswer;
use crate::io::write::csv_rank::rank_csv;
use crate::io::write::geojson_rank::rank_geojson;
use crate::io::write::json_rank::rank_json;
use crate::io::write::table::rank_table;

/// Runs the command.
///
/// # Errors
/// When anything of it cannot be done; nothing is written then.
pub fn run(command: &RankCommand) -> Result<Done, Failure> {
    let RankCommand {
        data,
        filter,
        rank: rank_args,
        stability: stability_args,
        output,
        work,
    } = command;
    let premises = filter.premises_filter.into();
    let (filter, params) = (filter.checked(data)?, rank_args.checked(premises)?);
    result::check_targets(&result::targets(output, work), &data.files(), output.force)?;
    let progress = Progress::new();
    let artefact_radius_m = data.artefact_radius;
    let (data, mut timings) = load(data, filter.time.unknown_midnight, &progress)?;
    let (selection, ms) = timed(|| select(&data, &filter, &progress));
    let selection = selection.map_err(Failure::from_error)?;
    timings.filter = ms;
    let (ranking, ms) = timed(|| rank(&data, &selection, &filter.time, &params, &progress));
    let ranking = ranking.map_err(Failure::from_error)?;
    timings.rank = ms;
    let sure = stability_args.params().map(|params| {
        let (sure, ms) = timed(|| stability(&data, &selection, &ranking, params, &progress));
        timings.stability = Some(ms);
        sure
    });
    let sure = sure.transpose().map_err(Failure::from_error)?;
    let sites = data.incidents.sites();
    let artefacts =
        (!data.artefacts.is_empty()).then(|| data.artefacts.near(sites, artefact_radius_m));
    let answer = RankAnswer {
        data: &data,
        filter: &filter,
        selection: &selection,
        ranking: &ranking,
        artefacts: artefacts.as_ref(),
        stability: sure.as_ref(),
    };
    let (text, ms) = timed(|| formatted(&answer, output.format));
    timings.write = ms;
    result::deliver(&text, None, output, work, &timings)?;
    let mut messages = say::about_data(&data);
    messages.extend(say::about_selection(&selection, &filter.time));
    messages.extend(say::about_artefacts(&data, &filter, artefact_radius_m));
    messages.extend(Snap::of(&data).and_then(|snap| snap.about_ranking(&params)));
    Ok(say::all(&messages))
}

fn formatted(answer: &RankAnswer<'_>, format: Format) -> String {
    match format {
        Format::Table => rank_table(answer),
        Format::Json => rank_json(answer),
        Format::Csv => rank_csv(answer),
        Format::Geojson => rank_geojson(answer),
    }
}
