//! A test whose names have become columns, and whose lists have become answers by text.

use std::rc::Rc;

use crate::analysis::offences::Unanswerable;
use crate::data::attributes::{Attribute, AttributeKind};
use crate::data::dataset::Dataset;
use crate::data::definitions::test::{Patterns, class_in};
use crate::data::definitions::{ClassRange, Library, Test, Truth, flags};
use crate::data::incidents::Incidents;
use crate::data::names::Names;

/// A column with texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TextColumn {
    /// The category.
    Category,
    /// The attribute in this place.
    Attribute(usize),
}

/// A test by columns.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    Leaf(Leaf),
    Any(Vec<Self>),
    All(Vec<Self>),
    Not(Box<Self>),
    First(Vec<Self>),
}

/// Answers by the texts of one column.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub(super) column: TextColumn,
    /// One for each text.
    pub(super) truths: Vec<Truth>,
}

/// What came of building a tree.
#[derive(Debug, Default)]
pub(super) struct Built {
    /// `None` where no column says anything.
    pub(super) tree: Option<Tree>,
    /// What is needed and not there, in words.
    pub(super) lacks: Vec<String>,
    /// Texts that leave it open, where nothing else decides.
    pub(super) open: Vec<OpenText>,
    /// Whether nothing but texts of offences was asked.
    pub(super) by_texts_alone: bool,
    /// Whether one of these texts is surely meant.
    pub(super) any_text_fits: bool,
}

/// A text too coarse to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OpenText {
    pub(super) column: String,
    pub(super) text: String,
}

impl TextColumn {
    /// The number of the text that incident `row` has.
    #[inline]
    pub(super) fn code(self, incidents: &Incidents, row: usize) -> usize {
        match self {
            Self::Category => usize::from(incidents.categories()[row]),
            Self::Attribute(place) => incidents.attribute(place).get(row),
        }
    }
}

impl Tree {
    /// The answer for texts of which `code` tells the number.
    pub(super) fn truth(&self, code: &dyn Fn(TextColumn) -> usize) -> Truth {
        match self {
            Self::Leaf(leaf) => leaf.truths[code(leaf.column)],
            Self::Any(parts) => {
                let truths = parts.iter().map(|part| part.truth(code));
                truths.fold(Truth::No, Truth::or)
            }
            Self::All(parts) => {
                let truths = parts.iter().map(|part| part.truth(code));
                truths.fold(Truth::Yes, Truth::and)
            }
            Self::Not(part) => !part.truth(code),
            Self::First(parts) => {
                let truths = parts.iter().map(|part| part.truth(code));
                truths.fold(Truth::Unknown, Truth::else_by)
            }
        }
    }

    /// Calls `visit` with every leaf.
    pub(super) fn each_leaf<'a>(&'a self, visit: &mut dyn FnMut(&'a Leaf)) {
        match self {
            Self::Leaf(leaf) => visit(leaf),
            Self::Any(parts) | Self::All(parts) | Self::First(parts) => {
                for part in parts {
                    part.each_leaf(visit);
                }
            }
            Self::Not(part) => part.each_leaf(visit),
        }
    }
}

/// The tree of `test` for `data`.
pub(super) fn build(data: &Dataset, test: &Test, library: &Library) -> Result<Built, Unanswerable> {
    let builder = Builder {
        data,
        library,
        path: None,
    };
    builder.test(test)
}

/// Definitions that are being followed, so that none is followed into itself.
struct Path<'p> {
    name: &'p str,
    before: Option<Rc<Self>>,
}

struct Builder<'a> {
    data: &'a Dataset,
    library: &'a Library,
    path: Option<Rc<Path<'a>>>,
}

impl<'a> Builder<'a> {
    fn test(&self, test: &'a Test) -> Result<Built, Unanswerable> {
        match test {
            Test::Class(list) => Ok(self.class(list)),
            Test::Category(patterns) => Ok(self.category(patterns)),
            Test::Offence(patterns) => Ok(self.offence(patterns)),
            Test::Flag(name) => self.flag(name),
            Test::Column(column) => Ok(self.column(&column.name, &column.fits)),
            Test::Any(parts) => self.every(parts, Tree::Any),
            Test::All(parts) => self.every(parts, Tree::All),
            Test::Not(part) => {
                let built = self.test(part)?;
                Ok(Built {
                    tree: built.tree.map(|tree| Tree::Not(Box::new(tree))),
                    ..built
                })
            }
            Test::First(parts) => {
                let parts = parts.iter().map(|part| self.test(part));
                Ok(first(&parts.collect::<Result<Vec<_>, _>>()?))
            }
            Test::Definition(name) => self.definition(name),
        }
    }

