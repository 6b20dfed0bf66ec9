//! What each stage costs at one number of incidents.

use std::convert::Infallible;
use std::hint::black_box;
use std::path::Path;

use crate::stages::{Stages, place, read};
use crate::{Outcome, say, timed};

/// Short stages are repeated for as long as this, to find what they cost undisturbed.
const AT_LEAST_MS: f64 = 500.0;

/// Times every stage on `csv`, which holds `n` incidents.
pub(crate) fn time(n: &str, csv: &Path) -> Outcome {
    let report = |stage: &str, ms: f64| say(&format!("growth.{stage}.{n}_ms"), ms);
    report("read", least_ms(|| read(csv).map(drop))?);
    let raw = read(csv)?;
    let (data, ms) = timed(|| place(raw));
    report("place", ms);
    let stages = Stages::new(data?)?;
    report("select", least_ms(|| stages.select().map(drop))?);
    report("charts", least_ms(|| stages.charts().map(drop))?);
    report("surface", least_ms(|| stages.surface().map(drop))?);
    report("preview", least_ms(|| stages.preview().map(drop))?);
    let colour = || {
        black_box(stages.colour());
        Ok::<_, Infallible>(())
    };
    report("colour", least_ms(colour)?);
    report("discs", least_ms(|| stages.discs().map(drop))?);
    report("answer", least_ms(|| stages.answer().map(drop))?);
    Ok(())
}

/// The least time `work` took.
fn least_ms<E>(work: impl Fn() -> Result<(), E>) -> Result<f64, E> {
    let (mut least, mut sum) = (f64::INFINITY, 0.0);
    while sum < AT_LEAST_MS {
        let (outcome, ms) = timed(&work);
        outcome?;
        least = least.min(ms);
        sum += ms;
    }
    Ok(least)
}
