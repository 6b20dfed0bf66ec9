//! References of people: which columns they stand in, and what is kept of them.
//!
//! What the file writes (a nominal number, a name) is hashed while it is read, before it is put
//! into any table, so that neither the data set, nor the cache of it, nor anything that is shown
//! or written can hold it. The hash tells only whether two incidents name the same person. It has
//! no secret in it: who has the file, or can guess its references, can find them again; it is a
//! guard against showing by mistake, no anonymisation.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::io::read::header::Header;

/// Bytes of the hash that are kept: by chance two of a million references are one with a
/// chance of 3 in 100 million.
const KEPT_BYTES: usize = 8;

/// What stands for a person of whom nothing is known.
const NOBODY: [&str; 17] = [
    "-",
    "--",
    ".",
    "0",
    "?",
    "n/a",
    "na",
    "nil",
    "nk",
    "none",
    "not known",
    "not recorded",
    "null",
    "u/k",
    "unk",
    "unknown",
    "\\n",
];

/// The hash of a reference in hexadecimal; blanks and capitals make no difference. The empty text
/// where nobody is named.
pub(super) fn hash(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let plain = words.join(" ");
    if plain.is_empty() || NOBODY.contains(&plain.as_str()) {
        return String::new();
    }
    let mut digest = Sha256::new();
    digest.update(b"nightbeat person\n");
    digest.update(plain.as_bytes());
    let mut hex = String::with_capacity(2 * KEPT_BYTES);
    for byte in &digest.finalize()[..KEPT_BYTES] {
        // Writing into a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// How well a column fits references of victims; 0 for not at all.
pub(super) fn victim_score(header: &Header) -> i32 {
    score(header, &["victim", "aggrieved", "complainant", "ap"])
}

/// How well a column fits references of suspects and offenders; 0 for not at all.
pub(super) fn subject_score(header: &Header) -> i32 {
    const OWN: [&str; 4] = ["nominal", "nominalref", "nominalid", "pncid"];
    let roles = [
        "suspect",
        "offender",
        "subject",
        "accused",
        "defendant",
        "arrestee",
    ];
    score(header, &roles).max(40 * i32::from(header.is(&OWN)))
}

/// A name with a role and a word for a reference in it, and none for something else about them.
fn score(header: &Header, roles: &[&str]) -> i32 {
    const REFERENCE: [&str; 10] = [
        "ref",
        "reference",
        "id",
        "urn",
        "nominal",
        "number",
        "no",
        "num",
        "person",
        "key",
    ];
    const OTHER: [&str; 22] = [
        "count",
        "total",
        "age",
        "dob",
        "sex",
        "gender",
        "race",
        "ethnicity",
        "ethnic",
        "type",
        "relationship",
        "injury",
        "of",
        "known",
        "area",
        "ward",
        "postcode",
        "address",
        "phone",
        "date",
        "flag",
        "officer",
    ];
    let is_one = header.has_word(roles) && header.has_word(&REFERENCE);
    if is_one && !header.has_word(&OTHER) {
        60
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_tells_people_apart_and_nothing_else() {
        assert_eq!(hash(" N 100"), hash("n  100 "));
        assert_ne!(hash("N100"), hash("N101"));
        assert_eq!(hash("N100").len(), 16);
        for nobody in ["", "  ", "Unknown", "N/A", "0", "Not  Known"] {
            assert_eq!(hash(nobody), "", "{nobody}");
        }
    }

    #[test]
    fn columns_of_references_are_known_by_their_names() {
        let score = |name: &str| {
            (
                victim_score(&Header::new(name)),
                subject_score(&Header::new(name)),
            )
        };
        for name in [
            "victim_ref",
            "Victim ID",
            "VictimURN",
            "Aggrieved Nominal",
            "AP number",
        ] {
            assert_eq!(score(name), (60, 0), "{name}");
        }
        for name in [
            "suspect_ref",
            "Offender ID",
            "OFFENDER_URN",
            "Accused person no",
        ] {
            assert_eq!(score(name), (0, 60), "{name}");
        }
        assert_eq!(score("Nominal"), (0, 40));
        for name in [
            "Victim",
            "Victim count",
            "Number of victims",
            "victim_age",
            "Victim Sex",
            "Suspect",
            "crime_ref",
            "Officer ID",
            "No of suspects",
        ] {
            assert_eq!(score(name), (0, 0), "{name}");
        }
    }
}
