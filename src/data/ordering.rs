//! Puts incidents into the table's order of space without ever sorting all of them at once.
//!
//! A distribution sort (Knuth, The Art of Computer Programming 3, 5.2.5): rows of base cells are
//! joined to *bands* of about equal numbers of incidents; each piece of the data is dealt out to
//! the bands for itself, keeping its order; then each band is collected from all pieces and sorted
//! where it fits the processor's cache. Pieces and bands are worked on in parallel, and nothing
//! depends on how many threads do it. Beside the incidents this takes four bytes for each of them.
//!
//! Incidents at one position stand in the order of time, then of category: so the order of a
//! file's rows decides no sum, down to the last bit.

use std::ops::Range;

use rayon::prelude::*;

use crate::base::Planar;
use crate::base::progress::Cancelled;
use crate::data::attributes::Codes;
use crate::data::column::Column;
use crate::data::incidents::{Columns, Incidents};
use crate::data::shelf::{Growing, Halt, Lay, Shelf, ShelfError, lay};
use crate::data::sites::{SitesDraft, cell_of};
use crate::data::whens::{WhenKey, Whens};

/// Incidents of a band, where their places allow it: what is sorted at a time is 32 bytes each.
const BAND_ROWS: usize = 1 << 15;
/// No more bands than this, so that what a piece has for a band is not too short.
const MAX_BANDS: usize = 1 << 11;
/// Rows of cells are told apart up to this many; beyond it some are looked at as one.
const MAX_BINS: u32 = 1 << 16;
/// Bands worked on between two looks at whether it is still wanted.
const BANDS_AT_A_TIME: usize = 32;

/// Incidents of one stretch of a file, in file order until they are dealt out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Piece {
    /// Eastings in metres.
    pub(crate) x: Column<f64>,
    /// Northings in metres.
    pub(crate) y: Column<f64>,
    /// All else.
    pub(crate) columns: Columns,
    /// Numbers of texts, one column for each attribute of the table.
    pub(crate) attributes: Vec<Column<u32>>,
    /// Where each band begins, once dealt out.
    starts: Vec<u32>,
}

/// Which rows of base cells some northings lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    first: i32,
    last: i32,
}

impl Span {
    /// The rows of cells that hold `northings`; `None` where there are none.
    pub(crate) fn of(northings: impl Iterator<Item = f64>) -> Option<Self> {
        northings.map(cell_row).fold(None, |span, row| {
            Self::joined(
                span,
                Some(Self {
                    first: row,
                    last: row,
                }),
            )
        })
    }

    /// The rows of both.
    pub(crate) fn joined(a: Option<Self>, b: Option<Self>) -> Option<Self> {
        let (Some(p), Some(q)) = (a, b) else {
            return a.or(b);
        };
        Some(Self {
            first: p.first.min(q.first),
            last: p.last.max(q.last),
        })
    }
}

/// Which band a row of cells belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Bands {
    first: i32,
    shift: u32,
    band_of_bin: Vec<u16>,
    count: usize,
}

impl Bands {
    /// Bands for `rows` incidents in the rows of cells of `span`; each call of `northings` gives
    /// those of one of `pieces` pieces.
    pub(crate) fn new<I: Iterator<Item = f64>>(
        span: Option<Span>,
        pieces: usize,
        northings: impl Fn(usize) -> I + Sync,
    ) -> Self {
        let span = span.unwrap_or(Span { first: 0, last: 0 });
        let width = span.last.abs_diff(span.first);
        let mut bands = Self {
            first: span.first,
            shift: (0..32)
                .find(|&shift| width >> shift < MAX_BINS)
                .unwrap_or(0),
            band_of_bin: Vec::new(),
            count: 0,
        };
        let bins = (width >> bands.shift) as usize + 1;
        let counts = (0..pieces)
            .into_par_iter()
            .fold(
                || vec![0_usize; bins],
                |mut counts, piece| {
                    northings(piece).for_each(|y| counts[bands.bin(y)] += 1);
                    counts
                },
            )
            .reduce(
                || vec![0_usize; bins],
                |mut a, b| {
                    a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
                    a
                },
            );
        let per_band = BAND_ROWS.max(counts.iter().sum::<usize>() / MAX_BANDS);
        let mut filled = 0;
        let of_bin = |&count: &usize| {
            if bands.count == 0 || filled > 0 && filled + count > per_band {
                bands.count += 1;
                filled = 0;
            }
            filled += count;
            bands.count as u16 - 1
        };
        bands.band_of_bin = counts.iter().map(of_bin).collect();
        bands
    }

