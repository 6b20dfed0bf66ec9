//! nightbeat shows where and when violence and disorder concentrate, and how sure one can be.
//!
//! It opens geocoded incidents, boundaries and premises, weighs each incident by a night window
//! that may wrap midnight, and answers with a density surface, a ranked list of places and the
//! pictures of time beside it — in a window and, with the same figures, on the command line.
//!
//! # Bird's eye
//!
//! ```text
//! files ──io──▶ raw records ──data::assemble (crs)──▶ Dataset      immutable, shared by Arc
//!   └────▶ io::store, columns kept ────────────────────▶ │          for the next time
//!                                                        │
//! project::Project ── the question ──▶ engine::answer ───┴──▶ Answer   derived, reused in parts
//!                                                               │
//!                                  app (state, commands) ◀──────┤
//!                                        │                      ▼
//!                            view + gui draw it          cli writes it
//! ```
//!
//! # The chain
//!
//! A module may import only modules to its left; `tests/it/architecture.rs` reads the source
//! and fails on a step to the right.
//!
//! ```text
//! base → crs → data → analysis → project → { io, scene, sample } → engine → app → view → { gui, cli }
//! words  planes tables  methods    document   bytes picture town     compute  state  egui   shells
//! ```
//!
//! `cli` stops at `engine`: it needs neither the application's state nor its views, and builds
//! without egui (`--no-default-features`). `sample` stands beside `io` because it makes bytes as
//! `io` reads them, and neither needs the other.
//!
//! # Millions of incidents
//!
//! A file is read block by block on all cores ([`io::read`]), never as a whole. The table it
//! becomes lies in an order of space, its distinct positions kept once ([`data::sites`]); its
//! columns are slices of memory or of a mapped file ([`data::column`], [`io::store`]). A filter
//! makes a bit for each row and a sum for each position ([`analysis::selection::Selection`]);
//! surfaces and lists are made of these sums and never look at rows, and a tree of the positions
//! ([`data::site_tree`]) is asked again and again with other sums, which is where methods to come
//! stand. Of large data an answer comes in stages ([`engine::answer_in_stages`]): a surface out
//! of a cube of place and time ([`analysis::cube`]), then everything, then the exact list.
//!
//! # Five kinds of state
//!
//! | kind | type | layer | changes |
//! |---|---|---|---|
//! | immutable data | [`data::Dataset`] | data | never; another file makes another one |
//! | document | [`project::Project`] | project | by [`project::Edit`]s only |
//! | results | [`engine::Answer`] | engine | replaced whole; parts that still hold are shared |
//! | session | [`app::Session`] | app | by [`app::Command`]s; never saved |
//! | preferences | eframe's storage | gui | theme and window size |
//!
//! # What is never here
//!
//! - No `unsafe` but three calls: one maps a file of our own (`io::store`), one tells the C library's
//!   allocator to give memory back (`cli::memory`), one ends a run that had a window (`cli::leave`).
//! - No egui left of `view`; no file opened outside `io`, `gui` and `cli`; no thread started
//!   outside `engine` and `gui` (rayon's loops in fixed order apart); no clock in a result.
//! - No position is moved and no row dropped in silence: what is kept out of an answer is
//!   counted with its reason and its lines ([`data::Tally`], [`data::dataset::KeptOut`]).
//! - No network unless the user chooses a basemap that needs it; no incident text in logs.
//! - No view changes anything: it reads [`app::App`] and sends commands.
//!
//! # Where to add things
//!
//! - **a unit of the list**: a file in [`analysis::rank`], a variant of
//!   [`analysis::rank::Unit`]; the compiler then names the places that draw and print it;
//! - **a method**: a file in [`analysis`] with its `Params`, its source cited and a reference
//!   test; a part of [`engine::Answer`] if the window shows it;
//! - **an input format**: a file in [`io::read`] that gives [`data::raw`] types;
//! - **a filter**: a field of [`data::Filter`], its meaning in [`analysis::selection`];
//! - **a control**: a widget in `view::widgets`, placed by a panel in `view::panels`, that sends
//!   an [`project::Edit`].

pub mod analysis;
pub mod app;
pub mod base;
pub mod cli;
pub mod crs;
pub mod data;
pub mod engine;
#[cfg(feature = "gui")]
pub mod gui;
pub mod io;
pub mod project;
pub mod sample;
pub mod scene;
#[cfg(feature = "gui")]
pub mod view;
