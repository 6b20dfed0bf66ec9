//! A table out of the cache is the table one would get by reading afresh, whatever happened to
//! the cache in between.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use nightbeat::base::Progress;
use nightbeat::crs::FileCrs;
use nightbeat::data::Dataset;
use nightbeat::data::assemble::{AssembleParams, IncidentTable};
use nightbeat::engine::load::{LoadError, LoadRequest, load};
use nightbeat::io::read::ReadOptions;
use nightbeat::io::store::{Key, KeyParts, Store};
use nightbeat::project::{BoundarySource, Sources};
use tempfile::TempDir;

/// A folder with files, and a cache in it that takes even small ones.
struct Desk {
    folder: TempDir,
    request: LoadRequest,
}

impl Desk {
    /// With one incident file of this name and content.
    fn new(name: &str, content: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let cache = Store {
            least_bytes: 0,
            ..Store::new(folder.path().join("deep").join("cache"))
        };
        let request = LoadRequest {
            sources: Sources {
                incidents: vec![path],
                ..Sources::default()
            },
            added: Vec::new(),
            read: ReadOptions::default(),
            assemble: AssembleParams::default(),
            cache: Some(cache),
            memory_bytes: None,
            kept: Vec::new(),
        };
        Self { folder, request }
    }

    fn store(&self) -> &Store {
        self.request.cache.as_ref().unwrap()
    }

    fn incidents(&self) -> &Path {
        &self.request.sources.incidents[0]
    }

    fn key(&self) -> Key {
        let parts = KeyParts {
            incidents: &self.request.sources.incidents,
            boundaries: self
                .request
                .sources
                .boundaries
                .as_ref()
                .map(|b| b.path.as_path()),
            boundary_layer: None,
            boundary_crs: None,
            read: &self.request.read,
            assemble: &self.request.assemble,
        };
        parts.key().unwrap()
    }

    fn cached(&self) -> Option<IncidentTable> {
        self.store().open(&self.key(), &Progress::new()).unwrap()
    }

    fn load(&self) -> Dataset {
        load(&self.request, &Progress::new()).unwrap().data
    }

    fn load_afresh(&self) -> Dataset {
        let request = LoadRequest {
            cache: None,
            ..self.request.clone()
        };
        load(&request, &Progress::new()).unwrap().data
    }

    /// Loads, loads again out of the cache, and holds both against reading afresh.
    fn check(&self) {
        let fresh = self.load_afresh();
        assert_same(&self.load(), &fresh);
        assert_eq!(self.cached().unwrap().incidents, fresh.incidents);
        assert_same(&self.load(), &fresh);
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.store().folder).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    fn table_file(&self) -> PathBuf {
        let mut files = self.files().into_iter();
        files
            .rfind(|path| path.extension().unwrap() == "nbtable")
            .unwrap()
    }
}

pub(crate) fn assert_same(a: &Dataset, b: &Dataset) {
    assert!(!a.incidents.is_empty());
    assert_eq!(a.incidents, b.incidents);
    assert_eq!(a.incidents.sites().cells(), b.incidents.sites().cells());
    assert_eq!((&a.categories, &a.locations), (&b.categories, &b.locations));
    assert_eq!(a.attributes, b.attributes);
    assert_eq!(a.further_areas, b.further_areas);
    assert_eq!(a.kept_out, b.kept_out);
    assert_eq!((a.crs, a.tally, a.bounds), (b.crs, b.tally, b.bounds));
    assert_eq!(a.region_km2.to_bits(), b.region_km2.to_bits());
    assert_eq!((&a.sources, &a.warnings), (&b.sources, &b.warnings));
    assert_eq!(a.areas.len(), b.areas.len());
}

/// Incidents in Manchester: some at one place, one blank, one far away, one with a wrong date.
fn csv() -> String {
    let mut text = "id,date,easting,northing,offence,street\n".to_owned();
    for i in 0..300_i32 {
        let (x, y) = (384_000 + i * 37 % 50 * 40, 398_000 + i * 53 % 40 * 50);
        let (day, hour) = (i % 28 + 1, i % 24);
        let offence = ["Robbery", "Theft, of a \"\"cycle\"\"", "Affray"][i as usize % 3];
        let (x, y) = match i {
            7 => (String::new(), String::new()),
            8 => ("384000".to_owned(), "700000".to_owned()),
            _ => (format!("{x}.{i}"), y.to_string()),
        };
        let date = if i == 9 {
            "soon".to_owned()
        } else {
            format!("2024-05-{day:02} {hour:02}:15")
        };
        writeln!(text, "{i},{date},{x},{y},\"{offence}\",Street {}", i % 11).unwrap();
    }
    text
}

