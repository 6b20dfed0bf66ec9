//! The parts of a workbook, unpacked once to nowhere before their reader sees them: that they
//! are whole, do not grow beyond what is let through, and do not lie about what a reader would
//! believe.

use std::io::Read;

use memchr::memmem;

use crate::base::Progress;
use crate::io::read::archive::{Member, has_extension};
use crate::io::read::error::{ReadError, Trouble};
use crate::io::read::sheets::damaged;
use crate::io::read::source::Source;

/// What the parts tell beforehand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// Bytes of all parts that are read.
    pub(super) bytes: u64,
    /// Whether any sheet seems to have merged cells.
    pub(super) has_merged: bool,
}

/// Read at a time.
const CHUNK: usize = 64 * 1024;
/// Carried over, so that no word is missed where chunks meet.
const OVERLAP: usize = 16;

/// Goes through the parts of a workbook that are XML; pictures and the like are never read.
pub(super) fn inspect(
    source: &Source,
    members: &[Member],
    progress: &Progress,
) -> Result<Parts, ReadError> {
    let is_xml = |member: &&Member| {
        has_extension(&member.name, "xml") || has_extension(&member.name, "rels")
    };
    let mut parts = Parts::default();
    for member in members.iter().filter(is_xml) {
        if let Some(why) = member.obstacle() {
            return Err(damaged(source, &format!("its part {} {why}", member.name)));
        }
        go_through(source, member, &mut parts, progress)?;
    }
    Ok(parts)
}

fn go_through(
    source: &Source,
    member: &Member,
    parts: &mut Parts,
    progress: &Progress,
) -> Result<(), ReadError> {
    let mut text = source.member(member)?;
    let mut chunk = vec![0; OVERLAP + CHUNK];
    let mut kept = 0;
    let merged = memmem::Finder::new(b"mergeCell ");
    let mut is_first = true;
    loop {
        progress.check(0, 1)?;
        let read = filled(&mut *text, &mut chunk[kept..kept + CHUNK]);
        let n = read.map_err(|error| source.trouble(&error))?;
        let seen = &chunk[..kept + n];
        if std::mem::take(&mut is_first) {
            look_at_start(source, member, seen)?;
        }
        if n == 0 {
            break;
        }
        parts.bytes += n as u64;
        if parts.bytes > source.limit {
            let megabytes = source.limit.div_ceil(1_000_000);
            return Err(Trouble::TooLarge { megabytes }.at(source.shown.as_str()));
        }
        parts.has_merged |= merged.find(seen).is_some();
        let end = kept + n;
        kept = end.min(OVERLAP);
        chunk.copy_within(end - kept..end, 0);
    }
    Ok(())
}

/// Reads until `chunk` is full or the end has come.
fn filled(from: &mut dyn Read, chunk: &mut [u8]) -> std::io::Result<usize> {
    let mut n = 0;
    while n < chunk.len() {
        match from.read(&mut chunk[n..])? {
            0 => break,
            read => n += read,
        }
    }
    Ok(n)
}

/// Refuses what its reader would take amiss: another encoding, under which nothing here could be
/// found, and a number of shared texts that room would be made for and that cannot be.
fn look_at_start(source: &Source, member: &Member, start: &[u8]) -> Result<(), ReadError> {
    if start.contains(&0) || start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        let why = format!("its part {} is no UTF-8", member.name);
        return Err(damaged(source, &why));
    }
    if !member
        .name
        .to_ascii_lowercase()
        .ends_with("sharedstrings.xml")
    {
        return Ok(());
    }
    let begins = memmem::find(start, b"sst");
    let mut counts = memmem::find_iter(start, b"uniqueCount").map(|at| count_after(&start[at..]));
    // Each text takes more bytes than one, packed a thousandfold at the very most.
    let most = member.packed_bytes.saturating_mul(1100).min(source.limit);
    if begins.is_none() && start.len() > 200 || counts.any(|count| count > most) {
        return Err(damaged(source, "the number of its texts cannot be"));
    }
    Ok(())
}

/// The number in `uniqueCount="123"`; the greatest there is where it has too many digits.
fn count_after(text: &[u8]) -> u64 {
    let digits = text
        .iter()
        .skip_while(|byte| !byte.is_ascii_digit())
        .take_while(|byte| byte.is_ascii_digit());
    digits.fold(0_u64, |sum, digit| {
        sum.saturating_mul(10)
            .saturating_add(u64::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_whatever_stands_before_them() {
        assert_eq!(count_after(b"uniqueCount=\"123\""), 123);
        assert_eq!(count_after(b"uniqueCount = '7' x='9'"), 7);
        assert_eq!(
            count_after(b"uniqueCount=\"99999999999999999999999\""),
            u64::MAX
        );
        assert_eq!(count_after(b"uniqueCount"), 0);
    }
}
