//! Positions that are wrong in a way that can be told: latitude and longitude swapped, a minus
//! lost, feet taken for metres, stand-ins for "not known".
//!
//! A position is doubtful only if it lies away from home ([`home`]), and it is *one of these*
//! only if the change brings it home. That the file has them is decided by the whole column: of
//! the positions away from home a tenth or more must come home by one change, or all of the file
//! does. What is found is counted and told with its lines. It is changed only where the user says
//! so, and then no position that is home already, and none that does not come home, is touched.

mod home;
mod stand_ins;
mod whole;

use rayon::prelude::*;

use crate::base::figures::grouped;
use crate::base::progress::{Cancelled, Progress};
use crate::data::assemble::AssembleError;
use crate::data::assemble::doubtful::home::{Frame, Home, frame_of, sample};
use crate::data::assemble::doubtful::stand_ins::StandIns;
use crate::data::assemble::intake::{Intake, Stretch};
use crate::data::findings::{Finding, FindingKind, MOST_LINES};
use crate::data::mending::Fix;
use crate::data::raw::RawAreas;

/// Least share of the positions away from home that must come home by a change.
const LEAST_SHARE: f64 = 0.1;

/// What is wrong with one position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubt {
    /// It comes home by this change, or is a stand-in ([`Fix::Blank`]).
    Mendable(Fix),
    /// 0, 0.
    Zero,
    /// Away from home, and nothing brings it there.
    Away,
}

/// The doubtful positions of a stretch, by row.
type Doubts = Vec<(u32, Doubt)>;

/// Looks for doubtful positions, notes them in the reports of the files, and mends those that
/// `fixes` name. `boundaries` tell where positions belong.
///
/// # Errors
/// When a file's coordinates cannot be of the system it is taken to be in.
pub(super) fn examine(
    intake: &mut Intake,
    boundaries: Option<&RawAreas>,
    fixes: &[Fix],
    progress: &Progress,
) -> Result<(), AssembleError> {
    for number in 0..intake.files.len() {
        progress.go_on()?;
        let frame = boundaries.and_then(|areas| frame_of(areas, &intake.files[number]));
        let Some(examined) = Examined::of(intake, number, frame, fixes) else {
            continue;
        };
        examined.check_crs(intake, number, fixes)?;
        if frame.is_some_and(|frame| examined.is_mostly_in(frame)) {
            let findings = &mut intake.files[number].report.findings;
            findings.retain(|found| found.kind != FindingKind::AssumedGrid);
        }
        let doubts = examined.doubts(intake, number, fixes, progress)?;
        let findings = examined.findings(intake, &doubts, number, fixes);
        intake.files[number].report.findings.extend(findings);
        examined.mend(intake, &doubts, fixes);
    }
    Ok(())
}

/// What was found that may be why nothing can be located.
pub(super) fn hint(intake: &Intake) -> Option<String> {
    let mut findings = intake.files.iter().flat_map(|file| &file.report.findings);
    let changes = Fix::CHANGES.map(Fix::kind);
    let found = findings.find(|found| changes.contains(&found.kind) && !found.remedies.is_empty());
    found.map(Finding::said)
}

/// What is known of one file.
struct Examined {
    /// A change that all of the file needs.
    whole: Option<Fix>,
    home: Home,
    stand_ins: StandIns,
    /// The changes that may be told from each other.
    possible: Vec<Fix>,
    sample: Vec<(f64, f64)>,
}

impl Examined {
    fn of(
        intake: &Intake,
        number: usize,
        boundaries: Option<Frame>,
        fixes: &[Fix],
    ) -> Option<Self> {
        let crs = intake.files[number].crs;
        let geographic = crs.is_geographic();
        let stand_ins = StandIns::of(crs);
        let rows = own(intake, number).map(Stretch::len).sum();
        let mut sample = sample(rows, own(intake, number).flat_map(Stretch::positions));
        sample.retain(|&xy| !stand_ins.hold(xy));
        let whole = whole::change(crs, &sample, boundaries, fixes);
        let home = Home::of(&sample, whole, boundaries, geographic)?;
        let possible = Fix::CHANGES.into_iter().filter(|&fix| {
            fix.is_for_degrees()
                .is_none_or(|degrees| degrees == geographic)
                && home.can_tell(fix)
        });
        // What the user names goes first.
        let mut possible: Vec<Fix> = possible.collect();
        possible.sort_by_key(|fix| {
            fixes
                .iter()
                .position(|own| own == fix)
                .unwrap_or(usize::MAX)
        });
        Some(Self {
            whole,
            home,
            stand_ins,
            possible,
            sample,
        })
    }

