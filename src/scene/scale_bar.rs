//! A scale bar of a round length.

/// A scale bar.
#[derive(Clone, Debug, PartialEq)]
pub struct ScaleBar {
    /// What it stands for, in metres: 1, 2 or 5 times a power of ten.
    pub length_m: f64,
    /// How long it is drawn, in the unit of the width it was asked for.
    pub width: f64,
    /// "500 m", "2 km".
    pub label: String,
}

/// The longest round bar no wider than `max_width`, where one unit of width shows
/// `metres_per_unit`. `None` where that is no sensible number.
pub fn scale_bar(metres_per_unit: f64, max_width: f64) -> Option<ScaleBar> {
    let most_m = metres_per_unit * max_width;
    if !(most_m.is_finite() && most_m > 1e-3) {
        return None;
    }
    let decade = 10_f64.powf(most_m.log10().floor());
    let factor = [5.0, 2.0, 1.0].into_iter().find(|f| f * decade <= most_m)?;
    let length_m = factor * decade;
    Some(ScaleBar {
        length_m,
        width: length_m / metres_per_unit,
        label: length_label(length_m),
    })
}

/// A length for people: "0.5 m", "200 m", "1.5 km".
pub fn length_label(length_m: f64) -> String {
    let round = |value: f64| (value * 1000.0).round() / 1000.0;
    if length_m >= 1000.0 {
        format!("{} km", round(length_m / 1000.0))
    } else {
        format!("{} m", round(length_m))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_round_and_fit() {
        let table = [
            (1.0, 100.0, "100 m"),
            (6.2, 110.0, "500 m"),
            (1.99, 100.0, "100 m"),
            (2.0, 100.0, "200 m"),
            (150.0, 110.0, "10 km"),
            (0.004, 110.0, "0.2 m"),
            (9.09, 110.0, "500 m"),
            (9.1, 110.0, "1 km"),
        ];
        for (metres_per_px, width, label) in table {
            let bar = scale_bar(metres_per_px, width).unwrap();
            assert_eq!(bar.label, label);
            assert!(
                bar.width <= width * (1.0 + 1e-12) && bar.width > width / 2.51,
                "{bar:?}"
            );
            assert!((bar.width * metres_per_px - bar.length_m).abs() < 1e-9 * bar.length_m);
        }
    }

    #[test]
    fn nonsense_has_no_bar() {
        for metres in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(scale_bar(metres, 100.0), None);
        }
    }
}
