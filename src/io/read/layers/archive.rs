//! Shapefiles and KML in zip archives.

use std::collections::BTreeMap;

use crate::io::read::archive::{Member, file_name, is_left_behind};
use crate::io::read::crs_text;
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::layers::shapefile::Parts;
use crate::io::read::layers::{At, Described, Holds, Layer, Layers, kml, shapefile};
use crate::io::read::source::Source;

/// Whether an archive with these members is one of shapefiles or a KMZ; KML beside tables is a
/// picture of them.
pub(in crate::io::read) fn holds_layers(members: &[Member]) -> bool {
    let has = |extension: &str| {
        let mut names = members.iter().filter(|m| !is_left_behind(&m.name));
        names.any(|m| extension_of(&m.name).eq_ignore_ascii_case(extension))
    };
    let has_tables = ["csv", "txt", "xlsx", "xls", "ods", "json", "geojson"];
    has("shp") || (has("kml") && !has_tables.iter().any(|extension| has(extension)))
}

/// Opens an archive of shapefiles, or else of KML.
pub(super) fn open<'a>(source: &'a Source, at: &At<'_>) -> Result<Box<dyn Layers + 'a>, ReadError> {
    let mut members = source.members()?;
    members.retain(|member| !is_left_behind(&member.name));
    let sets = sets(&members);
    if !sets.is_empty() {
        let mut list = Vec::new();
        for set in &sets {
            let mut head = Vec::new();
            let shp = source.member(&set.shp)?;
            let read = std::io::Read::read_to_end(&mut std::io::Read::take(shp, 100), &mut head);
            list.push(Described {
                name: stem_of(file_name(&set.shp.name)).to_owned(),
                holds: read.map_or(Holds::Any, |_| shapefile::holds(&head)),
            });
        }
        return Ok(Box::new(Shapefiles { source, sets, list }));
    }
    let is_kml = |member: &&Member| extension_of(&member.name).eq_ignore_ascii_case("kml");
    // The document of a KMZ is the first; others are parts that it may show.
    let document = members.iter().find(|member| member.name == "doc.kml");
    match document.or_else(|| members.iter().find(is_kml)) {
        Some(document) => kml::open(&contents(source, document)?, at),
        None => Err(at.trouble(Trouble::NoTable {
            names: members.into_iter().map(|member| member.name).collect(),
        })),
    }
}

/// The members of one shapefile.
struct Set {
    shp: Member,
    /// The others, by extension in lower case.
    others: BTreeMap<String, Member>,
}

struct Shapefiles<'a> {
    source: &'a Source,
    sets: Vec<Set>,
    list: Vec<Described>,
}

impl Layers for Shapefiles<'_> {
    fn list(&self) -> &[Described] {
        &self.list
    }

    fn called(&self) -> &'static str {
        "a shapefile"
    }

    fn read(&mut self, index: usize, at: &At<'_>) -> Result<Layer, ReadError> {
        let set = &self.sets[index];
        let other = |extension: &str| {
            let member = set.others.get(extension);
            member
                .map(|member| contents(self.source, member))
                .transpose()
        };
        let text = |bytes: Option<Vec<u8>>| bytes.map(|bytes| crs_text::of_bytes(&bytes));
        let parts = Parts {
            shp: contents(self.source, &set.shp)?,
            shx: other("shx")?,
            dbf: other("dbf")?,
            prj: text(other("prj")?),
            cpg: text(other("cpg")?),
        };
        let mut layer = shapefile::read(&parts, at)?;
        let note = format!("archive: the shapefile \"{}\" in it", set.shp.name);
        layer.notes.insert(0, note);
        Ok(layer)
    }
}

fn sets(members: &[Member]) -> Vec<Set> {
    let is_shp = |member: &&Member| extension_of(&member.name).eq_ignore_ascii_case("shp");
    let set = |shp: &Member| {
        let stem = stem_of(&shp.name);
        let others = members
            .iter()
            .filter(|other| stem_of(&other.name).eq_ignore_ascii_case(stem))
            .map(|other| {
                (
                    extension_of(&other.name).to_ascii_lowercase(),
                    other.clone(),
                )
            });
        Set {
            shp: shp.clone(),
            others: others.collect(),
        }
    };
    members.iter().filter(is_shp).map(set).collect()
}

fn contents(source: &Source, member: &Member) -> Result<Vec<u8>, ReadError> {
    if let Some(why) = member.obstacle() {
        let what = format!("\"{}\" in the archive", member.name);
        return Err(Trouble::Unreadable {
            why: format!("{what} {why}"),
        }
        .at(source.shown.as_str()));
    }
    let mut all = Vec::new();
    let read = std::io::Read::read_to_end(&mut source.member(member)?, &mut all);
    read.map_err(|error| source.trouble(&error))?;
    Ok(all)
}

fn extension_of(name: &str) -> &str {
    file_name(name).rsplit_once('.').map_or("", |(_, end)| end)
}

fn stem_of(name: &str) -> &str {
    let extension = extension_of(name).len();
    if extension == 0 {
        return name;
    }
    &name[..name.len() - extension - 1]
}
