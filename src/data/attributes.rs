//! What a file says of an incident beside place, time, category and street: its Home Office
//! class, flags such as *knife* or *domestic*, how well it was placed.
//!
//! Each is a column of small numbers that lead to a list of distinct texts, as wide as the list
//! needs. Only what definitions of offences ask for, or the user names, is kept at all.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::data::column::Column;
use crate::data::names::{NameId, Names};
use crate::data::shelf::Lay;

/// What a further column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeKind {
    /// Home Office class or code, as in `8N`, `105A`, `008/06`.
    HoClass,
    /// Title of the offence, finer than the category.
    Offence,
    /// A list of keywords or codes, as in `KN;DA`.
    Flags,
    /// Whether a knife or blade was used, threatened or believed present.
    Knife,
    /// Whether a firearm was.
    Firearm,
    /// Which weapon was, in words.
    Weapon,
    /// Whether it is domestic abuse.
    Domestic,
    /// Whether alcohol played a part.
    Alcohol,
    /// Whether drugs did.
    Drugs,
    /// Whether it is a hate crime.
    Hate,
    /// What came of it.
    Outcome,
    /// How well its position is known.
    Quality,
    /// How many it stands for.
    Count,
    /// Who was its victim, as a hash of the file's reference.
    Victim,
    /// Who is suspected or charged, as a hash of the file's reference.
    Subject,
    /// A column the user wants to be kept.
    Kept,
}

impl AttributeKind {
    /// Whether it tells who somebody is. What the file says of that is never kept, only a hash.
    pub fn is_of_people(self) -> bool {
        matches!(self, Self::Victim | Self::Subject)
    }

    /// The name `--map` and definitions know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::HoClass => "ho_class",
            Self::Offence => "offence",
            Self::Flags => "flags",
            Self::Knife => "knife",
            Self::Firearm => "firearm",
            Self::Weapon => "weapon",
            Self::Domestic => "domestic",
            Self::Alcohol => "alcohol",
            Self::Drugs => "drugs",
            Self::Hate => "hate",
            Self::Outcome => "outcome",
            Self::Quality => "quality",
            Self::Count => "count",
            Self::Victim => "victim",
            Self::Subject => "subject",
            Self::Kept => "kept",
        }
    }
}

/// A further column of one file, as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawAttribute {
    /// What it says and its name in the file.
    pub about: AboutAttribute,
    /// Distinct texts (trimmed; the empty text for none), in order of appearance.
    pub texts: Names,
}

/// What a further column says, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutAttribute {
    /// What it says.
    pub kind: AttributeKind,
    /// Its name in the file, in the first one that has it.
    pub column: String,
}

impl Default for AboutAttribute {
    fn default() -> Self {
        Self {
            kind: AttributeKind::Kept,
            column: String::new(),
        }
    }
}

impl AboutAttribute {
    /// Whether both are the same column of two files: of one kind, and of those the user wants
    /// kept, of one name.
    pub fn is_same(&self, other: &Self) -> bool {
        self.kind == other.kind
            && (self.kind != AttributeKind::Kept
                || self.column.trim().to_lowercase() == other.column.trim().to_lowercase())
    }
}

/// A further column of the table: what it says and its texts. Which incident has which is in
/// [`Incidents::attribute`](crate::data::Incidents::attribute), under the same place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribute {
    /// What it says and its name.
    pub about: AboutAttribute,
    /// Distinct texts of the analysed incidents; the empty text stands for none.
    pub texts: Names,
    /// Indices of the incident files that have no such column.
    pub missing_in: Vec<u8>,
}

/// A column of numbers of texts, as wide as the texts are many.
#[derive(Clone, Debug, PartialEq)]
pub enum Codes {
    /// Up to 256 texts.
    Bytes(Column<u8>),
    /// Up to 65,536.
    Shorts(Column<u16>),
    /// More.
    Words(Column<u32>),
}

impl Codes {
    /// The number of the text that incident `row` has.
    #[inline]
    pub fn get(&self, row: usize) -> usize {
        match self {
            Self::Bytes(codes) => usize::from(codes[row]),
            Self::Shorts(codes) => usize::from(codes[row]),
            Self::Words(codes) => codes[row] as usize,
        }
    }

    /// The text that incident `row` has.
    pub fn id(&self, row: usize) -> NameId {
        NameId(self.get(row) as u32)
    }

    /// Number of incidents.
    pub fn len(&self) -> usize {
        match self {
            Self::Bytes(codes) => codes.len(),
            Self::Shorts(codes) => codes.len(),
            Self::Words(codes) => codes.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The column as it lies in memory.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(codes) => codes.bytes(),
            Self::Shorts(codes) => codes.bytes(),
            Self::Words(codes) => codes.bytes(),
        }
    }

    /// The column of `rows` numbers in `bytes`; `None` where they do not fit.
    pub fn from_bytes(bytes: Bytes, rows: usize) -> Option<Self> {
        let width = bytes.len().checked_div(rows).unwrap_or(1);
        let codes = match width {
            1 => Self::Bytes(Column::shared(bytes)?),
            2 => Self::Shorts(Column::shared(bytes)?),
            4 => Self::Words(Column::shared(bytes)?),
            _ => return None,
        };
        (codes.len() == rows).then_some(codes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back_from_their_bytes_in_every_width() {
        let all = [
            Codes::Bytes(vec![7, 0, 255].into()),
            Codes::Shorts(vec![7, 0, 65_535].into()),
            Codes::Words(vec![7, 0, 70_000].into()),
        ];
        for codes in all {
            // Pages of a file lie as the machine wants them; so do these.
            let own: Column<u8> = codes.bytes().to_vec().into();
            let bytes = Bytes::copy_from_slice(&own);
            if let Some(back) = Codes::from_bytes(bytes.clone(), 3) {
                assert_eq!(back, codes);
                assert_eq!((back.get(0), back.len()), (7, 3));
            }
            assert_eq!(Codes::from_bytes(bytes, 5), None);
        }
        assert!(Codes::from_bytes(Bytes::new(), 0).is_some_and(|codes| codes.is_empty()));
    }
}
