//! Incidents as they come from the readers, stretch by stretch, until they are in the table.

use std::sync::Arc;

use crate::crs::{AnalysisCrs, FileCrs};
use crate::data::column::Column;
use crate::data::raw::{RawChunk, RawIncidents};
use crate::data::shelf::{InMemory, Lay, Shelf, ShelfError, lay};
use crate::data::whens::Whens;

/// Stretches shorter than this are joined to the one before.
const STRETCH_ROWS: usize = 1 << 17;

/// All that was read of incidents, in the order of the files.
#[derive(Clone, Debug)]
pub struct Intake {
    /// What is known of each file; its chunks are in `stretches`.
    pub(crate) files: Vec<RawIncidents>,
    pub(crate) stretches: Vec<Stretch>,
    /// Where stretches lie that are whole.
    pub(crate) shelf: Arc<dyn Shelf>,
}

impl Default for Intake {
    fn default() -> Self {
        Self::new(Arc::new(InMemory))
    }
}

/// Records of one file that follow each other.
#[derive(Clone, Debug)]
pub(crate) struct Stretch {
    pub(crate) file: usize,
    pub(crate) x: Column<f64>,
    pub(crate) y: Column<f64>,
    pub(crate) when: Whens,
    pub(crate) category: Column<u32>,
    pub(crate) location: Column<u32>,
    pub(crate) line: Column<u32>,
    /// One column for each attribute of the file.
    pub(crate) attributes: Vec<Column<u32>>,
    /// Empty where the file gives no references.
    pub(crate) reference: Column<u64>,
}

impl Intake {
    /// Nothing yet; what is taken in, and the table that is made of it, goes to `shelf`.
    pub fn new(shelf: Arc<dyn Shelf>) -> Self {
        Self {
            files: Vec::new(),
            stretches: Vec::new(),
            shelf,
        }
    }

    /// All incidents of `files`, in memory.
    pub(crate) fn of(files: Vec<RawIncidents>) -> Result<Self, ShelfError> {
        let mut intake = Self::default();
        for file in files {
            intake.end(file)?;
        }
        Ok(intake)
    }

    /// Takes the next records of the file that is being read.
    ///
    /// # Errors
    /// When the shelf is full.
    pub fn take(&mut self, chunk: RawChunk) -> Result<(), ShelfError> {
        let next = Stretch::new(self.files.len(), chunk);
        match self.stretches.last_mut() {
            Some(last) if last.file == next.file && last.len() < STRETCH_ROWS => last.append(&next),
            _ => self.stretches.push(next.with_room()),
        }
        match self.stretches.last_mut() {
            Some(whole) if whole.len() >= STRETCH_ROWS => whole.lay(&*self.shelf),
            _ => Ok(()),
        }
    }

    /// Ends the file that is being read. Records that it still has come after those taken.
    ///
    /// # Errors
    /// When the shelf is full.
    pub fn end(&mut self, mut file: RawIncidents) -> Result<(), ShelfError> {
        for chunk in std::mem::take(&mut file.chunks) {
            self.take(chunk)?;
        }
        let short = self
            .stretches
            .last_mut()
            .filter(|last| last.file == self.files.len() && last.len() < STRETCH_ROWS);
        short.map_or(Ok(()), |short| short.lay(&*self.shelf))?;
        self.files.push(file);
        Ok(())
    }

    /// How many incidents there are.
    pub(crate) fn rows(&self) -> usize {
        self.stretches.iter().map(Stretch::len).sum()
    }

    /// The file of a stretch.
    pub(crate) fn file(&self, stretch: &Stretch) -> &RawIncidents {
        &self.files[stretch.file]
    }

    /// The CRS of a stretch's positions while they are as in the file.
    pub(crate) fn crs(&self, stretch: &Stretch) -> FileCrs {
        self.file(stretch).crs
    }

    /// Whether anything at all has a place in `crs`.
    pub(crate) fn any_is_located(&self, crs: AnalysisCrs) -> bool {
        self.stretches.iter().any(|stretch| {
            let mut positions = stretch.stated();
            let from = self.crs(stretch);
            positions.any(|(x, y)| crs.place_one(from, x, y).is_some())
        })
    }
}

impl Stretch {
    fn new(file: usize, chunk: RawChunk) -> Self {
        Self {
            file,
            x: chunk.x.into(),
            y: chunk.y.into(),
            when: chunk.when,
            category: chunk.category.into_iter().map(|name| name.0).collect(),
            location: chunk.location.into_iter().map(|name| name.0).collect(),
            line: chunk.line.into(),
            attributes: chunk
                .attributes
                .into_iter()
                .map(|ids| ids.into_iter().map(|name| name.0).collect())
                .collect(),
            reference: chunk.reference.into(),
        }
    }

    /// The same, with room for what will be appended, so that nothing is moved to make it.
    fn with_room(mut self) -> Self {
        let more = (STRETCH_ROWS + STRETCH_ROWS / 4).saturating_sub(self.len());
        self.x.to_mut().reserve_exact(more);
        self.y.to_mut().reserve_exact(more);
        self.when.reserve(more);
        self.category.to_mut().reserve_exact(more);
        self.location.to_mut().reserve_exact(more);
        self.line.to_mut().reserve_exact(more);
        for attribute in &mut self.attributes {
            attribute.to_mut().reserve_exact(more);
        }
        if !self.reference.is_empty() {
            self.reference.to_mut().reserve_exact(more);
        }
        self
    }

    fn append(&mut self, next: &Self) {
        self.x.to_mut().extend_from_slice(&next.x);
        self.y.to_mut().extend_from_slice(&next.y);
        self.when.append(&next.when);
        self.category.to_mut().extend_from_slice(&next.category);
        self.location.to_mut().extend_from_slice(&next.location);
        self.line.to_mut().extend_from_slice(&next.line);
        for (own, next) in self.attributes.iter_mut().zip(&next.attributes) {
            own.to_mut().extend_from_slice(next);
        }
        self.reference.to_mut().extend_from_slice(&next.reference);
    }

    /// Moves the stretch to `shelf`; positions for themselves, because they will be others.
    fn lay(&mut self, shelf: &dyn Shelf) -> Result<(), ShelfError> {
        self.lay_positions(shelf)?;
        let when = &mut self.when;
        let mut others: Vec<&mut dyn Lay> = vec![
            &mut when.start,
            &mut when.span,
            &mut when.tag,
            &mut self.category,
            &mut self.location,
            &mut self.line,
            &mut self.reference,
        ];
        others.extend(
            self.attributes
                .iter_mut()
                .map(|codes| codes as &mut dyn Lay),
        );
        lay(shelf, &mut others)
    }

    /// Moves the positions to `shelf`.
    pub(crate) fn lay_positions(&mut self, shelf: &dyn Shelf) -> Result<(), ShelfError> {
        lay(shelf, &mut [&mut self.x, &mut self.y])
    }

    /// Number of incidents.
    pub(crate) fn len(&self) -> usize {
        self.line.len()
    }

    /// Positions as they lie here: those of the file, later those in the plane.
    pub(crate) fn positions(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.x.iter().copied().zip(self.y.iter().copied())
    }

    /// Positions of the file, NaN where it writes 0, 0 for "unknown".
    pub(crate) fn stated(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.positions().map(super::plane::stated)
    }
}
