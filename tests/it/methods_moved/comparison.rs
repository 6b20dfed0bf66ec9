//! How a report of a moved town is compared with that of the town.

use nightbeat::analysis::methods::{Cell, Class, Mark, Outline, Plot, Report, Series, Table};
use nightbeat::base::Planar;

use super::cases::Case;
use super::cases::Stands::{BesideAPicture, OnNoGround};
use super::town::Move;

/// How a report of a moved town is compared with that of the town.
pub(super) struct Comparison<'a> {
    pub(super) case: &'a Case,
    pub(super) moved: Move,
}

impl Comparison<'_> {
    /// What differs, in words.
    pub(super) fn of_reports(&self, before: &Report, after: &Report) -> Vec<String> {
        let mut found = Vec::new();
        if self.tells_the_same() {
            let texts = |report: &Report| {
                let head = [report.headline.clone(), report.statement.clone()];
                [head.to_vec(), report.notes.clone()].concat()
            };
            let (before, after) = (texts(before), texts(after));
            if before.len() != after.len() {
                found.push(format!("{before:?}\n  {after:?}"));
            }
            for (a, b) in before.iter().zip(&after) {
                if a != b {
                    found.push(format!("{a}\n  {b}"));
                }
            }
        }
        if before.tables.len() != after.tables.len() || before.plots.len() != after.plots.len() {
            found.push("other tables or plots".to_owned());
            return found;
        }
        for (a, b) in before.tables.iter().zip(&after.tables) {
            found.extend(self.of_tables(a, b));
        }
        if self.tells_the_same() {
            for (a, b) in before.plots.iter().zip(&after.plots) {
                found.extend(of_plots(a, b));
            }
        }
        found.extend(self.of_marks(&before.marks, &after.marks));
        found
    }

    /// Whether sentences and pictures are compared.
    fn tells_the_same(&self) -> bool {
        let fits_its_picture = self.case.stands == BesideAPicture;
        self.case.drawn.is_none() && self.case.but.is_none() && !fits_its_picture
    }

    fn of_tables(&self, before: &Table, after: &Table) -> Vec<String> {
        let rows = (before.rows.len(), after.rows.len());
        if before.columns != after.columns || rows.0 != rows.1 {
            return vec![format!("{}: {} and {} rows", before.key, rows.0, rows.1)];
        }
        let keys: Vec<&str> = before.columns.iter().map(|column| column.key).collect();
        let is_compared = |row: &&Vec<Cell>| match (self.case.but, &row[0]) {
            (Some(but), Cell::Text(text)) => !text.starts_with(but),
            _ => true,
        };
        let mut left: Vec<&Vec<Cell>> = after.rows.iter().filter(is_compared).collect();
        let mut found = Vec::new();
        for (place, row) in before.rows.iter().filter(is_compared).enumerate() {
            // Of equals, another may be told first; what is told of it is the same.
            let same = left
                .iter()
                .position(|other| self.same_row(&keys, row, other));
            match same {
                Some(at) => drop(left.remove(at)),
                None => found.push(format!(
                    "{}, row {place}: {row:?}\n  nearest {:?}",
                    before.key,
                    left.first()
                )),
            }
        }
        for key in ["weight", "incidents"] {
            if let Some(column) = keys.iter().position(|other| *other == key) {
                let pairs = before.rows.iter().zip(&after.rows);
                let differ = pairs
                    .filter(|(a, b)| !same_cell(&a[column], &b[column]))
                    .count();
                if differ > 0 {
                    found.push(format!("{}: {key} in another order, {differ}", before.key));
                }
            }
        }
        found.truncate(3);
        found
    }

    fn same_row(&self, keys: &[&str], before: &[Cell], after: &[Cell]) -> bool {
        let number = |row: &[Cell], key: &str| {
            let place = keys.iter().position(|other| *other == key)?;
            match row[place] {
                Cell::Number(number) => Some(number),
                _ => None,
            }
        };
        let at = |row: &[Cell]| Some(Planar::new(number(row, "x")?, number(row, "y")?));
        let is_there = match (at(before), at(after)) {
            // The point at which a boundary is named is found from west to east.
            _ if self.moved.turns && self.case.stands == OnNoGround => true,
            (Some(a), Some(b)) => near(a, self.moved.back(b)),
            (a, b) => a.is_none() && b.is_none(),
        };
        let is_same = |(place, key): (usize, &&str)| match *key {
            "x" | "y" | "lon" | "lat" => true,
            "rank" | "direction" if self.moved.turns => true,
            "bearing" | "ellipse_bearing_deg" => {
                let circle = if *key == "bearing" { 360.0 } else { 180.0 };
                match (number(before, key), number(after, key)) {
                    (Some(a), Some(b)) => {
                        let off = (self.moved.bearing_back(b) - a).rem_euclid(circle);
                        off.min(circle - off) < 1e-6
                    }
                    (a, b) => a.is_none() && b.is_none(),
                }
            }
            "name" => match (&before[place], &after[place]) {
                (Cell::Text(a), Cell::Text(b)) => self.same_name(a, b),
                (a, b) => a == b,
            },
            key => match self.luck(key, before) {
                Some(luck) => same_but_for_luck(&before[place], &after[place], luck),
                None => same_cell(&before[place], &after[place]),
            },
        };
        is_there && keys.iter().enumerate().all(is_same)
    }

    /// How much luck may change the figure under `key` in `row`; `None` where it has no part in it.
    fn luck(&self, key: &str, row: &[Cell]) -> Option<f64> {
        let drawn = self.case.drawn?;
        let says = |cell: &Cell| matches!(cell, Cell::Text(text) if text.contains(drawn.rows));
        let column = drawn.columns.iter().find(|(column, _)| *column == key);
        let is_drawn = drawn.rows.is_empty() || row.iter().any(says);
        column.filter(|_| is_drawn).map(|(_, luck)| *luck)
    }

    /// Whether two names are those of one place. A cell is called by its corner. Of places that
    /// would have one name the first is called so, and which of equals that is may change where
    /// the town is turned: what tells the others apart is left out.
    fn same_name(&self, before: &str, after: &str) -> bool {
        let corner = |name: &str| {
            let (x, y) = name.split_once(' ')?;
            Some(Planar::new(x.parse().ok()?, y.parse().ok()?))
        };
        if let (Some(a), Some(b)) = (corner(before), corner(after)) {
            return near(a, self.moved.back(b));
        }
        let plain = |name: &str| {
            let end = name.find(", ").or_else(|| name.find(" ("));
            name[..end.unwrap_or(name.len())].to_owned()
        };
        before == after || (self.moved.turns && plain(before) == plain(after))
    }

    fn of_marks(&self, before: &[Mark], after: &[Mark]) -> Vec<String> {
        let mut left: Vec<&Mark> = after.iter().collect();
        let mut found = Vec::new();
        if before.len() != after.len() {
            found.push(format!("{} and {} marks", before.len(), after.len()));
        }
        for mark in before {
            match left.iter().position(|other| self.same_mark(mark, other)) {
                Some(at) => drop(left.remove(at)),
                None => found.push(format!("no such mark: {mark:?}\n  but {:?}", left.first())),
            }
        }
        found.truncate(3);
        found
    }

    fn same_mark(&self, before: &Mark, after: &Mark) -> bool {
        // Ranks come first, in labels that tell one.
        let words = |mark: &Mark| {
            let rank = |c: char| c.is_ascii_digit() || ".# ".contains(c);
            mark.label.trim_start_matches(rank).to_owned()
        };
        let (a, b) = (words(before), words(after));
        let same_words = match (a.split_once(": "), b.split_once(": ")) {
            (Some((a, told)), Some((b, told_after))) => self.same_name(a, b) && told == told_after,
            _ => a == b,
        };
        let says_the_same =
            !self.tells_the_same() || (same_class(before.class, after.class) && same_words);
        says_the_same && self.same_outline(&before.outline, &after.outline)
    }

    fn same_outline(&self, before: &Outline, after: &Outline) -> bool {
        // The corners of a ring may begin anywhere.
        let same_corners = |a: &[Planar], b: &[Planar]| {
            let back: Vec<Planar> = b.iter().map(|&p| self.moved.back(p)).collect();
            a.len() == b.len() && a.iter().all(|&p| back.iter().any(|&q| near(p, q)))
        };
        match (before, after) {
            (Outline::Polygon(a), Outline::Polygon(b)) | (Outline::Line(a), Outline::Line(b)) => {
                same_corners(a, b)
            }
            (
                Outline::Disc { centre, radius_m },
                Outline::Disc {
                    centre: other,
                    radius_m: other_m,
                },
            ) => near(*centre, self.moved.back(*other)) && same_number(*radius_m, *other_m),
            (Outline::Point(a), Outline::Point(b)) => near(*a, self.moved.back(*b)),
            (Outline::Area(a), Outline::Area(b)) => a == b,
            _ => false,
        }
    }
}