    fn definition(&self, name: &'a str) -> Result<Built, Unanswerable> {
        let Some(definition) = self.library.find(name) else {
            let is_flag = flags::by_name(name).is_some();
            return if is_flag {
                self.flag(name)
            } else {
                Err(Unanswerable::UnknownName(name.to_owned()))
            };
        };
        let mut next = self.path.as_ref();
        while let Some(step) = next {
            if step.name == definition.name {
                let fault = format!("a definition \"{name}\" that does not refer to itself");
                return Err(Unanswerable::Lacks(fault));
            }
            next = step.before.as_ref();
        }
        let inside = Builder {
            path: Some(Rc::new(Path {
                name: &definition.name,
                before: self.path.clone(),
            })),
            ..*self
        };
        inside.test(&definition.holds)
    }

    /// A test that needs all its parts.
    fn every(&self, parts: &'a [Test], of: fn(Vec<Tree>) -> Tree) -> Result<Built, Unanswerable> {
        let mut all = Built {
            by_texts_alone: true,
            ..Built::default()
        };
        let mut trees = Vec::new();
        for part in parts {
            let built = self.test(part)?;
            trees.extend(built.tree);
            for lack in built.lacks {
                if !all.lacks.contains(&lack) {
                    all.lacks.push(lack);
                }
            }
            all.open.extend(built.open);
            all.by_texts_alone &= built.by_texts_alone;
            all.any_text_fits |= built.any_text_fits;
        }
        all.tree = Some(of(trees));
        Ok(all)
    }

    fn class(&self, list: &[String]) -> Built {
        let list: Vec<ClassRange> = list
            .iter()
            .filter_map(|text| ClassRange::read(text))
            .collect();
        let read = |text: &str| class_in(&list, text);
        self.by_kind(AttributeKind::HoClass, "a Home Office class", read)
    }

    fn category(&self, patterns: &Patterns) -> Built {
        let names = &self.data.categories;
        if names.iter().all(|(_, text)| text.is_empty()) {
            return lacking("a category (--map category=COLUMN)");
        }
        let leaf = Leaf {
            column: TextColumn::Category,
            truths: names.iter().map(|(_, text)| patterns.fit(text)).collect(),
        };
        of_texts(leaf, "the category", names)
    }

    /// The title where there is one, else the category.
    fn offence(&self, patterns: &Patterns) -> Built {
        let fit = |text: &str| patterns.fit(text);
        let title = self.by_kind(AttributeKind::Offence, "an offence text", fit);
        let category = self.category(patterns);
        let Some((place, Tree::Leaf(leaf))) = self
            .attribute(AttributeKind::Offence)
            .zip(title.tree.clone())
        else {
            return Built {
                lacks: category
                    .lacks
                    .iter()
                    .map(|lack| format!("an offence text (--map offence=COLUMN) or {lack}"))
                    .collect(),
                ..category
            };
        };
        let title = Built {
            lacks: title.lacks,
            ..of_texts(leaf, "the offence", &self.data.attributes[place].texts)
        };
        first(&[title, category])
    }

    fn flag(&self, name: &str) -> Result<Built, Unanswerable> {
        let Some(flag) = flags::by_name(name) else {
            return Err(Unanswerable::UnknownName(name.to_owned()));
        };
        let mut trees = Vec::new();
        let mut mute = vec![format!("--map {}=COLUMN", flag.name)];
        for kind in flag.kinds() {
            let Some(place) = self.attribute(kind) else {
                continue;
            };
            let attribute = &self.data.attributes[place];
            let texts = || attribute.texts.iter().map(|(_, text)| text);
            if !attribute.missing_in.is_empty() {
                let column = &attribute.about.column;
                mute.push(format!(
                    "{} has no column \"{column}\"",
                    self.files(attribute)
                ));
            } else if flag.is_told_by(kind, texts()) {
                trees.push(Tree::Leaf(Leaf {
                    column: TextColumn::Attribute(place),
                    truths: texts().map(|text| flag.read(kind, text)).collect(),
                }));
            } else {
                let column = &attribute.about.column;
                mute.push(format!("no text of the column \"{column}\" says it"));
            }
        }
        if trees.is_empty() {
            let (name, why) = (&flag.name, mute.join("; "));
            return Ok(lacking(&format!("the flag {name} ({why})")));
        }
        Ok(Built {
            tree: Some(Tree::Any(trees)),
            ..Built::default()
        })
    }