fn square(west: i32, south: i32, side: i32) -> String {
    let (east, north) = (west + side, south + side);
    format!(
        r#"{{"type":"Feature","properties":{{"name":"A{west}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#
    )
}

fn boundaries(side: i32) -> String {
    format!(
        r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"EPSG:27700"}}}},"features":[{},{}]}}"#,
        square(383_900, 397_900, side),
        square(384_500, 397_900, side)
    )
}

#[test]
fn a_table_file_opens_again_as_it_was() {
    Desk::new("a.csv", csv().as_bytes()).check();
}

#[test]
fn further_columns_open_again_as_they_were() {
    let mut text = String::new();
    for (i, line) in csv().lines().enumerate() {
        let further = match i {
            0 => "HO Class,Knife Flag,Crime Ref,Weather".to_owned(),
            i => format!("{}A,{},R{},{i}", i % 40 + 1, ["Y", "N", ""][i % 3], i / 2),
        };
        writeln!(text, "{line},{further}").unwrap();
    }
    let mut desk = Desk::new("a.csv", text.as_bytes());
    desk.check();
    let data = desk.load();
    assert_eq!(data.attributes.len(), 2);
    assert!(
        data.incidents
            .references()
            .is_some_and(|all| all.iter().all(|&id| id != 0))
    );
    desk.request.read.keep = vec!["weather".to_owned()];
    desk.check();
    assert_eq!(desk.load().attributes[2].texts.len(), data.incidents.len());
}

#[test]
fn a_packed_file_opens_again_as_it_was() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(csv().as_bytes()).unwrap();
    Desk::new("a.csv.gz", &packer.finish().unwrap()).check();
}

/// An archive with tables of these names.
fn archive(members: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in members {
        let plain = zip::write::SimpleFileOptions::default();
        archive.start_file(*name, plain).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn a_table_in_an_archive_opens_again_as_it_was_and_another_is_not_taken_for_it() {
    let (first, second) = (csv(), csv().replace("Affray", "Arson!"));
    let packed = archive(&[("2024/a.csv", &first), ("2024/b.csv", &second)]);
    let mut desk = Desk::new("all.zip", &packed);
    let path = desk.incidents().to_owned();
    let at = |name: &str| path.join("2024").join(name);
    desk.request.sources.incidents = vec![at("a.csv")];
    desk.check();
    assert!(desk.load().categories.get("Arson!").is_none());
    desk.request.sources.incidents = vec![at("b.csv")];
    assert!(desk.cached().is_none(), "that was another table");
    desk.check();
    assert!(desk.load().categories.get("Arson!").is_some());
    // Both as one set, and one of them by its name.
    desk.request.sources.incidents = vec![at("a.csv"), at("b.csv")];
    assert!(desk.cached().is_none());
    desk.check();
    desk.request.sources.incidents = vec![path.clone()];
    desk.request.read.layer = Some("2024/a.csv".to_owned());
    desk.check();
    desk.request.read.layer = Some("2024/b.csv".to_owned());
    assert!(desk.cached().is_none());
    // Another archive in its place is read anew.
    desk.request.read.layer = None;
    desk.request.sources.incidents = vec![at("a.csv")];
    assert!(desk.cached().is_some());
    let other = archive(&[("2024/a.csv", &second), ("2024/b.csv", &first)]);
    fs::write(&path, other).unwrap();
    assert!(desk.cached().is_none());
    desk.check();
}

#[test]
fn packed_files_are_worth_a_table_by_what_they_unpack_to() {
    let other = csv().replace("Affray", "Arson!");
    let packed = archive(&[("a.csv", &csv()), ("b.csv", &other)]);
    let mut desk = Desk::new("all.zip", &packed);
    let path = desk.incidents().to_owned();
    desk.request.sources.incidents = vec![path.join("a.csv"), path.join("b.csv")];
    let cache = desk.request.cache.as_mut().unwrap();
    // An archive counts once, however many of its tables are meant.
    cache.least_bytes = packed.len() as u64 * 10 + 1;
    desk.load();
    assert!(desk.cached().is_none());
    let cache = desk.request.cache.as_mut().unwrap();
    cache.least_bytes = packed.len() as u64 * 10;
    desk.load();
    assert!(desk.cached().is_some());
}

/// A small workbook with two sheets.
fn workbook() -> Vec<u8> {
    let sheet = |offence: &str| {
        let mut rows = "<row r=\"1\">".to_owned();
        for (column, name) in ["A", "B", "C", "D"]
            .iter()
            .zip(["date", "lat", "lon", "offence"])
        {
            write!(
                rows,
                "<c r=\"{column}1\" t=\"inlineStr\"><is><t>{name}</t></is></c>"
            )
            .unwrap();
        }
        rows += "</row>";
        for row in 2..40 {
            write!(
                rows,
                "<row r=\"{row}\"><c r=\"A{row}\" t=\"inlineStr\"><is><t>2024-05-{:02} 10:00</t></is></c>\
                 <c r=\"B{row}\"><v>53.4{row}</v></c><c r=\"C{row}\"><v>-2.2{row}</v></c>\
                 <c r=\"D{row}\" t=\"inlineStr\"><is><t>{offence}</t></is></c></row>",
                row % 28 + 1
            )
            .unwrap();
        }
        format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
             <sheetData>{rows}</sheetData></worksheet>"
        )
    };
    let workbook = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
        xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
        <sheet name=\"May\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"June\" sheetId=\"2\" \
        r:id=\"rId2\"/></sheets></workbook>";
    let rels = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
        <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
        <Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet2.xml\"/>\
        </Relationships>";
    let root = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
        <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>\
        </Relationships>";
    archive(&[
        ("_rels/.rels", root),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", rels),
        ("xl/worksheets/sheet1.xml", &sheet("Theft")),
        ("xl/worksheets/sheet2.xml", &sheet("Affray")),
    ])
}

#[test]
fn a_sheet_of_a_workbook_opens_again_as_it_was_and_another_is_not_taken_for_it() {
    let mut desk = Desk::new("all.xlsx", &workbook());
    desk.request.read.layer = Some("May".to_owned());
    desk.check();
    assert!(desk.load().categories.get("Theft").is_some());
    desk.request.read.layer = Some("June".to_owned());
    assert!(desk.cached().is_none(), "that was another sheet");
    desk.check();
    assert!(desk.load().categories.get("Affray").is_some());
}

#[test]
fn geojson_opens_again_as_it_was() {
    let point = |i: i32| {
        let (lon, lat) = (
            f64::from(i % 17) / 1e3 - 2.24,
            53.48 + f64::from(i % 13) / 1e3,
        );
        format!(
            r#"{{"type":"Feature","properties":{{"offence":"Robbery {}","date":"2024-05-01"}},"geometry":{{"type":"Point","coordinates":[{lon},{lat}]}}}}"#,
            i % 3
        )
    };
    let points: Vec<String> = (0..100).map(point).collect();
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        points.join(",")
    );
    Desk::new("a.geojson", text.as_bytes()).check();
}

