//! The layers hold: a module imports only from its left, and each forbidden word stays at home.
//!
//! One package has no crate boundaries to keep its parts apart, so this test reads the source
//! and does it. When it fails, the answer is nearly always to move code, not to widen a rule.

use std::fs;
use std::path::{Path, PathBuf};

/// The chain, left to right. Layers of one group do not see each other.
const CHAIN: &[&[&str]] = &[
    &["base"],
    &["crs"],
    &["data"],
    &["analysis"],
    &["project"],
    &["io", "scene", "sample"],
    &["engine"],
    &["app"],
    &["view"],
    &["gui", "cli"],
];

/// Words and the layers they may stand in; anywhere else they are a fault.
const WORDS: &[(&str, &[&str], &str)] = &[
    (
        "egui::",
        &["view", "gui"],
        "the domain builds without a window",
    ),
    ("eframe::", &["gui"], "only the shell knows the frame"),
    (
        "walkers::",
        &["view", "gui"],
        "only the map knows the map widget",
    ),
    ("rfd::", &["gui"], "dialogs belong to the shell"),
    (
        "std::fs",
        &["io", "gui", "cli"],
        "files are opened at the rim",
    ),
    (
        "File::open",
        &["io", "gui", "cli"],
        "files are opened at the rim",
    ),
    ("std::thread", &["engine", "gui"], "jobs run in the engine"),
    (
        "SystemTime",
        &["gui", "cli"],
        "results do not depend on the hour they are computed",
    ),
    (
        "Instant::now",
        &["engine", "gui", "view", "cli"],
        "results do not depend on the clock",
    ),
    ("proj::Proj", &["crs"], "one place knows PROJ"),
    (
        "reqwest::",
        &["io"],
        "one place asks the network, if the user says so",
    ),
    ("lonlat_bng::", &["crs"], "one place knows OSTN15"),
    ("Color32::from_rgb", &["view"], "colours are tokens"),
];

/// The files that may say `unsafe`: one maps files that are our own, one tells the C library's
/// allocator to give memory back, one ends a run that had a window.
const UNSAFE: [&str; 3] = [
    "src/io/store/map.rs",
    "src/cli/memory.rs",
    "src/cli/leave.rs",
];

#[test]
fn a_module_imports_only_from_its_left() {
    let mut faults = Vec::new();
    for file in sources() {
        let Some(here) = layer_of(&file) else {
            continue;
        };
        for (number, line) in code_lines(&file) {
            for target in imported_layers(&line) {
                if target != here.name && position(&target) >= here.position {
                    faults.push(format!(
                        "{}:{number}: {} imports {target}",
                        file.display(),
                        here.name
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn forbidden_words_stay_at_home() {
    let mut faults = Vec::new();
    for file in sources() {
        let Some(here) = layer_of(&file) else {
            continue;
        };
        for (number, line) in code_lines(&file) {
            for (word, homes, why) in WORDS {
                if line.contains(word) && !homes.contains(&here.name.as_str()) {
                    faults.push(format!("{}:{number}: `{word}` ({why})", file.display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn three_files_alone_are_unsafe_and_each_in_one_place() {
    let mut found = Vec::new();
    for file in sources() {
        for (number, line) in code_lines(&file) {
            if line.contains("unsafe") {
                found.push((file.clone(), number, line.trim().to_owned()));
            }
        }
    }
    for allowed in UNSAFE {
        let lines: Vec<String> = found
            .extract_if(.., |(file, ..)| file.ends_with(allowed))
            .map(|(.., line)| line)
            .collect();
        // An attribute that allows it, and one block.
        assert_eq!(lines.len(), 2, "{allowed}: {lines:?}");
        assert!(lines[0].contains("unsafe_code,"), "{lines:?}");
        assert!(lines[1].contains("unsafe {"), "{lines:?}");
    }
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_command_line_needs_neither_application_nor_views() {
    for file in sources()
        .into_iter()
        .filter(|f| layer_of(f).is_some_and(|l| l.name == "cli"))
    {
        for (number, line) in code_lines(&file) {
            let layers = imported_layers(&line);
            assert!(
                !layers
                    .iter()
                    .any(|l| ["app", "view", "gui"].contains(&l.as_str())),
                "{}:{number}: {line}",
                file.display()
            );
        }
    }
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|file| file.file_name().is_some_and(|name| name != "tests.rs"))
        .filter(|file| !read(file).starts_with("//!"))
        .collect();
    assert!(silent.is_empty(), "no opening paragraph: {silent:?}");
}

#[test]
fn the_rules_would_notice_a_fault() {
    assert_eq!(imported_layers("use crate::view::Ctx;"), ["view"]);
    assert_eq!(
        imported_layers("use crate::{base::Date, app::App};"),
        ["base", "app"]
    );
    assert_eq!(imported_layers("    crate::gui::run(x)"), ["gui"]);
    assert!(position("view") > position("engine") && position("io") == position("scene"));
}

struct Layer {
    name: String,
    position: usize,
}

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 30, "the source folder was not found");
    found
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap()
}

/// The layer a file belongs to; `lib.rs` and `main.rs` stand above all of them.
fn layer_of(file: &Path) -> Option<Layer> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let first = file.strip_prefix(src).ok()?.components().next()?;
    let name = first
        .as_os_str()
        .to_str()?
        .trim_end_matches(".rs")
        .to_owned();
    let known = CHAIN.iter().any(|group| group.contains(&name.as_str()));
    assert!(
        known || name == "lib" || name == "main",
        "{name} is no layer of the chain"
    );
    known.then(|| Layer {
        position: position(&name),
        name,
    })
}

fn position(layer: &str) -> usize {
    CHAIN
        .iter()
        .position(|group| group.contains(&layer))
        .unwrap_or(usize::MAX)
}

/// Lines of code with their numbers: comments left out, and the test module at a file's end,
/// which may look around.
fn code_lines(file: &Path) -> Vec<(usize, String)> {
    if file.file_name().is_some_and(|name| name == "tests.rs") {
        return Vec::new();
    }
    let text = read(file);
    text.lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(i, line)| (i + 1, line.to_owned()))
        .collect()
}

/// The layers a line names through `crate::a::…` or `crate::{a::…, b::…}`.
fn imported_layers(line: &str) -> Vec<String> {
    let word = |text: &str| {
        text.trim_start()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect::<String>()
    };
    let mut layers = Vec::new();
    for after in line.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(group) => {
                let inside = group.split('}').next().unwrap_or(group);
                layers.extend(inside.split(',').map(word));
            }
            None => layers.push(word(after)),
        }
    }
    layers.retain(|layer| position(layer) != usize::MAX);
    layers
}
