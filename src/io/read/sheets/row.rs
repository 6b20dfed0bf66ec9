//! A row of a sheet while it is read, and the merged cells it lies in.

/// The cells of a row that hold something. Its memory is used again for the next row.
#[derive(Debug, Default)]
pub(super) struct SheetRow {
    /// Number of the row, from 1, as spreadsheets show it.
    pub(super) number: u32,
    text: String,
    cells: Vec<Cell>,
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    column: u32,
    from: usize,
    to: usize,
}

/// The last column of any spreadsheet, from 0.
pub(super) const LAST_COLUMN: u32 = 16_383;

impl SheetRow {
    /// Begins the row `number`, from 1.
    pub(super) fn begin(&mut self, number: u32) {
        self.number = number;
        self.text.clear();
        self.cells.clear();
    }

    /// Adds what stands in `column`, from 0; blank text is nothing.
    pub(super) fn push(&mut self, column: u32, text: &str) {
        let text = text.trim();
        if text.is_empty() || column > LAST_COLUMN {
            return;
        }
        let from = self.text.len();
        self.text.push_str(text);
        let cell = Cell {
            column,
            from,
            to: self.text.len(),
        };
        match self.cells.last() {
            Some(last) if last.column >= column => self.put(cell),
            _ => self.cells.push(cell),
        }
    }

    /// Puts a cell that does not come in order in its place; the later of two is kept.
    fn put(&mut self, cell: Cell) {
        match self.cells.binary_search_by_key(&cell.column, |c| c.column) {
            Ok(at) => self.cells[at] = cell,
            Err(at) => self.cells.insert(at, cell),
        }
    }

    /// Columns with their texts, in order.
    pub(super) fn cells(&self) -> impl Iterator<Item = (usize, &str)> {
        self.cells
            .iter()
            .map(|cell| (cell.column as usize, &self.text[cell.from..cell.to]))
    }

    /// How many cells hold something.
    pub(super) fn filled(&self) -> usize {
        self.cells.len()
    }

    /// The columns up to the last that holds something.
    pub(super) fn width(&self) -> usize {
        self.cells.last().map_or(0, |cell| cell.column as usize + 1)
    }

    /// What it costs to keep: its fields and, where texts are long, an eighth of their bytes.
    /// Cells that refer to one text cost little in the file and much in memory.
    pub(super) fn cost(&self) -> u64 {
        (self.width() + self.text.len() / 8) as u64
    }

    fn text_in(&self, column: u32) -> Option<&str> {
        let at = self
            .cells
            .binary_search_by_key(&column, |c| c.column)
            .ok()?;
        let cell = self.cells[at];
        Some(&self.text[cell.from..cell.to])
    }
}

/// Rows and columns, both from 0 and both ends inside, whose cells are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    /// First row.
    pub(super) first: u32,
    /// Last row.
    pub(super) last: u32,
    /// Column of the cell that holds the value.
    pub(super) column: u32,
}

/// Merged cells, which hold their value in the first row alone.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// Regions of more than one row, by their first.
    regions: Vec<Region>,
    /// How many of them begin above the row that is at hand.
    begun: usize,
    /// Those the row at hand lies in, with their values.
    open: Vec<(Region, String)>,
    /// Cells that were given the value of the region they lie in.
    pub(super) filled: usize,
}

impl Merged {
    /// The regions of a sheet.
    pub(super) fn new(mut regions: Vec<Region>) -> Self {
        regions.retain(|region| region.last > region.first && region.column <= LAST_COLUMN);
        regions.sort_by_key(|region| (region.first, region.column));
        Self {
            regions,
            ..Self::default()
        }
    }

    /// Gives the cells of `row` the values of the regions they lie in.
    pub(super) fn fill(&mut self, row: &mut SheetRow) {
        if self.begun == self.regions.len() && self.open.is_empty() {
            return;
        }
        let at = row.number.saturating_sub(1);
        self.open.retain(|(region, _)| region.last >= at);
        for (region, value) in &self.open {
            if row.text_in(region.column).is_none() && region.first < at {
                row.push(region.column, value);
                self.filled += 1;
            }
        }
        while let Some(&region) = self.regions.get(self.begun).filter(|r| r.first <= at) {
            self.begun += 1;
            let value = row.text_in(region.column);
            if let Some(value) = value.filter(|_| region.first == at)
                && self.open.len() <= LAST_COLUMN as usize
            {
                self.open.push((region, value.to_owned()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(row: &SheetRow) -> Vec<(usize, String)> {
        row.cells().map(|(c, text)| (c, text.to_owned())).collect()
    }

    #[test]
    fn cells_stand_in_the_order_of_their_columns() {
        let mut row = SheetRow::default();
        row.begin(3);
        for (column, text) in [(4, "e"), (1, " b "), (2, " "), (1, "B"), (99_999, "x")] {
            row.push(column, text);
        }
        assert_eq!(told(&row), [(1, "B".to_owned()), (4, "e".to_owned())]);
        assert_eq!((row.filled(), row.width()), (2, 5));
        row.begin(4);
        assert_eq!((row.filled(), row.width()), (0, 0));
    }

    #[test]
    fn merged_cells_hold_their_value_in_every_row() {
        let region = |first, last, column| Region {
            first,
            last,
            column,
        };
        let mut merged = Merged::new(vec![region(4, 5, 1), region(1, 3, 0), region(2, 2, 2)]);
        let mut told_of = |number: u32, cells: &[(u32, &str)]| {
            let mut row = SheetRow::default();
            row.begin(number);
            for &(column, text) in cells {
                row.push(column, text);
            }
            merged.fill(&mut row);
            told(&row)
        };
        let cell = |column: usize, text: &str| (column, text.to_owned());
        assert_eq!(told_of(1, &[(0, "head")]), [cell(0, "head")]);
        assert_eq!(
            told_of(2, &[(0, "a"), (1, "x")]),
            [cell(0, "a"), cell(1, "x")]
        );
        assert_eq!(told_of(3, &[(1, "y")]), [cell(0, "a"), cell(1, "y")]);
        // A row that is left out does not matter, nor does a value that is there all the same.
        assert_eq!(told_of(5, &[(1, "z")]), [cell(1, "z")]);
        assert_eq!(told_of(6, &[]), [cell(1, "z")]);
        assert_eq!(told_of(7, &[]), []);
        assert_eq!(merged.filled, 2);
    }
}
