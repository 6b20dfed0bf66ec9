//! One test binary: linking the program once is what takes the time.

mod architecture;
mod cli;
