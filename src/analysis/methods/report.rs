//! What a method answers, in a form that window and command line can show without knowing it.

use crate::base::Planar;
use crate::data::AreaId;

/// An answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The answer in one plain sentence, with its figure and its doubt.
    pub headline: String,
    /// The method in one line, with all that decides its figures: "Getis-Ord Gi*; 200 m squares;
    /// queen neighbours, self included; two-sided p, Benjamini-Hochberg at 0.05". Printed with
    /// every p.
    pub statement: String,
    /// What the figures stand on and what to beware of, in whole sentences.
    pub notes: Vec<String>,
    /// The figures. The first is the main one.
    pub tables: Vec<Table>,
    /// Pictures of them.
    pub plots: Vec<Plot>,
    /// What is drawn on the map.
    pub marks: Vec<Mark>,
}

/// Figures in rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Name in JSON and files: `cells`. Never changes.
    pub key: &'static str,
    /// Title.
    pub title: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows; each as long as the columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Name in JSON and CSV: `p_value`. Never changes.
    pub key: &'static str,
    /// Heading.
    pub label: &'static str,
    /// Unit: "per km²", "m", "%"; empty for none.
    pub unit: &'static str,
}

impl Column {
    /// A column without a unit.
    pub const fn new(key: &'static str, label: &'static str) -> Self {
        Self {
            key,
            label,
            unit: "",
        }
    }

    /// The same with a unit.
    #[must_use]
    pub const fn unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }
}

/// A figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A whole number of things.
    Count(u64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// There is none; `null`.
    #[default]
    None,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<f64> for Cell {
    /// What is not a finite number is none.
    fn from(number: f64) -> Self {
        if number.is_finite() {
            Self::Number(number)
        } else {
            Self::None
        }
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::None, Into::into)
    }
}

/// A picture of figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// Name in files: `lorenz`. Never changes.
    pub key: &'static str,
    /// Title.
    pub title: String,
    /// Across.
    pub x: Axis,
    /// Up.
    pub y: Axis,
    /// What is drawn, the first furthest back.
    pub series: Vec<Series>,
}

/// An axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// What it measures, with its unit.
    pub label: String,
    /// How places on it are named.
    pub ticks: Ticks,
    /// How it is divided.
    pub scale: Scale,
}

/// How places on an axis are named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Ticks {
    /// By their number.
    #[default]
    Numbers,
    /// 0, 1, 2, … by these names.
    Names(Vec<String>),
    /// As dates: days since 1970-01-01.
    Dates,
    /// As shares: 0.25 is 25 %.
    Percent,
}

/// How an axis is divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Evenly.
    #[default]
    Linear,
    /// The numbers given are base-10 logarithms.
    Log10,
}

/// Something drawn in a plot.
#[derive(Clone, Debug, PartialEq)]
pub enum Series {
    /// A line through (x, y).
    Line {
        /// Its name in the legend.
        name: String,
        /// Its points.
        points: Vec<[f64; 2]>,
        /// Beside the subject: a baseline, an average, what chance would give.
        is_reference: bool,
    },
    /// Single points.
    Points {
        /// Name in the legend.
        name: String,
        /// (x, y)
        points: Vec<[f64; 2]>,
    },
    /// Bars from 0 at (x, height).
    Bars {
        /// Name in the legend.
        name: String,
        /// (x, height)
        bars: Vec<[f64; 2]>,
    },
    /// The space between two lines.
    Band {
        /// Name in the legend.
        name: String,
        /// (x, low, high)
        points: Vec<[f64; 3]>,
    },
    /// Squares of 1 by 1 at whole numbers, coloured by value.
    Matrix {
        /// What the values are, with their unit.
        name: String,
        /// (column, row, value); row 0 at the top.
        cells: Vec<[f64; 3]>,
    },
}

/// Something drawn on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Where.
    pub outline: Outline,
    /// How it is coloured.
    pub class: Class,
    /// What it says under the pointer.
    pub label: String,
}

/// Where a mark is, in the plane of the analysis.
#[derive(Clone, Debug, PartialEq)]
pub enum Outline {
    /// A ring of corners, not closed.
    Polygon(Vec<Planar>),
    /// A circle.
    Disc {
        /// Its centre.
        centre: Planar,
        /// Its radius in metres.
        radius_m: f64,
    },
    /// A line.
    Line(Vec<Planar>),
    /// A point.
    Point(Planar),
    /// A boundary polygon.
    Area(AreaId),
}

/// What a mark says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Class {
    /// Nothing but where it is.
    #[default]
    Plain,
    /// More than expected, or more than before: 1 (somewhat) to 3 (surely).
    More(u8),
    /// Less than expected, or less than before: 1 to 3.
    Less(u8),
    /// One of several kinds, by number.
    Kind(u8),
    /// From little (0) to much (1).
    Amount(f64),
    /// Too few to say.
    Unsupported,
}
