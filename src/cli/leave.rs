//! The end of a run that had a window.
//!
//! When `main` returns, the C library takes apart what libraries in C and C++ keep for the whole
//! run: PROJ its caches, AWS-LC its random numbers, a software graphics driver its compiler.
//! Threads live on meanwhile that use just these: one that waits for a server of tiles and then
//! lets go of the last hold on the window's graphics, one that looked into a file and takes its
//! PROJ operations apart as it ends, those of libraries for name look-ups and screen readers. Not
//! all of them can be told to end, nor waited for without keeping the user. So nothing is taken
//! apart: everything of nightbeat's own is closed and written when the window is closed, and the
//! system takes the rest back at once.

use std::io::Write as _;

/// Ends the process with `code`. What was printed is written first.
pub fn at_once(code: u8) -> ! {
    // Where nobody listens any more, nothing is lost.
    let _ = std::io::stdout().flush();
    let _ = std::io::stderr().flush();
    end(i32::from(code))
}

#[cfg(unix)]
fn end(code: i32) -> ! {
    #[allow(unsafe_code, reason = "the standard library has no other exit")]
    // SAFETY: `_exit` takes an integer, is safe to call from any thread, and does not return.
    unsafe {
        libc::_exit(code)
    }
}

/// Windows ends all other threads first.
#[cfg(not(unix))]
fn end(code: i32) -> ! {
    std::process::exit(code)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    const IS_CHILD: &str = "NIGHTBEAT_TEST_LEAVES";

    /// Would speak if it were taken apart at the end of the process.
    struct Taken;

    impl Drop for Taken {
        fn drop(&mut self) {
            let _ = std::io::stdout().write_all(b"taken apart");
        }
    }

    thread_local! {
        static KEPT: Taken = const { Taken };
    }

    #[test]
    fn what_was_said_is_written_the_code_is_told_and_nothing_is_taken_apart() {
        if std::env::var_os(IS_CHILD).is_some() {
            KEPT.with(|_| ());
            let _ = std::io::stdout().write_all(b"no line's end");
            at_once(7);
        }
        let name = std::thread::current().name().unwrap().to_owned();
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &name, "--nocapture", "--test-threads=1"])
            .env(IS_CHILD, "1")
            .output()
            .unwrap();
        let said = String::from_utf8(child.stdout).unwrap();
        assert_eq!(child.status.code(), Some(7), "{said}");
        assert!(said.ends_with("no line's end"), "{said}");
    }
}
