//! Which fields of boundary features are name, code and number of residents.

use std::collections::HashSet;

use crate::data::raw::ReadReport;
use crate::io::read::boundaries::BoundaryOptions;
use crate::io::read::error::Trouble;
use crate::io::read::header::Header;
use crate::io::read::layers::{Feature, Layer};
use crate::io::read::number::number;
use crate::io::read::options::Field;

/// A field of a layer, by its place and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AreaField {
    column: usize,
    key: String,
}

impl AreaField {
    /// Its text in `feature`, without blanks around it; `None` where it is empty.
    pub(super) fn of(&self, feature: &Feature) -> Option<String> {
        let row = feature.texts.row(feature.number);
        let text = row.text(self.column);
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

/// The properties that are used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct AreaFields {
    /// Name of the area.
    pub(super) name: Option<AreaField>,
    /// Code that tells areas of one name apart.
    pub(super) code: Option<AreaField>,
    /// Residents.
    pub(super) population: Option<AreaField>,
}

impl AreaFields {
    /// Takes the fields given, and guesses the others by key and content. Only the features in
    /// `areas` count, by their place in the layer.
    pub(super) fn find(
        layer: &Layer,
        areas: &[usize],
        said: &BoundaryOptions,
    ) -> Result<Self, Trouble> {
        let facts = facts(layer, areas);
        let is_said_otherwise = |fact: &Fact| {
            let all = [&said.name_field, &said.population_field, &said.code_field];
            let mut all = all.into_iter().flatten();
            all.any(|name| name.trim().eq_ignore_ascii_case(&fact.key))
        };
        let choose =
            |said: &Option<String>, option: &str, score: &dyn Fn(&Fact) -> usize| match said
                .as_deref()
            {
                Some("") => Ok(None),
                Some(wanted) => given(&facts, wanted, option).map(Some),
                None => Ok(best(&facts, |fact| {
                    if is_said_otherwise(fact) {
                        0
                    } else {
                        score(fact)
                    }
                })),
            };
        let name = choose(&said.name_field, "--boundary-name", &name_score)?;
        let population = choose(
            &said.population_field,
            "--boundary-population",
            &population_score,
        )?;
        let family = name
            .as_ref()
            .map(|name| family(&name.key))
            .unwrap_or_default();
        let code = choose(&said.code_field, "--boundary-code", &|fact| {
            let is_name = name.as_ref().is_some_and(|name| name.column == fact.column);
            if is_name {
                0
            } else {
                code_score(fact, &family)
            }
        })?;
        Ok(Self {
            name,
            code,
            population,
        })
    }

    /// Which fields they are, and what each holds.
    pub(super) fn meanings(&self) -> Vec<(usize, Field)> {
        let all = [
            (&self.name, Field::Name),
            (&self.code, Field::Code),
            (&self.population, Field::Population),
        ];
        let found = all
            .into_iter()
            .filter_map(|(found, field)| Some((found.as_ref()?.column, field)));
        found.collect()
    }

