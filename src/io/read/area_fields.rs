//! Which properties of boundary features are name, code and number of residents.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::data::raw::ReadReport;
use crate::io::read::error::Trouble;
use crate::io::read::features::as_text;
use crate::io::read::header::Header;
use crate::io::read::number::number;

/// A property of features, by its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Property(pub(super) String);

impl Property {
    /// Its value in `feature`.
    pub(super) fn of<'a>(&self, feature: &'a Map<String, Value>) -> Option<&'a Value> {
        feature.get("properties")?.get(&self.0)
    }
}

/// The properties that are used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct AreaFields {
    /// Name of the area.
    pub(super) name: Option<Property>,
    /// Code that tells areas of one name apart.
    pub(super) code: Option<Property>,
    /// Residents.
    pub(super) population: Option<Property>,
}

impl AreaFields {
    /// Takes the fields given, and guesses the others by key and content.
    pub(super) fn find(
        features: &[&Map<String, Value>],
        name: Option<&str>,
        population: Option<&str>,
    ) -> Result<Self, Trouble> {
        let facts = facts(features);
        let given = |wanted: Option<&str>, option: &str| {
            wanted
                .map(|wanted| given(&facts, wanted, option))
                .transpose()
        };
        let name = match given(name, "--boundary-name")? {
            Some(found) => Some(found),
            None => best(&facts, name_score),
        };
        let population = match given(population, "--boundary-population")? {
            Some(found) => Some(found),
            None => best(&facts, population_score),
        };
        let family = name
            .as_ref()
            .map(|name| family(&name.0))
            .unwrap_or_default();
        let code = best(&facts, |fact| {
            let is_name = name.as_ref().is_some_and(|name| name.0 == fact.key);
            if is_name {
                0
            } else {
                code_score(fact, &family)
            }
        });
        Ok(Self {
            name,
            code,
            population,
        })
    }

    /// Says in `report` what was taken for what.
    pub(super) fn describe(&self, report: &mut ReadReport) {
        let mut say = |what: &str, field: &Option<Property>, none: &str| {
            report.understood.push(match field {
                Some(Property(key)) => format!("{what}: field \"{key}\""),
                None => format!("{what}: {none}"),
            });
        };
        say(
            "name",
            &self.name,
            "no field found; areas are numbered (--boundary-name names one)",
        );
        say("code", &self.code, "no field found");
        say(
            "population",
            &self.population,
            "no field found (--boundary-population names one)",
        );
    }
}

/// What is known of one key.
struct Fact {
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

fn facts(features: &[&Map<String, Value>]) -> Vec<Fact> {
    let mut seen = HashSet::new();
    let mut keys = Vec::new();
    for feature in features {
        let properties = feature.get("properties").and_then(Value::as_object);
        for key in properties.into_iter().flat_map(Map::keys) {
            if seen.insert(key.as_str()) {
                keys.push(key.clone());
            }
        }
    }
    keys.into_iter().map(|key| fact(key, features)).collect()
}

fn fact(key: String, features: &[&Map<String, Value>]) -> Fact {
    let property = Property(key);
    let values = features
        .iter()
        .filter_map(|feature| property.of(feature))
        .map(as_text);
    let values: Vec<String> = values.filter(|text| !text.trim().is_empty()).collect();
    let filled = values.len();
    Fact {
        header: Header::new(&property.0),
        features: features.len(),
        filled,
        numeric: values
            .iter()
            .filter(|text| number(text.trim()).is_some())
            .count(),
        distinct: values.iter().collect::<HashSet<_>>().len(),
        length: values.iter().map(|v| v.chars().count()).sum::<usize>() / filled.max(1),
        gss: values.iter().filter(|text| is_gss_code(text)).count(),
        key: property.0,
    }
}

/// A code of the Office for National Statistics: a letter and eight digits.
fn is_gss_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 9 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit)
}

fn given(facts: &[Fact], wanted: &str, option: &str) -> Result<Property, Trouble> {
    let exact = facts.iter().find(|fact| fact.key == wanted);
    let like = || {
        facts
            .iter()
            .find(|fact| fact.key.eq_ignore_ascii_case(wanted.trim()))
    };
    exact
        .or_else(like)
        .map(|fact| Property(fact.key.clone()))
        .ok_or_else(|| Trouble::NoSuchColumn {
            option: option.to_owned(),
            column: wanted.to_owned(),
            headers: facts.iter().map(|fact| fact.key.clone()).collect(),
        })
}

fn best(facts: &[Fact], score: impl Fn(&Fact) -> usize) -> Option<Property> {
    let mut best = (0, None);
    for fact in facts {
        let score = score(fact);
        if score > best.0 {
            best = (score, Some(Property(fact.key.clone())));
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

    fn find(features: &[&str]) -> AreaFields {
        let parsed: Vec<Map<String, Value>> = features
            .iter()
            .map(|text| {
                let properties: Value = serde_json::from_str(text).unwrap();
                Map::from_iter([("properties".to_owned(), properties)])
            })
            .collect();
        AreaFields::find(&parsed.iter().collect::<Vec<_>>(), None, None).unwrap()
    }

    fn field(key: &str) -> Property {
        Property(key.to_owned())
    }

    #[test]
    fn fields_are_found_by_key_and_content() {
        let wards = find(&[
            r#"{"objectid":1,"wd16cd":"E05000851","wd16nm":"Ince","lad16nm":"Wigan","POP20":10}"#,
            r#"{"objectid":2,"wd16cd":"E05000852","wd16nm":"Orrell","lad16nm":"Wigan","POP20":20}"#,
        ]);
        assert_eq!(
            (wards.name, wards.code),
            (Some(field("wd16nm")), Some(field("wd16cd")))
        );
        assert_eq!(wards.population, Some(field("POP20")));
        let npus = find(&[
            r#"{"npu":"A","NPU":"NPU A"}"#,
            r#"{"npu":"B","NPU":"NPU B"}"#,
        ]);
        assert_eq!(
            (npus.name, npus.code),
            (Some(field("NPU")), Some(field("npu")))
        );
        assert_eq!(find(&[r#"{"x":1}"#, "{}"]).name, None);
    }

    #[test]
    fn a_field_that_is_not_there_is_answered_with_those_that_are() {
        let feature = Map::from_iter([("properties".to_owned(), serde_json::json!({"NAME": "a"}))]);
        let error = AreaFields::find(&[&feature], Some("ward"), None).unwrap_err();
        assert!(
            error.to_string().contains("--boundary-name names \"ward\""),
            "{error}"
        );
        assert!(error.to_string().contains("\"NAME\""), "{error}");
    }
}
