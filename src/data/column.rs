//! One column of a table: numbers in memory of its own, or as they lie in bytes it shares.
//!
//! The same code then works on a table that was just made and on one whose columns are a mapped
//! file. As with [`std::borrow::Cow`], a shared column that is changed is copied first.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use bytemuck::Pod;
use bytes::Bytes;

/// A column of numbers, read as a slice.
#[derive(Clone)]
pub struct Column<T>(Place<T>);

#[derive(Clone)]
enum Place<T> {
    Owned(Vec<T>),
    Shared(Bytes, PhantomData<T>),
}

impl<T: Pod> Column<T> {
    /// The numbers that lie in `bytes`, in this machine's order of bytes; `None` where these
    /// are no whole number of them or do not lie as the machine wants them.
    pub fn shared(bytes: Bytes) -> Option<Self> {
        bytemuck::try_cast_slice::<u8, T>(&bytes).ok()?;
        Some(Self(Place::Shared(bytes, PhantomData)))
    }

    /// The numbers in `bytes`: shared where they can be, else copied. A last number that is not
    /// whole is left out.
    pub(crate) fn of_bytes(bytes: &Bytes) -> Self {
        let copied = || bytes.chunks_exact(size_of::<T>());
        let copied = || copied().map(bytemuck::pod_read_unaligned).collect();
        Self::shared(bytes.clone()).unwrap_or_else(copied)
    }

    /// The column as something that can grow; shared numbers are copied.
    pub fn to_mut(&mut self) -> &mut Vec<T> {
        if let Place::Shared(..) = self.0 {
            self.0 = Place::Owned(self.to_vec());
        }
        match &mut self.0 {
            Place::Owned(own) => own,
            Place::Shared(..) => unreachable!("it was made its own above"),
        }
    }
}

impl<T: Pod> Deref for Column<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match &self.0 {
            Place::Owned(own) => own,
            // That it fits was seen when the column was made.
            Place::Shared(bytes, _) => bytemuck::cast_slice(bytes),
        }
    }
}

impl<T> From<Vec<T>> for Column<T> {
    fn from(own: Vec<T>) -> Self {
        Self(Place::Owned(own))
    }
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T> FromIterator<T> for Column<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Vec::from_iter(values).into()
    }
}

impl<T: Pod + PartialEq> PartialEq for Column<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Pod + Eq> Eq for Column<T> {}

impl<T: Pod + fmt::Debug> fmt::Debug for Column<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_numbers_read_as_own_ones_and_are_copied_when_changed() {
        let own: Column<u32> = vec![7, 8, u32::MAX].into();
        let bytes = Bytes::from_owner(own.iter().flat_map(|n| n.to_ne_bytes()).collect::<Vec<_>>());
        let Some(shared) = Column::<u32>::shared(bytes.clone()) else {
            // The allocator may place four-byte numbers anywhere; then they are refused.
            return;
        };
        assert_eq!(shared, own);
        let mut changed = shared.clone();
        changed.to_mut().push(1);
        assert_eq!(*changed, [7, 8, u32::MAX, 1]);
        assert_eq!(shared, own);
    }

    #[test]
    fn bytes_that_do_not_fit_are_refused() {
        let bytes = Bytes::from_owner(vec![0_u8; 65]);
        assert!(Column::<u32>::shared(bytes.clone()).is_none());
        let odd = (0..8).filter(|&at| Column::<f64>::shared(bytes.slice(at..at + 8)).is_some());
        assert_eq!(odd.count(), 1, "one of eight places is a multiple of eight");
    }
}