#[test]
fn boundaries_belong_to_the_table() {
    let mut desk = Desk::new("a.csv", csv().as_bytes());
    desk.check();
    let path = desk.folder.path().join("wards.geojson");
    fs::write(&path, boundaries(1000)).unwrap();
    desk.request.sources.boundaries = Some(BoundarySource {
        path: path.clone(),
        name_field: None,
        population_field: None,
        ..BoundarySource::default()
    });
    assert!(desk.cached().is_none(), "that was without boundaries");
    desk.check();
    let data = desk.load();
    assert!(data.tally.outside_region > 0 && !data.further_areas.is_empty());
    fs::write(&path, boundaries(1200)).unwrap();
    assert!(desk.cached().is_none(), "those were other boundaries");
    desk.check();
}

#[test]
fn what_is_asked_of_files_belongs_to_the_key_and_what_is_said_of_premises_does_not() {
    let mut desk = Desk::new("a.csv", csv().as_bytes());
    let other = desk.incidents().with_file_name("b.csv");
    fs::write(other, csv().replace("Affray", "Arson")).unwrap();
    let first = desk.key();
    desk.request.assemble.night_rule.default_is_night ^= true;
    assert_eq!(desk.key(), first);
    let change: [fn(&mut LoadRequest); 8] = [
        |request| request.read.unknown_midnight = true,
        |request| request.read.crs = Some(FileCrs::BRITISH),
        |request| request.read.tz = Some(jiff::tz::TimeZone::UTC),
        |request| request.assemble.keep_outliers = true,
        |request| request.assemble.keep_outside = true,
        |request| request.read.set("fix", "none").unwrap(),
        |request| request.assemble.analysis_epsg = Some(32630),
        |request| {
            let other = request.sources.incidents[0].with_file_name("b.csv");
            request.sources.incidents.push(other);
        },
    ];
    let mut seen = vec![first];
    for change in change {
        change(&mut desk.request);
        let key = desk.key();
        assert!(!seen.contains(&key));
        seen.push(key);
    }
    desk.check();
}

