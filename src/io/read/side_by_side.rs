//! Reads the records of a CSV text with several readers side by side.
//!
//! In each round some blocks are read from the disk (and hashed on the way) while those of the
//! round before are taken apart, one by each reader, and what came of those before that is joined
//! and handed on. Which thread does what and when changes nothing: a block's reader is told by
//! its place in the round, and joining is in the order of the file. No more of the text is held
//! than two rounds of blocks.

use rayon::prelude::*;

use crate::base::{Cancelled, Progress};
use crate::data::raw::RawChunk;
use crate::io::read::blocks::{Block, Blocks};
use crate::io::read::error::ReadError;
use crate::io::read::joining::Joined;
use crate::io::read::row_reader::{Columns, RowReader, Stretch};
use crate::io::read::table::Table;

/// How the work is cut. It changes no result.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    /// Size of a block in bytes, about.
    pub(super) block_bytes: usize,
    /// Blocks of a round.
    pub(super) blocks: usize,
}

impl Default for Cut {
    /// Blocks that fit the cache, and several for each thread, so that none waits long for the
    /// slowest.
    fn default() -> Self {
        Self {
            block_bytes: 1 << 20,
            blocks: (4 * rayon::current_num_threads()).clamp(4, 32),
        }
    }
}

/// What incidents are handed to.
pub(super) type Sink<'a, E> = &'a mut (dyn FnMut(RawChunk) -> Result<(), E> + Send);

/// The blocks of a round, of which the first `used` are filled.
#[derive(Default)]
struct Round {
    blocks: Vec<Block>,
    used: usize,
}

/// Reads all of `blocks`, joins what comes of it and hands the incidents to `sink`.
pub(super) fn read_all<E: From<ReadError> + Send>(
    blocks: &mut Blocks<'_>,
    cut: Cut,
    (table, columns): (&Table, &Columns),
    joined: &mut Joined,
    progress: &Progress,
    sink: Sink<'_, E>,
) -> Result<(), E> {
    let round = || Round {
        blocks: (0..cut.blocks).map(|_| Block::default()).collect(),
        used: 0,
    };
    let (mut next, mut current) = (round(), round());
    let mut readers: Vec<RowReader> = Vec::new();
    readers.resize_with(cut.blocks, RowReader::default);
    let mut made: Vec<Stretch> = Vec::new();
    loop {
        std::mem::swap(&mut next, &mut current);
        let before = std::mem::take(&mut made);
        let (read, (parsed, handed)) = rayon::join(
            || next.fill(blocks),
            || {
                rayon::join(
                    || current.parse(&mut readers, (table, columns), progress),
                    || hand_on(before, joined, sink),
                )
            },
        );
        handed?;
        made = parsed?;
        read?;
        if next.used == 0 && made.is_empty() {
            return Ok(());
        }
    }
}

impl Round {
    /// Reads the next blocks from the disk.
    fn fill(&mut self, from: &mut Blocks<'_>) -> Result<(), ReadError> {
        self.used = 0;
        for block in &mut self.blocks {
            if !from.next(block)? {
                break;
            }
            self.used += 1;
        }
        Ok(())
    }

    /// Takes the blocks apart, each by the reader of its number.
    fn parse(
        &mut self,
        readers: &mut [RowReader],
        (table, columns): (&Table, &Columns),
        progress: &Progress,
    ) -> Result<Vec<Stretch>, ReadError> {
        let blocks = self.blocks[..self.used].par_iter_mut();
        let stretches = blocks.zip(readers).map(|(block, reader)| {
            if progress.is_cancelled() {
                return Err(Cancelled.into());
            }
            Ok(reader.read(block.text(), table, columns))
        });
        stretches.collect()
    }
}

/// Joins what came of a round and hands it to `sink`.
fn hand_on<E>(made: Vec<Stretch>, joined: &mut Joined, sink: Sink<'_, E>) -> Result<(), E> {
    for (reader, stretch) in made.into_iter().enumerate() {
        let chunk = joined.add(reader, stretch);
        if !chunk.is_empty() {
            sink(chunk)?;
        }
    }
    Ok(())
}