    fn bin(&self, northing: f64) -> usize {
        (cell_row(northing).abs_diff(self.first) >> self.shift) as usize
    }

    fn band(&self, northing: f64) -> usize {
        usize::from(self.band_of_bin[self.bin(northing)])
    }

    /// Where each band begins when the incidents at `northings` are dealt out, and which of
    /// them comes first, second, …
    pub(crate) fn deal(&self, northings: &[f64], kept: &[u32]) -> Deal {
        let mut starts = vec![0_u32; self.count + 1];
        for &i in kept {
            starts[self.band(northings[i as usize]) + 1] += 1;
        }
        for band in 0..self.count {
            starts[band + 1] += starts[band];
        }
        let mut next = starts.clone();
        let mut order = vec![0; kept.len()];
        for &i in kept {
            let slot = &mut next[self.band(northings[i as usize])];
            order[*slot as usize] = i;
            *slot += 1;
        }
        Deal { order, starts }
    }
}

/// How a piece is dealt out.
#[derive(Clone, Debug)]
pub(crate) struct Deal {
    /// The places in the piece, band after band.
    pub(crate) order: Vec<u32>,
    starts: Vec<u32>,
}

impl Deal {
    /// The incidents of a piece in this order.
    pub(crate) fn piece(
        self,
        x: &[f64],
        y: &[f64],
        columns: Columns,
        attributes: Vec<Column<u32>>,
    ) -> Piece {
        Piece {
            x: gathered(x, &self.order),
            y: gathered(y, &self.order),
            columns,
            attributes,
            starts: self.starts,
        }
    }
}

impl Piece {
    /// Moves the piece to `shelf`; positions for themselves, because they are done with first.
    pub(crate) fn lay(&mut self, shelf: &dyn Shelf) -> Result<(), ShelfError> {
        lay(shelf, &mut [&mut self.x, &mut self.y])?;
        let columns = &mut self.columns;
        let when = &mut columns.when;
        let mut others: Vec<&mut dyn Lay> = vec![
            &mut when.start,
            &mut when.span,
            &mut when.tag,
            &mut columns.location,
            &mut columns.line,
            &mut columns.category,
            &mut columns.file,
            &mut columns.reference,
        ];
        others.extend(
            self.attributes
                .iter_mut()
                .map(|codes| codes as &mut dyn Lay),
        );
        lay(shelf, &mut others)
    }

    /// The places in the piece of what belongs to `band`.
    fn band(&self, band: usize) -> Range<usize> {
        self.starts[band] as usize..self.starts[band + 1] as usize
    }
}

/// The table of what was dealt out by `bands`, its columns on `shelf`; `names` tells what its
/// texts are numbered. `check` hears how much of the work is done, of
/// [`TABLE_STEPS`].
pub(crate) fn table(
    mut pieces: Vec<Piece>,
    bands: &Bands,
    names: &Numbers<'_>,
    shelf: &dyn Shelf,
    check: impl Fn(usize) -> Result<(), Cancelled>,
) -> Result<Incidents, Halt> {
    let rows = pieces.iter().map(|piece| piece.x.len()).sum();
    let mut sites = SitesDraft::new(shelf)?;
    let mut orders = Growing::new(shelf, rows)?;
    let mut starts = vec![0];
    for some in groups(bands.count) {
        check(0)?;
        let sorted: Vec<Sorted> = some
            .into_par_iter()
            .map(|band| sort(&pieces, band, names))
            .collect();
        for band in sorted {
            sites.extend(&band.places)?;
            orders.extend(&band.order)?;
            starts.push(starts[starts.len() - 1] + band.order.len());
        }
    }
    let sites = sites.finish()?;
    for piece in &mut pieces {
        (piece.x, piece.y) = (Column::default(), Column::default());
    }
    check(1)?;
    let mut gather = Gather {
        pieces,
        orders: orders.finish()?,
        starts,
        shelf,
        done: 1,
        check,
    };
    let columns = Columns {
        when: Whens {
            start: gather.column(|piece| &mut piece.columns.when.start)?,
            span: gather.column(|piece| &mut piece.columns.when.span)?,
            tag: gather.column(|piece| &mut piece.columns.when.tag)?,
        },
        location: gather.column(|piece| &mut piece.columns.location)?,
        line: gather.column(|piece| &mut piece.columns.line)?,
        category: gather.column_as(
            |piece| std::mem::take(&mut piece.columns.category),
            |category| names.category(category),
        )?,
        file: gather.column(|piece| &mut piece.columns.file)?,
        reference: gather.references()?,
    };
    let of = names.texts.iter().enumerate();
    let attributes = of.map(|(place, &texts)| gather.codes(place, texts));
    let attributes = attributes.collect::<Result<_, Halt>>()?;
    drop(gather);
    Ok(Incidents::of(sites, columns, attributes, shelf)?)
}

