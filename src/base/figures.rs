//! Numbers as people read them, the same in the window, in tables and on the map.

/// A count with commas between thousands: `12,048`.
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted_by_commas() {
        let shown = [0, 999, 1_000, 12_048, 1_234_567].map(grouped);
        assert_eq!(shown, ["0", "999", "1,000", "12,048", "1,234,567"]);
    }
}
