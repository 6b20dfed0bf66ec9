//! How much memory a data set may take while it is opened, and that it is given back afterwards.

use std::fs;

const MB: u64 = 1_000_000;
/// A quarter of what any machine at work has, where the system does not say what this one has.
const USUAL: u64 = 2_000 * MB;

/// `budget_mb`, else a quarter of the machine's memory; in bytes.
pub fn budget_bytes(budget_mb: Option<u64>) -> u64 {
    let quarter = || physical_bytes().map_or(USUAL, |bytes| bytes / 4);
    budget_mb.map_or_else(quarter, |mb| mb.saturating_mul(MB))
}

/// Makes the system's allocator give stretches of 128 KiB and more back as soon as they are freed.
///
/// glibc does so at first, but raises its limit to 32 MiB with the sizes that are freed; it then
/// keeps about as much as opening a large file had in use besides the table (`docs/profiles.md`).
/// Setting the limit ends the raising. Other systems' allocators need no telling.
pub fn give_back_when_freed() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        const BYTES: libc::c_int = 128 * 1024;
        #[allow(unsafe_code, reason = "the C library has no other way of being told")]
        // SAFETY: `mallopt` takes two integers and sets a field of the allocator under its own
        // lock; a value it does not like is refused and changes nothing.
        unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, BYTES);
            libc::mallopt(libc::M_TRIM_THRESHOLD, BYTES);
        }
    }
}

/// The machine's memory, where a file tells it (Linux).
fn physical_bytes() -> Option<u64> {
    total_bytes(&fs::read_to_string("/proc/meminfo").ok()?)
}

fn total_bytes(meminfo: &str) -> Option<u64> {
    let line = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_what_was_said_or_a_quarter() {
        assert_eq!(budget_bytes(Some(7)), 7_000_000);
        let told = "MemTotal:       16384 kB\nMemFree:  12 kB\n";
        assert_eq!(total_bytes(told), Some(16_777_216));
        assert_eq!(total_bytes("MemFree: 12 kB\n"), None);
    }
}
