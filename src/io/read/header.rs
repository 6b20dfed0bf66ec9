//! Column names taken apart into words, so that `CMPLNT_FR_DT`, `DateOccur` and `from date`
//! can be compared.

/// A column name and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// As it stands in the file, without blanks around it.
    pub(super) text: String,
    /// Letters and digits only, in lower case.
    pub(super) flat: String,
    words: Vec<String>,
}

impl Header {
    /// Takes `text` apart.
    pub(super) fn new(text: &str) -> Self {
        let text = text.trim().to_owned();
        let words = words_of(&text);
        Self {
            flat: words.concat(),
            words,
            text,
        }
    }

    /// Whether one of `words` is a word of the name.
    pub(super) fn has_word(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(&word.as_str()))
    }

    /// Whether one of `parts` occurs anywhere in the flattened name.
    pub(super) fn contains(&self, parts: &[&str]) -> bool {
        parts.iter().any(|part| self.flat.contains(part))
    }

    /// Whether the flattened name is one of `names`.
    pub(super) fn is(&self, names: &[&str]) -> bool {
        names.contains(&self.flat.as_str())
    }

    /// How many words both names have, words that name a kind of time left out.
    pub(super) fn words_shared_with(&self, other: &Self) -> usize {
        let generic = ["date", "time", "dt", "tm", "a"];
        let own = self
            .words
            .iter()
            .filter(|word| !generic.contains(&word.as_str()));
        own.filter(|word| other.words.contains(word)).count()
    }
}

/// Letters and digits of a column's name, in lower case: names that agree so are one name.
pub(in crate::io) fn flat(name: &str) -> String {
    words_of(name.trim()).concat()
}

/// Splits at signs, between a small and a capital letter, and between letters and digits.
fn words_of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for sign in text.chars() {
        let starts = (before.is_lowercase() && sign.is_uppercase())
            || (before.is_alphabetic() && sign.is_numeric())
            || (before.is_numeric() && sign.is_alphabetic());
        if (starts || !sign.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if sign.is_alphanumeric() {
            word.extend(sign.to_lowercase());
        }
        before = sign;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words() {
        assert_eq!(words_of("CMPLNT_FR_DT"), ["cmplnt", "fr", "dt"]);
        assert_eq!(words_of("DateOccur"), ["date", "occur"]);
        assert_eq!(words_of(" UCR #2 "), ["ucr", "2"]);
        assert_eq!(words_of("POP2010"), ["pop", "2010"]);
        assert_eq!(words_of("—"), Vec::<String>::new());
        assert_eq!(Header::new("Crime type").flat, "crimetype");
    }
}