    /// Whether most of what is looked at lies in the rectangle around the boundaries, which then
    /// speak for the system it is taken to be in.
    fn is_mostly_in(&self, frame: Frame) -> bool {
        let inside = self.sample.iter().filter(|&&xy| frame.holds(xy)).count();
        inside * 2 > self.sample.len()
    }

    /// Refuses coordinates that cannot be of the system they are taken to be in.
    fn check_crs(
        &self,
        intake: &Intake,
        number: usize,
        fixes: &[Fix],
    ) -> Result<(), AssembleError> {
        if self.whole.is_some_and(|whole| fixes.contains(&whole)) {
            return Ok(());
        }
        match whole::why_not(&intake.files[number], &self.sample) {
            Some(why) => Err(AssembleError::FalseCrs { why }),
            None => Ok(()),
        }
    }

    /// The doubtful positions of the file, one list for each of its stretches.
    fn doubts(
        &self,
        intake: &Intake,
        number: usize,
        fixes: &[Fix],
        progress: &Progress,
    ) -> Result<Vec<(usize, Doubts)>, Cancelled> {
        let stretches = intake.stretches.par_iter().enumerate();
        let own = stretches.filter(|(_, stretch)| stretch.file == number);
        let doubts = own.map(|(place, stretch)| {
            let rows = (0..).zip(stretch.positions());
            let doubtful = rows.filter_map(|(row, xy)| Some((row, self.doubt(xy, fixes)?)));
            progress.go_on()?;
            Ok((place, doubtful.collect::<Doubts>()))
        });
        let doubts: Result<Vec<(usize, Doubts)>, Cancelled> = doubts.collect();
        Ok(self.believed(doubts?, fixes))
    }

    fn doubt(&self, xy: (f64, f64), fixes: &[Fix]) -> Option<Doubt> {
        if !(xy.0.is_finite() && xy.1.is_finite()) {
            return None;
        }
        if xy == (0.0, 0.0) {
            return Some(Doubt::Zero);
        }
        if self.home.holds(xy) {
            return None;
        }
        if self.stand_ins.hold(xy) {
            return Some(Doubt::Mendable(Fix::Blank));
        }
        let comes_home = |fix: &Fix| self.mended(*fix, xy, fixes).is_some();
        let fix = self.possible.iter().copied().find(comes_home);
        Some(fix.map_or(Doubt::Away, Doubt::Mendable))
    }

    /// Where `fix` puts a position, if it comes home by it. Where the user names both, one that
    /// is swapped may have lost its minus as well.
    fn mended(&self, fix: Fix, xy: (f64, f64), fixes: &[Fix]) -> Option<(f64, f64)> {
        let changed = fix.change(xy)?;
        let is_whole = self.whole == Some(fix);
        if self.home.core.holds(changed) || is_whole && self.home.holds(changed) {
            return Some(changed);
        }
        let both = fix == Fix::Swap && [Fix::Swap, Fix::Sign].iter().all(|f| fixes.contains(f));
        let turned = Fix::Sign.change(changed).filter(|_| both)?;
        self.home.core.holds(turned).then_some(turned)
    }

    /// The same, but for changes that bring only few of what is away from home, which may be
    /// chance.
    fn believed(&self, mut doubts: Vec<(usize, Doubts)>, fixes: &[Fix]) -> Vec<(usize, Doubts)> {
        let count = |wanted: &dyn Fn(Doubt) -> bool| {
            let all = doubts.iter().flat_map(|(_, doubts)| doubts);
            all.filter(|(_, doubt)| wanted(*doubt)).count()
        };
        let away = count(&|doubt| match doubt {
            Doubt::Mendable(fix) => fix != Fix::Blank,
            Doubt::Away => true,
            Doubt::Zero => false,
        });
        let is_chance = |fix: &Fix| {
            let own = count(&|doubt| doubt == Doubt::Mendable(*fix));
            !fixes.contains(fix) && (own as f64) < LEAST_SHARE * away as f64
        };
        let chance: Vec<Fix> = self.possible.iter().copied().filter(is_chance).collect();
        for (_, doubt) in doubts.iter_mut().flat_map(|(_, doubts)| doubts) {
            if chance.iter().any(|&fix| *doubt == Doubt::Mendable(fix)) {
                *doubt = Doubt::Away;
            }
        }
        doubts
    }

    /// Changes the positions that `fixes` name.
    fn mend(&self, intake: &mut Intake, doubts: &[(usize, Doubts)], fixes: &[Fix]) {
        for (place, doubts) in doubts {
            let stretch = &mut intake.stretches[*place];
            let to_mend = doubts.iter().filter_map(|&(row, doubt)| match doubt {
                Doubt::Mendable(fix) if fixes.contains(&fix) => Some((row as usize, fix)),
                _ => None,
            });
            let to_mend: Vec<(usize, Fix)> = to_mend.collect();
            if to_mend.is_empty() {
                continue;
            }
            let (x, y) = (stretch.x.to_mut(), stretch.y.to_mut());
            for (row, fix) in to_mend {
                let mended = self.mended(fix, (x[row], y[row]), fixes);
                (x[row], y[row]) = mended.unwrap_or((f64::NAN, f64::NAN));
            }
        }
    }