    /// Says in `report` what was taken for what.
    pub(super) fn describe(&self, report: &mut ReadReport) {
        let mut say = |what: &str, field: &Option<AreaField>, none: &str| {
            report.understood.push(match field {
                Some(AreaField { key, .. }) => format!("{what}: field \"{key}\""),
                None => format!("{what}: {none}"),
            });
        };
        say(
            "name",
            &self.name,
            "no field found; areas are numbered (--boundary-name names one)",
        );
        say(
            "code",
            &self.code,
            "no field found (--boundary-code names one)",
        );
        say(
            "population",
            &self.population,
            "no field found (--boundary-population names one)",
        );
    }
}

/// What is known of one field.
struct Fact {
    column: usize,
    key: String,
    header: Header,
    features: usize,
    filled: usize,
    numeric: usize,
    distinct: usize,
    /// Mean number of characters.
    length: usize,
    /// Values like E05000851.
    gss: usize,
}

impl Fact {
    fn field(&self) -> AreaField {
        AreaField {
            column: self.column,
            key: self.key.clone(),
        }
    }
}

/// What is known of the fields that any of the features fills.
fn facts(layer: &Layer, areas: &[usize]) -> Vec<Fact> {
    let keys = layer.fields.iter().enumerate();
    let facts = keys.map(|(column, key)| fact(column, key, layer, areas));
    facts.collect()
}

fn fact(column: usize, key: &str, layer: &Layer, areas: &[usize]) -> Fact {
    let field = AreaField {
        column,
        key: key.to_owned(),
    };
    let values = areas.iter().map(|&index| &layer.features[index]);
    let values: Vec<String> = values.filter_map(|feature| field.of(feature)).collect();
    let filled = values.len();
    Fact {
        column,
        header: Header::new(key),
        features: areas.len(),
        filled,
        numeric: values.iter().filter(|text| number(text).is_some()).count(),
        distinct: values.iter().collect::<HashSet<_>>().len(),
        length: values.iter().map(|v| v.chars().count()).sum::<usize>() / filled.max(1),
        gss: values.iter().filter(|text| is_gss_code(text)).count(),
        key: field.key,
    }
}

/// A code of the Office for National Statistics: a letter and eight digits.
pub(super) fn is_gss_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 9 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit)
}

fn given(facts: &[Fact], wanted: &str, option: &str) -> Result<AreaField, Trouble> {
    let exact = facts.iter().find(|fact| fact.key == wanted);
    let like = || {
        facts
            .iter()
            .find(|fact| fact.key.eq_ignore_ascii_case(wanted.trim()))
    };
    exact
        .or_else(like)
        .map(Fact::field)
        .ok_or_else(|| Trouble::NoSuchColumn {
            option: option.to_owned(),
            column: wanted.to_owned(),
            headers: facts.iter().map(|fact| fact.key.clone()).collect(),
        })
}

fn best(facts: &[Fact], score: impl Fn(&Fact) -> usize) -> Option<AreaField> {
    let mut best = (0, None);
    for fact in facts {
        let score = score(fact);
        if score > best.0 {
            best = (score, Some(fact.field()));
        }
    }
    best.1
}

/// Percent of `part` in `whole`.
fn percent(part: usize, whole: usize) -> usize {
    part * 100 / whole.max(1)
}

/// Named like a name, unique, filled, and long enough to be recognised.
fn name_score(fact: &Fact) -> usize {
    const PLACES: [&str; 12] = [
        "npu",
        "beat",
        "ward",
        "sector",
        "neighborhood",
        "neighbourhood",
        "community",
        "district",
        "division",
        "label",
        "title",
        "area",
    ];
    let mostly_numbers = percent(fact.numeric, fact.filled) > 50;
    if fact.filled == 0 || mostly_numbers || percent(fact.gss, fact.filled) > 50 {
        return 0;
    }
    let flat = fact.header.flat.as_str();
    let named = match flat {
        "name" => 120,
        _ if is_ons_key(flat, "nm") => 110,
        _ if flat.ends_with("name") => 100,
        _ if PLACES.contains(&flat) => 90,
        _ if fact.header.contains(&["name"]) => 70,
        _ if fact.header.has_word(&PLACES) => 50,
        _ => 10,
    };
    let unique = percent(fact.distinct, fact.filled);
    named + unique + percent(fact.filled, fact.features) / 2 + fact.length.min(10)
}

/// Keys like `wd16nm` and `WD13CD`: letters, a year of two digits, and `ending`.
fn is_ons_key(flat: &str, ending: &str) -> bool {
    let stem = flat.strip_suffix(ending).unwrap_or_default();
    let letters = stem.trim_end_matches(|sign: char| sign.is_ascii_digit());
    !letters.is_empty() && stem.len() == letters.len() + 2
}

