//! Controls of our own, each usable and tested alone.