    fn findings(
        &self,
        intake: &Intake,
        doubts: &[(usize, Doubts)],
        number: usize,
        fixes: &[Fix],
    ) -> Vec<Finding> {
        let kinds = [Doubt::Zero, Doubt::Mendable(Fix::Blank)].into_iter();
        let kinds = kinds.chain(Fix::CHANGES.map(Doubt::Mendable));
        let away = doubts.iter().flat_map(|(_, doubts)| doubts);
        let away = away
            .filter(|(_, doubt)| !matches!(doubt, Doubt::Zero | Doubt::Mendable(Fix::Blank)))
            .count();
        let all: usize = own(intake, number).map(Stretch::len).sum();
        let found = kinds.filter_map(|kind| {
            let mut lines = doubts.iter().flat_map(|(place, doubts)| {
                let own = doubts.iter().filter(|(_, doubt)| *doubt == kind);
                own.map(|&(row, _)| intake.stretches[*place].line[row as usize])
            });
            let first_lines: Vec<u32> = lines.by_ref().take(MOST_LINES).collect();
            let rows = first_lines.len() + lines.count();
            if rows == 0 {
                return None;
            }
            let (kind, message, remedy) = self.told(kind, rows, (away, all), fixes);
            Some(Finding {
                kind,
                columns: intake.files[number].columns.position.clone(),
                rows,
                first_lines,
                message,
                settled: kind == FindingKind::ZeroPositions,
                remedies: remedy.into_iter().collect(),
            })
        });
        found.collect()
    }

    fn told(
        &self,
        doubt: Doubt,
        rows: usize,
        (away, all): (usize, usize),
        fixes: &[Fix],
    ) -> (FindingKind, String, Option<String>) {
        let n = grouped(rows);
        let Doubt::Mendable(fix) = doubt else {
            let message =
                format!("{n} positions are 0, 0, which stands for \"not known\"; left out");
            return (FindingKind::ZeroPositions, message, None);
        };
        let asked = fixes.contains(&fix);
        let remedy = (!asked).then(|| format!("--fix {}", fix.name()));
        if fix == Fix::Blank {
            let what = "positions seem to stand for \"not known\" (null island, the corner of the grid, -1, or nines)";
            let done = if asked { "; left out, as you say" } else { "" };
            return (
                FindingKind::StandInPositions,
                format!("{n} {what}{done}"),
                remedy,
            );
        }
        let home = if self.home.is_of_boundaries {
            "inside the rectangle around the boundaries"
        } else {
            "among the others"
        };
        let message = match (self.whole == Some(fix), asked) {
            (true, false) => format!(
                "{n} of {} positions, so nearly the whole file, seem to have {}: as they stand they lie nowhere \
                 near, and changed they lie {}",
                grouped(all),
                fix.ailment(),
                if self.home.is_of_boundaries {
                    home
                } else {
                    "where such data can lie"
                }
            ),
            (false, false) => format!(
                "{n} of {} positions far from the rest seem to have {}: changed they lie {home}",
                grouped(away),
                fix.ailment()
            ),
            (_, true) => format!(
                "{n} positions had {} and were changed, as you say",
                fix.ailment()
            ),
        };
        (fix.kind(), message, remedy)
    }
}

impl Home {
    /// Whether positions that need `fix` can be told from those that are home: what is home,
    /// changed, must not be home.
    fn can_tell(&self, fix: Fix) -> bool {
        let core = self.core;
        let corners = [
            (core.x.0, core.y.0),
            (core.x.0, core.y.1),
            (core.x.1, core.y.0),
            (core.x.1, core.y.1),
        ];
        // Every change keeps rectangles: the corners say where the whole of it comes to lie.
        let mut changed = corners.into_iter().filter_map(|xy| fix.change_back(xy));
        let Some((x, y)) = changed.next() else {
            return true;
        };
        let frame = changed.fold(
            Frame {
                x: (x, x),
                y: (y, y),
            },
            |frame, (x, y)| Frame {
                x: (frame.x.0.min(x), frame.x.1.max(x)),
                y: (frame.y.0.min(y), frame.y.1.max(y)),
            },
        );
        !frame.meets(&self.frame())
    }
}

fn own(intake: &Intake, number: usize) -> impl Iterator<Item = &Stretch> {
    intake
        .stretches
        .iter()
        .filter(move |stretch| stretch.file == number)
}

#[cfg(test)]
mod tests;
