//! One test binary: linking the program once is what takes the time.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "all of this is test code; a test that cannot go on stops and says why"
)]

mod app;
mod architecture;
mod asking;
mod backtest;
mod cache;
mod cli;
mod files;
mod import;
mod methods;
mod methods_moved;
mod shelf;
#[cfg(feature = "ui-tests")]
mod window;