#[test]
fn a_changed_file_is_read_anew() {
    let desk = Desk::new("a.csv", csv().as_bytes());
    desk.check();
    let kept = fs::metadata(desk.incidents()).unwrap().modified().unwrap();
    // The same length and time: the content alone tells.
    fs::write(desk.incidents(), csv().replace("Affray", "Arson!")).unwrap();
    let file = fs::File::options()
        .write(true)
        .open(desk.incidents())
        .unwrap();
    file.set_modified(kept).unwrap();
    assert!(desk.cached().is_none());
    desk.check();
    assert!(desk.load().categories.get("Arson!").is_some());
}

#[test]
fn a_table_cut_short_anywhere_is_made_again() {
    let desk = Desk::new("a.csv", csv().as_bytes());
    desk.check();
    let (path, fresh) = (desk.table_file(), desk.load_afresh());
    let whole = fs::read(&path).unwrap();
    let pages = (0..whole.len()).step_by(4096);
    for bytes in pages
        .flat_map(|at| [at, at + 1, at + 71])
        .chain([whole.len() - 1])
    {
        fs::write(&path, &whole[..bytes.min(whole.len() - 1)]).unwrap();
        assert!(desk.cached().is_none(), "{bytes}");
    }
    assert_same(&desk.load(), &fresh);
    assert!(desk.cached().is_some(), "it is whole again");
}

#[test]
fn a_damaged_table_is_never_believed() {
    let desk = Desk::new("a.csv", csv().as_bytes());
    desk.check();
    let (path, fresh) = (desk.table_file(), desk.load_afresh());
    let whole = fs::read(&path).unwrap();
    let mut refused = 0;
    for at in (0..whole.len()).filter(|at| at % 4096 < 80 || at % 61 == 0) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x11;
        fs::write(&path, damaged).unwrap();
        match desk.cached() {
            None => refused += 1,
            // Between columns there is nothing that could be damaged.
            Some(table) => assert_eq!(table.incidents, fresh.incidents, "{at}"),
        }
    }
    assert!(refused > 1000, "{refused}");
    fs::write(&path, "not a table at all").unwrap();
    assert_same(&desk.load(), &fresh);
}

#[test]
fn without_a_folder_to_write_to_all_goes_on() {
    let mut desk = Desk::new("a.csv", csv().as_bytes());
    let fresh = desk.load_afresh();
    // A file stands where the folder should be.
    let taken = desk.folder.path().join("taken");
    fs::write(&taken, "").unwrap();
    desk.request.cache = Some(Store {
        least_bytes: 0,
        ..Store::new(taken)
    });
    assert_same(&desk.load(), &fresh);
}

#[test]
fn old_tables_make_room_and_what_was_left_unfinished_goes() {
    let mut desk = Desk::new("a.csv", csv().as_bytes());
    desk.check();
    let size = desk.store().contents().bytes;
    let first = desk.table_file();
    fs::write(desk.store().folder.join(".unfinished-x"), "half").unwrap();
    let mut store = desk.store().clone();
    store.limit_bytes = size + size / 2;
    desk.request.cache = Some(store);
    desk.request.read.unknown_midnight = true;
    desk.check();
    assert_eq!(desk.store().contents().tables, 1);
    assert!(!first.exists() && desk.table_file().exists());
    let unfinished = |path: &PathBuf| path.to_string_lossy().contains(".unfinished");
    assert!(!desk.files().iter().any(unfinished));
    desk.store().clear();
    assert_eq!((desk.store().contents().tables, desk.files().len()), (0, 0));
}

#[test]
fn small_files_and_the_sample_town_are_not_kept() {
    let mut desk = Desk::new("a.csv", csv().as_bytes());
    desk.request.cache = Some(Store::new(desk.store().folder.clone()));
    desk.load();
    desk.request.cache.as_mut().unwrap().least_bytes = 0;
    desk.request.sources = Sources::default();
    desk.load();
    assert!(!desk.store().folder.exists());
}

#[test]
fn a_cancelled_run_leaves_nothing_in_the_cache() {
    let desk = Desk::new("a.csv", csv().as_bytes());
    let table = {
        desk.load();
        desk.cached().unwrap()
    };
    desk.store().clear();
    let progress = Progress::new();
    progress.cancel();
    assert!(desk.store().keep(&desk.key(), &table, &progress).is_err());
    assert_eq!(desk.files().len(), 0);
    let stopped = load(&desk.request, &progress);
    assert!(matches!(stopped, Err(LoadError::Cancelled(_))));
}

#[cfg(unix)]
#[test]
fn nobody_else_may_look_into_the_cache() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new("a.csv", csv().as_bytes());
    desk.load();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&desk.store().folder), 0o700);
    assert_eq!(mode(&desk.table_file()), 0o600);
}
