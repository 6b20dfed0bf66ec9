//! Doubt in words.

/// "p = 0.032", "p < 0.001".
pub(super) fn p_in_words(p_value: f64) -> String {
    if p_value < 0.001 {
        "p < 0.001".to_owned()
    } else {
        format!("p = {p_value:.3}")
    }
}