    fn column(&self, name: &str, fits: &Patterns) -> Built {
        let wanted = name.trim().to_lowercase();
        if wanted == "category" {
            return Built {
                by_texts_alone: false,
                ..self.category(fits)
            };
        }
        let is_meant = |attribute: &Attribute| {
            attribute.about.kind.name() == wanted
                || attribute.about.column.trim().to_lowercase() == wanted
        };
        let Some(place) = self.data.attributes.iter().position(is_meant) else {
            return lacking(&format!(
                "the column \"{name}\" (--keep \"{name}\" keeps it)"
            ));
        };
        self.by_attribute(place, |text| fits.fit(text))
    }

    fn by_kind(&self, kind: AttributeKind, what: &str, read: impl Fn(&str) -> Truth) -> Built {
        match self.attribute(kind) {
            Some(place) => self.by_attribute(place, read),
            None => lacking(&format!("{what} (--map {}=COLUMN)", kind.name())),
        }
    }

    fn by_attribute(&self, place: usize, read: impl Fn(&str) -> Truth) -> Built {
        let attribute = &self.data.attributes[place];
        let truths = attribute.texts.iter().map(|(_, text)| {
            if text.is_empty() {
                Truth::Unknown
            } else {
                read(text)
            }
        });
        let lacks = if attribute.missing_in.is_empty() {
            Vec::new()
        } else {
            vec![format!(
                "a column \"{}\" in {}",
                attribute.about.column,
                self.files(attribute)
            )]
        };
        Built {
            tree: Some(Tree::Leaf(Leaf {
                column: TextColumn::Attribute(place),
                truths: truths.collect(),
            })),
            lacks,
            ..Built::default()
        }
    }

    fn attribute(&self, kind: AttributeKind) -> Option<usize> {
        let all = &self.data.attributes;
        all.iter()
            .position(|attribute| attribute.about.kind == kind)
    }

    /// The files that have no such column.
    fn files(&self, attribute: &Attribute) -> String {
        let path = |&file: &u8| {
            let source = self.data.sources.get(usize::from(file));
            source.map_or("a file", |source| source.info.path.as_str())
        };
        let names: Vec<&str> = attribute.missing_in.iter().map(path).collect();
        names.join(", ")
    }
}

fn lacking(what: &str) -> Built {
    Built {
        lacks: vec![what.to_owned()],
        ..Built::default()
    }
}

/// A leaf that asks texts of offences.
fn of_texts(leaf: Leaf, column: &str, names: &Names) -> Built {
    let texts = names.iter().zip(&leaf.truths);
    let open = texts.filter(|&((_, text), &truth)| truth == Truth::Unknown && !text.is_empty());
    let open = open.map(|((_, text), _)| OpenText {
        column: column.to_owned(),
        text: text.to_owned(),
    });
    Built {
        open: open.collect(),
        lacks: Vec::new(),
        by_texts_alone: true,
        any_text_fits: leaf.truths.contains(&Truth::Yes),
        tree: Some(Tree::Leaf(leaf)),
    }
}

/// Alternatives: one that is whole is enough, and what one leaves open another may decide.
fn first(parts: &[Built]) -> Built {
    let there = || parts.iter().filter(|part| part.tree.is_some());
    let is_whole = parts
        .iter()
        .any(|part| part.tree.is_some() && part.lacks.is_empty());
    let is_decided = there().any(|part| part.open.is_empty() && part.lacks.is_empty());
    let lacks: Vec<&str> = parts
        .iter()
        .flat_map(|part| &part.lacks)
        .map(String::as_str)
        .collect();
    let lacks = if is_whole {
        Vec::new()
    } else {
        vec![lacks.join(", or ")]
    };
    Built {
        lacks,
        by_texts_alone: there().all(|part| part.by_texts_alone),
        any_text_fits: there().any(|part| part.any_text_fits),
        open: if is_decided {
            Vec::new()
        } else {
            there().flat_map(|part| part.open.clone()).collect()
        },
        tree: there().next().is_some().then(|| {
            let trees = parts.iter().filter_map(|part| part.tree.clone());
            Tree::First(trees.collect())
        }),
    }
}