/// The start that `wd16nm` and `wd16cd` have in common.
fn family(key: &str) -> String {
    let flat = Header::new(key).flat;
    ["name", "nm"]
        .iter()
        .find_map(|end| flat.strip_suffix(end))
        .unwrap_or(&flat)
        .to_owned()
}

fn code_score(fact: &Fact, family: &str) -> usize {
    // A code that does not tell areas apart is of no use.
    if percent(fact.distinct, fact.features) < 99 {
        return 0;
    }
    let flat = fact.header.flat.as_str();
    let named = is_ons_key(flat, "cd") || fact.header.has_word(&["code", "gss", "ref"]);
    let id = fact
        .header
        .has_word(&["id", "objectid", "fid", "npu", "beat"]);
    let own = !family.is_empty() && flat.starts_with(family) && (named || id || fact.length <= 12);
    let gss = percent(fact.gss, fact.filled) > 90;
    usize::from(gss) * 8 + usize::from(named) * 4 + usize::from(own) * 4 + usize::from(id)
}

fn population_score(fact: &Fact) -> usize {
    if fact.filled == 0 || percent(fact.numeric, fact.filled) < 50 {
        return 0;
    }
    let flat = fact.header.flat.as_str();
    let year = |stem: &str| {
        let digits = flat.strip_prefix(stem).unwrap_or("x");
        digits.bytes().all(|b| b.is_ascii_digit())
    };
    match flat {
        "population" => 100,
        _ if year("pop") || year("population") => 90,
        "totpop" | "poptotal" | "totalpop" | "totalpopulation" | "popn" => 80,
        "allages" | "usualresidents" | "residents" => 75,
        _ if fact.header.contains(&["population"]) && !fact.header.contains(&["density"]) => 60,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::read::layers::Shape;
    use crate::io::read::records::OwnRecord;

    fn layer(fields: &[&str], rows: &[&[&str]]) -> Layer {
        let feature = |(number, row): (u32, &&[&str])| {
            let mut texts = OwnRecord::default();
            row.iter().for_each(|text| texts.push(text.as_bytes()));
            Feature {
                number,
                texts,
                shape: Shape::Missing,
            }
        };
        Layer {
            fields: fields.iter().map(|&key| key.to_owned()).collect(),
            features: (1..).zip(rows).map(feature).collect(),
            ..Layer::default()
        }
    }

    /// Keys of name, code and population.
    fn find(fields: &[&str], rows: &[&[&str]]) -> [Option<String>; 3] {
        let layer = layer(fields, rows);
        let all: Vec<usize> = (0..rows.len()).collect();
        let found = AreaFields::find(&layer, &all, &BoundaryOptions::default()).unwrap();
        [found.name, found.code, found.population].map(|field| field.map(|field| field.key))
    }

    #[test]
    fn fields_are_found_by_key_and_content() {
        let some = |key: &str| Some(key.to_owned());
        let wards = find(
            &["objectid", "wd16cd", "wd16nm", "lad16nm", "POP20"],
            &[
                &["1", "E05000851", "Ince", "Wigan", "10"],
                &["2", "E05000852", "Orrell", "Wigan", "20"],
            ],
        );
        assert_eq!(wards, [some("wd16nm"), some("wd16cd"), some("POP20")]);
        let npus = find(&["npu", "NPU"], &[&["A", "NPU A"], &["B", "NPU B"]]);
        assert_eq!(npus[..2], [some("NPU"), some("npu")]);
        assert_eq!(find(&["x"], &[&["1"], &[""]])[0], None);
    }

    #[test]
    fn a_field_that_is_not_there_is_answered_with_those_that_are() {
        let layer = layer(&["NAME"], &[&["a"]]);
        let ward = BoundaryOptions {
            name_field: Some("ward".to_owned()),
            ..BoundaryOptions::default()
        };
        let error = AreaFields::find(&layer, &[0], &ward).unwrap_err();
        assert!(
            error.to_string().contains("--boundary-name names \"ward\""),
            "{error}"
        );
        assert!(error.to_string().contains("\"NAME\""), "{error}");
    }
}
