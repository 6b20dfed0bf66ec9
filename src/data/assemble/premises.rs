//! Premises into the plane, and which of them count by night.

use crate::base::LonLat;
use crate::crs::{AnalysisCrs, CrsError, FileCrs};
use crate::data::assemble::{plane, source};
use crate::data::dataset::{Role, Source};
use crate::data::premises::{NightRule, Premises, PremisesChoice, PremisesList};
use crate::data::raw::RawPremises;

/// How many line numbers a sentence may hold.
const LINES_SAID: usize = 5;

/// The premises of a file, and what the user should know about them.
pub(crate) fn assemble(
    raw: RawPremises,
    crs: AnalysisCrs,
    rule: &NightRule,
) -> Result<(Source, PremisesList, Vec<String>), CrsError> {
    let source = source(Role::Premises, raw.rows.len(), &raw.source, &raw.report);
    let path = raw.source.path;
    let xy: Vec<(f64, f64)> = raw.rows.iter().map(|&(xy, _)| plane::stated(xy)).collect();
    let positions = crs.project(raw.crs, &xy)?.positions;
    let mut rows: Vec<Premises> = Vec::with_capacity(raw.rows.len());
    let mut nowhere = Vec::new();
    for (((x, y), premises), position) in raw.rows.into_iter().zip(positions) {
        match position {
            Some(position) => {
                let in_file = raw.crs == FileCrs::LON_LAT;
                let lon_lat = if in_file {
                    LonLat::new(x, y)
                } else {
                    crs.to_lon_lat_one(position)
                };
                rows.push(Premises {
                    position,
                    lon_lat,
                    ..premises
                });
            }
            None => nowhere.push(premises.line),
        }
    }
    let list = PremisesList::new(rows, rule, raw.tells_night_time);
    let warnings = [
        without_position(&path, &nowhere),
        by_default(&path, rule, raw.tells_night_time),
        none_by_night(&path, rule, raw.tells_night_time, &list),
    ];
    Ok((source, list, warnings.into_iter().flatten().collect()))
}

fn without_position(path: &str, lines: &[u32]) -> Option<String> {
    let first: Vec<String> = lines.iter().take(LINES_SAID).map(u32::to_string).collect();
    let more = if lines.len() > LINES_SAID {
        ", …"
    } else {
        ""
    };
    (!lines.is_empty()).then(|| {
        format!(
            "{path}: {} premises have no usable position and are left out (lines {}{more}).",
            lines.len(),
            first.join(", ")
        )
    })
}

fn by_default(path: &str, rule: &NightRule, tells: bool) -> Option<String> {
    let (which, other) = if rule.default_is_night {
        ("all", "not")
    } else {
        ("none", "nte")
    };
    (!tells).then(|| {
        format!(
            "{path} gives neither type, licence nor hours, so {which} of its premises are taken as night-time \
             economy (--premises-default {other} takes them otherwise)."
        )
    })
}

fn none_by_night(path: &str, rule: &NightRule, tells: bool, list: &PremisesList) -> Option<String> {
    (tells && !list.is_empty() && list.count(PremisesChoice::Nte) == 0).then(|| {
        format!(
            "{path}: none of its {} premises counts as night-time economy. {}",
            list.len(),
            rule.explain()
        )
    })
}