/// How texts are numbered in the table.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Numbers<'a> {
    /// The number in the table of each category of the pieces; the same ones where empty.
    pub(crate) categories: &'a [u16],
    /// How many texts each attribute has.
    pub(crate) texts: &'a [usize],
}

impl Numbers<'_> {
    fn category(&self, of_piece: u16) -> u16 {
        self.categories
            .get(usize::from(of_piece))
            .copied()
            .unwrap_or(of_piece)
    }
}

/// How many steps [`table`] tells of.
pub(crate) const TABLE_STEPS: usize = 8;

fn groups(bands: usize) -> impl Iterator<Item = Range<usize>> {
    (0..bands)
        .step_by(BANDS_AT_A_TIME)
        .map(move |first| first..(first + BANDS_AT_A_TIME).min(bands))
}

/// One band in the order of space.
struct Sorted {
    /// Which of the band's incidents, counted through all pieces, comes first, second, …
    order: Vec<u32>,
    /// The distinct positions, and how many incidents lie at each.
    places: Vec<(Planar, u32)>,
}

/// Where an incident of a band lies, in integers that sort as the order of space.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    cell: u64,
    y: u64,
    x: u64,
    /// Its place in the band.
    place: u32,
}

impl Key {
    fn of(at: Planar, place: u32) -> Self {
        let (row, column) = cell_of(at);
        let biased = |index: i32| u64::from((index as u32) ^ (1 << 31));
        Self {
            cell: (biased(row) << 32) | biased(column),
            y: sortable(at.y),
            x: sortable(at.x),
            place,
        }
    }

    fn at(self) -> Planar {
        Planar::new(unsortable(self.x), unsortable(self.y))
    }
}

fn sort(pieces: &[Piece], band: usize, names: &Numbers<'_>) -> Sorted {
    let at = |piece: &Piece| {
        let range = piece.band(band);
        let (x, y) = (&piece.x[range.clone()], &piece.y[range]);
        x.iter()
            .zip(y)
            .map(|(&x, &y)| Planar::new(x, y))
            .collect::<Vec<_>>()
    };
    let mut keys: Vec<Key> = pieces
        .iter()
        .flat_map(at)
        .zip(0..)
        .map(|(at, place)| Key::of(at, place))
        .collect();
    keys.sort_unstable();
    let mut places: Vec<(Planar, u32)> = Vec::new();
    for key in &keys {
        match places.last_mut() {
            Some((last, rows)) if *last == key.at() => *rows += 1,
            _ => places.push((key.at(), 1)),
        }
    }
    let mut order: Vec<u32> = keys.into_iter().map(|key| key.place).collect();
    if places.len() < order.len() {
        let happened = happened(pieces, band, names);
        let mut rest = &mut order[..];
        for &(_, rows) in &places {
            let (here, others) = rest.split_at_mut(rows as usize);
            here.sort_unstable_by_key(|&place| (happened[place as usize], place));
            rest = others;
        }
    }
    Sorted { order, places }
}

