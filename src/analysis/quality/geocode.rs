//! How well positions are known, where a file says so: to the address, the street, the postcode.

use crate::data::Dataset;
use crate::data::attributes::AttributeKind;

/// Incidents by what the file says of their positions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GeocodeQuality {
    /// The column that says it.
    pub column: String,
    /// What is said, as it stands in the file, and of how many incidents; the most frequent
    /// first. The empty text is of those of which nothing is said.
    pub counts: Vec<(String, usize)>,
}

impl GeocodeQuality {
    /// What the file of `data` says; `None` where it has no such column.
    pub fn of(data: &Dataset) -> Option<Self> {
        let is_meant = |kind| kind == AttributeKind::Quality;
        let place = data
            .attributes
            .iter()
            .position(|attribute| is_meant(attribute.about.kind))?;
        let attribute = &data.attributes[place];
        let codes = data.incidents.attribute(place);
        let mut rows = vec![0; attribute.texts.len()];
        for row in 0..codes.len() {
            rows[codes.get(row)] += 1;
        }
        let texts = attribute.texts.iter();
        let mut counts: Vec<(String, usize)> = texts
            .map(|(id, text)| (text.to_owned(), rows[id.0 as usize]))
            .filter(|&(_, rows)| rows > 0)
            .collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Some(Self {
            column: attribute.about.column.clone(),
            counts,
        })
    }
}