fn of_plots(before: &Plot, after: &Plot) -> Vec<String> {
    let numbers = |series: &Series| -> Vec<f64> {
        match series {
            Series::Line { points, .. } | Series::Points { points, .. } => points.concat(),
            Series::Bars { bars, .. } => bars.concat(),
            Series::Band { points, .. } => points.concat(),
            Series::Matrix { cells, .. } => cells.concat(),
        }
    };
    let all = |plot: &Plot| plot.series.iter().flat_map(numbers).collect::<Vec<f64>>();
    let (a, b) = (all(before), all(after));
    let same = a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| same_number(*a, *b));
    let other = |what: &str| format!("plot {}: other {what}", before.key);
    let axes = format!("{:?}{:?}", before.x, before.y) == format!("{:?}{:?}", after.x, after.y);
    let failures = [(same, "points"), (axes, "axes")];
    failures
        .iter()
        .filter(|(same, _)| !same)
        .map(|(_, what)| other(what))
        .collect()
}

pub(super) fn near(a: Planar, b: Planar) -> bool {
    a.distance_to(b) < 1e-5
}

fn same_class(a: Class, b: Class) -> bool {
    match (a, b) {
        (Class::Amount(a), Class::Amount(b)) => same_number(a, b),
        _ => a == b,
    }
}

fn same_cell(a: &Cell, b: &Cell) -> bool {
    match (a, b) {
        (Cell::Number(a), Cell::Number(b)) => same_number(*a, *b),
        _ => a == b,
    }
}

pub(super) fn same_number(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-7 * a.abs().max(b.abs()) + 1e-12
}

/// Whether figures of as few draws as here may be one and the same: those that differ by no more
/// than `luck` times the greater of them, or times 1 for numbers and 4 for counts below that.
fn same_but_for_luck(a: &Cell, b: &Cell, luck: f64) -> bool {
    let is_near =
        |a: f64, b: f64, least: f64| (a - b).abs() <= luck * a.abs().max(b.abs()).max(least);
    match (a, b) {
        (Cell::Number(a), Cell::Number(b)) => is_near(*a, *b, 1.0),
        (Cell::Count(a), Cell::Count(b)) => is_near(*a as f64, *b as f64, 4.0),
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}