/// When and of which category the incidents of a band are, as they are sorted at one position.
fn happened(pieces: &[Piece], band: usize, names: &Numbers<'_>) -> Vec<(WhenKey, u16)> {
    let of_piece = |piece: &Piece| {
        let (times, range) = (piece.columns.when.times(), piece.band(band));
        let category = |row: usize| names.category(piece.columns.category[row]);
        range
            .map(|row| (times.key(row), category(row)))
            .collect::<Vec<_>>()
    };
    pieces.iter().flat_map(of_piece).collect()
}

/// Brings column after column into the order of space, letting go of each source.
struct Gather<'a, C> {
    pieces: Vec<Piece>,
    /// Those of all bands, one after the other.
    orders: Column<u32>,
    /// Where those of each band begin, and the number of rows.
    starts: Vec<usize>,
    shelf: &'a dyn Shelf,
    done: usize,
    check: C,
}

impl<C: Fn(usize) -> Result<(), Cancelled>> Gather<'_, C> {
    /// References are of all rows or of none.
    fn references(&mut self) -> Result<Column<u64>, Halt> {
        let any = self
            .pieces
            .iter()
            .any(|piece| !piece.columns.reference.is_empty());
        if any {
            self.column(|piece| &mut piece.columns.reference)
        } else {
            Ok(Column::default())
        }
    }

    /// The codes of the attribute in this place, as wide as its `texts` are many.
    fn codes(&mut self, place: usize, texts: usize) -> Result<Codes, Halt> {
        let of = |piece: &mut Piece| std::mem::take(&mut piece.attributes[place]);
        Ok(match texts {
            0..=0x100 => Codes::Bytes(self.column_as(of, |code| code as u8)?),
            0x101..=0x1_0000 => Codes::Shorts(self.column_as(of, |code| code as u16)?),
            _ => Codes::Words(self.column_as(of, |code| code)?),
        })
    }

    fn column<T: bytemuck::Pod + Send + Sync>(
        &mut self,
        of: impl Fn(&mut Piece) -> &mut Column<T>,
    ) -> Result<Column<T>, Halt> {
        self.column_as(|piece| std::mem::take(of(piece)), |value| value)
    }

    fn column_as<S: bytemuck::Pod + Send + Sync, T: bytemuck::Pod + Send + Sync>(
        &mut self,
        of: impl Fn(&mut Piece) -> Column<S>,
        written: impl Fn(S) -> T + Sync,
    ) -> Result<Column<T>, Halt> {
        let parts: Vec<Column<S>> = self.pieces.iter_mut().map(of).collect();
        let mut all: Growing<T> = Growing::new(self.shelf, self.orders.len())?;
        let orders = &self.orders[..];
        for some in groups(self.starts.len() - 1) {
            // Attributes come on top of the steps; they are part of the last.
            (self.check)(self.done.min(TABLE_STEPS))?;
            let one = |band: usize| {
                let slices = self
                    .pieces
                    .iter()
                    .zip(&parts)
                    .map(|(piece, part)| &part[piece.band(band)]);
                let given: Vec<S> = slices.collect::<Vec<_>>().concat();
                orders[self.starts[band]..self.starts[band + 1]]
                    .iter()
                    .map(|&place| written(given[place as usize]))
                    .collect::<Vec<T>>()
            };
            let made: Vec<Vec<T>> = some.into_par_iter().map(one).collect();
            for part in &made {
                all.extend(part)?;
            }
        }
        self.done += 1;
        Ok(all.finish()?)
    }
}

/// The values in the places `order` names, in that order.
pub(crate) fn gathered<T: Copy>(values: &[T], order: &[u32]) -> Column<T>
where
    Column<T>: FromIterator<T>,
{
    order.iter().map(|&i| values[i as usize]).collect()
}

fn cell_row(northing: f64) -> i32 {
    cell_of(Planar::new(0.0, northing)).0
}

/// An integer that sorts as [`f64::total_cmp`] does.
pub(crate) fn sortable(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 {
        !bits
    } else {
        bits | 1 << 63
    }
}

/// The value that [`sortable`] made an integer of.
pub(crate) fn unsortable(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 {
        key & !(1 << 63)
    } else {
        !key
    })
}
