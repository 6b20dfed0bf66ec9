//! Files and how they are read, between what a document keeps and what readers take.

use std::path::PathBuf;

use crate::crs::FileCrs;
use crate::engine::reading::{options_of, reading_of};
use crate::io::read::{Field, FileKind, ReadOptions, parse_crs};
use crate::project::{BoundarySource, Reference, RoadSource, Sources};

/// Puts files of one kind into `sources`, read as `options` say. How incidents are read is no
/// part of them, and layers for reference are beside them.
pub fn put(sources: &mut Sources, kind: FileKind, files: &[PathBuf], options: &ReadOptions) {
    let Some(path) = files.first().cloned() else {
        return;
    };
    let said = |field| options.said_of(field);
    let (layer, crs) = (options.layer.clone(), options.crs.map(FileCrs::definition));
    match kind {
        FileKind::Incidents => sources.incidents = files.to_vec(),
        FileKind::Premises => {
            sources.premises = Some(path);
            sources.premises_layer = layer;
            sources.premises_reading = reading_of(&ReadOptions {
                layer: None,
                ..options.clone()
            });
        }
        FileKind::Boundaries => {
            sources.boundaries = Some(BoundarySource {
                path,
                name_field: said(Field::Name),
                population_field: said(Field::Population),
                code_field: said(Field::Code),
                layer,
                crs,
            });
        }
        FileKind::Roads => {
            sources.roads = Some(RoadSource {
                path,
                name_field: said(Field::Name),
                layer,
                crs,
            });
        }
        FileKind::Reference => {}
    }
}

/// The files of every kind in `sources` but incidents, with how they are read.
pub fn options_in(sources: &Sources) -> Vec<(FileKind, PathBuf, ReadOptions)> {
    let mut all = Vec::new();
    if let Some(source) = &sources.boundaries {
        let fields = [
            (Field::Name, &source.name_field),
            (Field::Code, &source.code_field),
            (Field::Population, &source.population_field),
        ];
        let options = options(&fields, source.layer.as_ref(), source.crs.as_deref());
        all.push((FileKind::Boundaries, source.path.clone(), options));
    }
    if let Some(path) = &sources.premises {
        let options = ReadOptions {
            layer: sources.premises_layer.clone(),
            ..options_of(&sources.premises_reading).unwrap_or_else(|error| {
                log::warn!("how the premises were read is not understood, and guessed: {error}");
                ReadOptions::default()
            })
        };
        all.push((FileKind::Premises, path.clone(), options));
    }
    if let Some(source) = &sources.roads {
        let fields = [(Field::Name, &source.name_field)];
        let options = options(&fields, source.layer.as_ref(), source.crs.as_deref());
        all.push((FileKind::Roads, source.path.clone(), options));
    }
    all
}

/// The layer of a file, read as `options` say, shown under the density.
pub fn reference_of(path: PathBuf, options: &ReadOptions) -> Reference {
    Reference {
        layer: options.layer.clone(),
        reading: reading_of(&ReadOptions {
            layer: None,
            ..options.clone()
        }),
        ..Reference::of(path)
    }
}

fn options(
    fields: &[(Field, &Option<String>)],
    layer: Option<&String>,
    crs: Option<&str>,
) -> ReadOptions {
    let said = fields.iter().filter_map(|(field, said)| {
        let name = said.as_ref()?.clone();
        Some((*field, Some(name).filter(|name| !name.is_empty())))
    });
    ReadOptions {
        map: said.collect(),
        layer: layer.cloned(),
        crs: crs_said(crs),
        ..ReadOptions::default()
    }
}

/// The system a document names for a file that names none.
fn crs_said(text: Option<&str>) -> Option<FileCrs> {
    let read = text.map(parse_crs);
    read.and_then(|read| {
        read.map_err(|error| log::warn!("a coordinate system is not understood: {error}"))
            .ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_is_found_again() {
        let mut sources = Sources::default();
        for kind in [FileKind::Boundaries, FileKind::Premises, FileKind::Roads] {
            let mut said = ReadOptions {
                layer: Some("one".to_owned()),
                crs: Some(FileCrs::BRITISH),
                ..ReadOptions::default()
            };
            for (i, &field) in Field::of(kind).iter().enumerate() {
                let column = (i % 2 == 0).then(|| format!("column {i}"));
                said.map.insert(field, column);
            }
            let path = PathBuf::from("a.gpkg");
            put(&mut sources, kind, std::slice::from_ref(&path), &said);
            assert!(
                options_in(&sources).contains(&(kind, path, said)),
                "{kind:?}"
            );
        }
        assert_eq!(options_in(&sources).len(), 3);
    }
}
