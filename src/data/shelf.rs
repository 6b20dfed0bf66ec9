//! Where the columns of a table lie while it is made: in memory or, on a [`Shelf`], outside it.
//!
//! What is made goes to a [`Roll`] from front to back, and is read again as a [`Column`] that
//! shares the roll's bytes. The numbers are the same either way.

use std::fmt;

use bytemuck::Pod;
use bytes::Bytes;

use crate::base::progress::Cancelled;
use crate::data::column::Column;

/// Numbers that wait until they are written together, in bytes.
const WRITTEN_TOGETHER: usize = 1 << 20;
/// Every column on a roll begins at a multiple of this, which suits all kinds of numbers.
const ALIGNMENT: usize = 8;

/// A place for columns that are too much for memory.
pub trait Shelf: fmt::Debug + Send + Sync {
    /// A new, empty roll; `None` where columns are to stay in memory.
    ///
    /// # Errors
    /// When there is no place for one.
    fn roll(&self) -> Result<Option<Box<dyn Roll>>, ShelfError>;
}

/// Bytes on a shelf, which grow at their end.
pub trait Roll: Send {
    /// Puts `bytes` at the end.
    ///
    /// # Errors
    /// When there is no room for them.
    fn append(&mut self, bytes: &[u8]) -> Result<(), ShelfError>;

    /// All bytes, to be read. Their place is given up when nobody holds them any more.
    ///
    /// # Errors
    /// When they cannot be read back.
    fn end(self: Box<Self>) -> Result<Bytes, ShelfError>;
}

/// No shelf: all columns stay in memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct InMemory;

impl Shelf for InMemory {
    fn roll(&self) -> Result<Option<Box<dyn Roll>>, ShelfError> {
        Ok(None)
    }
}

/// Why something could not be put on a shelf.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the data are larger than the memory they may take, and temporary files for them cannot be \
     kept in {folder}: {problem}; free some room there or allow more memory \
     (--memory-budget-mb)"
)]
pub struct ShelfError {
    /// Where they should have been.
    pub folder: String,
    /// What the system says.
    pub problem: String,
}

/// Why a table was not made to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Halt {
    /// Nobody wants it any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// There is no room for it.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
}

/// A column that is made from front to back.
pub(crate) struct Growing<T> {
    /// What is not on the roll.
    own: Vec<T>,
    roll: Option<Box<dyn Roll>>,
}

impl<T: Pod> Growing<T> {
    /// An empty column; where it stays in memory, with room for `rows` numbers.
    pub(crate) fn new(shelf: &dyn Shelf, rows: usize) -> Result<Self, ShelfError> {
        let roll = shelf.roll()?;
        let room = if roll.is_some() { 0 } else { rows };
        Ok(Self {
            own: Vec::with_capacity(room),
            roll,
        })
    }

    /// Puts `values` at the end.
    pub(crate) fn extend(&mut self, values: &[T]) -> Result<(), ShelfError> {
        self.own.extend_from_slice(values);
        self.write(WRITTEN_TOGETHER)
    }

    /// Puts `value` at the end so many times.
    pub(crate) fn repeat(&mut self, value: T, times: usize) -> Result<(), ShelfError> {
        self.own.resize(self.own.len() + times, value);
        self.write(WRITTEN_TOGETHER)
    }

    /// The whole column.
    pub(crate) fn finish(mut self) -> Result<Column<T>, ShelfError> {
        self.write(1)?;
        let Some(roll) = self.roll else {
            self.own.shrink_to_fit();
            return Ok(self.own.into());
        };
        Ok(Column::of_bytes(&roll.end()?))
    }

    /// Brings what waits to the roll, if there is one and it is at least so many bytes.
    fn write(&mut self, least: usize) -> Result<(), ShelfError> {
        let Some(roll) = &mut self.roll else {
            return Ok(());
        };
        let bytes: &[u8] = bytemuck::cast_slice(&self.own);
        if bytes.len() >= least {
            roll.append(bytes)?;
            self.own.clear();
        }
        Ok(())
    }
}

/// A column of any kind of number, as its bytes.
pub(crate) trait Lay {
    /// The numbers.
    fn bytes(&self) -> &[u8];
    /// The same numbers in another place.
    fn take_from(&mut self, bytes: Bytes);
}

impl<T: Pod> Lay for Column<T> {
    fn bytes(&self) -> &[u8] {
        bytemuck::cast_slice(self)
    }

    fn take_from(&mut self, bytes: Bytes) {
        *self = Self::of_bytes(&bytes);
    }
}

/// Moves `columns` to the shelf, on one roll: their place is given up together.
pub(crate) fn lay(shelf: &dyn Shelf, columns: &mut [&mut dyn Lay]) -> Result<(), ShelfError> {
    let Some(mut roll) = shelf.roll()? else {
        return Ok(());
    };
    for column in columns.iter() {
        let bytes = column.bytes();
        let gap = bytes.len().next_multiple_of(ALIGNMENT) - bytes.len();
        roll.append(bytes)?;
        roll.append(&[0; ALIGNMENT][..gap])?;
    }
    let all = roll.end()?;
    let mut at = 0;
    for column in columns {
        let length = column.bytes().len();
        column.take_from(all.slice(at..at + length));
        at += length.next_multiple_of(ALIGNMENT);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts bytes into other memory, and has no room for more than so many on one roll.
    #[derive(Clone, Copy, Debug)]
    struct Elsewhere(usize);

    struct Part(usize, Vec<u8>);

    impl Shelf for Elsewhere {
        fn roll(&self) -> Result<Option<Box<dyn Roll>>, ShelfError> {
            Ok(Some(Box::new(Part(self.0, Vec::new()))))
        }
    }

    impl Roll for Part {
        fn append(&mut self, bytes: &[u8]) -> Result<(), ShelfError> {
            self.1.extend_from_slice(bytes);
            let full = || ShelfError {
                folder: "here".to_owned(),
                problem: "full".to_owned(),
            };
            (self.1.len() <= self.0).then_some(()).ok_or_else(full)
        }

        fn end(self: Box<Self>) -> Result<Bytes, ShelfError> {
            Ok(self.1.into())
        }
    }

    fn grown(shelf: &dyn Shelf, parts: u32) -> Result<Column<u32>, ShelfError> {
        let mut column = Growing::new(shelf, 10)?;
        for part in 0..parts {
            column.extend(&[part, part + 1])?;
            column.repeat(part, 1000)?;
        }
        column.finish()
    }

    #[test]
    fn a_column_that_grows_is_the_same_on_a_shelf() {
        for parts in [0, 1, 600] {
            let shelf = Elsewhere(usize::MAX);
            assert_eq!(grown(&shelf, parts), grown(&InMemory, parts));
        }
        assert!(grown(&Elsewhere(2_000_000), 600).is_err());
    }

    #[test]
    fn columns_laid_aside_are_the_same() {
        let columns = || {
            let x: Column<f64> = vec![1.5, -0.0, 7.0].into();
            let tag: Column<u8> = vec![1, 2, 3].into();
            let line: Column<u32> = vec![9, 8, 7].into();
            (tag, x, Column::<u16>::default(), line)
        };
        let mut laid = columns();
        let (tag, x, none, line) = &mut laid;
        lay(&Elsewhere(1000), &mut [tag, x, none, line]).unwrap();
        assert_eq!(laid, columns());
        assert!(lay(&Elsewhere(30), &mut [&mut laid.0, &mut laid.1, &mut laid.3]).is_err());
        assert_eq!(laid, columns());
    }
}
