//! What colours mean: the scale from density to place on the ramp, its ticks and its words.

use crate::analysis::kernel::Kernel;
use crate::analysis::surface::SurfaceParams;
use crate::base::figures::grouped;
use crate::data::filter::TimeFilter;

/// From density to a place on the ramp: t = √(density / top). The square root keeps quiet
/// places visible beside the busiest one, as the eye judges areas; ticks tell it honestly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DensityScale {
    top_per_km2: f32,
}

/// A tick of the legend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    /// Density in incidents per km²: 1, 2 or 5 times a power of ten.
    pub per_km2: f64,
    /// Its place on the ramp, 0 to 1.
    pub place: f32,
}

impl DensityScale {
    /// A scale whose end is `top_per_km2`.
    pub fn up_to(top_per_km2: f32) -> Self {
        Self { top_per_km2 }
    }

    /// The density at the ramp's end, in incidents per km².
    pub fn top_per_km2(&self) -> f32 {
        self.top_per_km2
    }

    /// The place of a density on the ramp, 0 to 1; NaN for no value.
    pub fn place_of(&self, per_km2: f32) -> f32 {
        if self.top_per_km2 > 0.0 {
            (per_km2 / self.top_per_km2).sqrt().clamp(0.0, 1.0)
        } else {
            0.0
        }
    }

    /// Round densities at least `gap` of the ramp apart, the highest that fits first chosen,
    /// in ascending order. None below `gap`, where the ramp is clear.
    pub fn ticks(&self, gap: f32) -> Vec<Tick> {
        let top = f64::from(self.top_per_km2);
        if !(top.is_finite() && top > 0.0) {
            return Vec::new();
        }
        let decade = top.log10().floor() as i32;
        let rounds = (decade - 3..=decade)
            .rev()
            .flat_map(|exponent| [5.0, 2.0, 1.0].map(|f| f * 10_f64.powi(exponent)));
        let mut ticks: Vec<Tick> = Vec::new();
        for per_km2 in rounds.filter(|&value| value <= top) {
            let place = self.place_of(per_km2 as f32);
            let far = ticks.last().is_none_or(|tick| tick.place - place >= gap);
            if far && place >= gap {
                ticks.push(Tick { per_km2, place });
            }
        }
        ticks.reverse();
        ticks
    }
}

/// A density for people: "1,200", "45", "0.35".
pub fn density_label(per_km2: f64) -> String {
    if per_km2 >= 9.95 {
        return grouped(per_km2.round() as usize);
    }
    let decimals = if per_km2 >= 0.995 { 1 } else { 2 };
    let text = format!("{per_km2:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// "Incidents per km², 18:00–06:00": what the colours count.
pub fn title(time: &TimeFilter) -> String {
    let clock = time
        .clock_window()
        .map(|window| format!("{}\u{2013}{}", window.start, window.end));
    let days = (!time.days.is_all()).then(|| day_list(time));
    let parts: Vec<String> = [clock, days].into_iter().flatten().collect();
    let when = if parts.is_empty() {
        "all hours".to_owned()
    } else {
        parts.join(", ")
    };
    format!("Incidents per km\u{b2}, {when}")
}

fn day_list(time: &TimeFilter) -> String {
    const SHORT: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let days: Vec<&str> = time
        .days
        .iter()
        .filter_map(|day| SHORT.get(day).copied())
        .collect();
    if days.is_empty() {
        "no day".to_owned()
    } else {
        days.join(" ")
    }
}

/// "Quartic kernel, 200 m": how the colours were made.
pub fn method(params: &SurfaceParams) -> String {
    let kernel = match params.kernel {
        Kernel::Quartic => "Quartic",
        Kernel::Epanechnikov => "Epanechnikov",
        Kernel::Triangular => "Triangular",
        Kernel::Uniform => "Uniform",
        Kernel::Gaussian => "Gaussian",
    };
    format!(
        "{kernel} kernel, {} m",
        (params.bandwidth_m * 10.0).round() / 10.0
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{ClockWindow, Weekdays};

    #[test]
    fn ticks_are_round_and_stand_apart() {
        let table: [(f32, &[f64]); 5] = [
            (912.0, &[50.0, 200.0, 500.0]),
            (1000.0, &[50.0, 200.0, 500.0, 1000.0]),
            (3.4, &[0.2, 1.0, 2.0]),
            (0.07, &[0.005, 0.02, 0.05]),
            (250_000.0, &[20_000.0, 100_000.0, 200_000.0]),
        ];
        for (top, expected) in table {
            let scale = DensityScale::up_to(top);
            let ticks = scale.ticks(0.22);
            let values: Vec<f64> = ticks.iter().map(|tick| tick.per_km2).collect();
            assert_eq!(values.len(), expected.len(), "{top}: {values:?}");
            for (value, expected) in values.iter().zip(expected) {
                assert!((value / expected - 1.0).abs() < 1e-9, "{top}: {values:?}");
            }
            assert!(
                ticks
                    .windows(2)
                    .all(|pair| pair[1].place - pair[0].place >= 0.22)
            );
        }
    }

    #[test]
    fn a_scale_without_a_top_has_no_ticks_and_one_colour() {
        for top in [0.0, f32::NAN] {
            assert!(DensityScale::up_to(top).ticks(0.2).is_empty());
        }
        assert_eq!(DensityScale::up_to(0.0).place_of(5.0), 0.0);
    }

    #[test]
    fn numbers_are_written_for_people() {
        let table = [
            (0.35, "0.35"),
            (0.5, "0.5"),
            (2.0, "2"),
            (9.94, "9.9"),
            (9.96, "10"),
            (412.4, "412"),
            (1_234_567.0, "1,234,567"),
        ];
        for (value, text) in table {
            assert_eq!(density_label(value), text);
        }
    }

    #[test]
    fn the_title_follows_the_filter() {
        let whole = TimeFilter::default();
        assert_eq!(title(&whole), "Incidents per km², all hours");
        let night = TimeFilter {
            window: Some(ClockWindow::NIGHT),
            ..whole
        };
        assert_eq!(title(&night), "Incidents per km², 18:00–06:00");
        let weekend = TimeFilter {
            days: Weekdays::NONE.with(4).with(5),
            ..night
        };
        assert_eq!(title(&weekend), "Incidents per km², 18:00–06:00, Fri Sat");
    }
}
