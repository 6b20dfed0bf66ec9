//! Who is analysed, and who is left out for which reason.

use crate::base::Planar;
use crate::data::areas::Areas;
use crate::data::assemble::intake::Stretch;
use crate::data::assemble::region::Reach;
use crate::data::dataset::KeptOut;
use crate::data::ordering::Span;

/// What decides about a row.
pub(crate) struct Rules<'a> {
    /// What is no far outlier.
    pub(crate) reach: &'a Reach,
    /// The boundaries, if there are any.
    pub(crate) areas: Option<&'a Areas>,
    /// Keep incidents outside them.
    pub(crate) keep_outside: bool,
}

/// What becomes of the rows of a stretch.
pub(crate) struct Fates {
    /// One for each row; `None` for what is analysed.
    out: Vec<Option<KeptOut>>,
    /// The rows of cells of what is analysed.
    pub(crate) span: Option<Span>,
}

impl Fates {
    /// What becomes of a stretch whose positions are in the plane, NaN where not located.
    pub(crate) fn of(stretch: &Stretch, rules: &Rules<'_>) -> Self {
        let mut fates = Self {
            out: stretch
                .positions()
                .map(|(x, y)| rules.out(Planar::new(x, y)))
                .collect(),
            span: None,
        };
        fates.span = Span::of(fates.analysed().map(|i| stretch.y[i as usize]));
        fates
    }

    /// The rows that are analysed, in file order.
    pub(crate) fn analysed(&self) -> impl Iterator<Item = u32> + '_ {
        let rows = (0..).zip(&self.out);
        rows.filter_map(|(row, out)| out.is_none().then_some(row))
    }

    /// The rows that are not, with the reason, in file order.
    pub(crate) fn kept_out(&self) -> impl Iterator<Item = (usize, KeptOut)> + '_ {
        let rows = self.out.iter().enumerate();
        rows.filter_map(|(row, &out)| Some((row, out?)))
    }
}

impl Rules<'_> {
    fn out(&self, p: Planar) -> Option<KeptOut> {
        if p.x.is_nan() {
            return Some(KeptOut::NoLocation);
        }
        if !self.reach.holds(p) {
            return Some(KeptOut::FarOutlier);
        }
        let asked = self.areas.filter(|_| !self.keep_outside);
        let outside = asked.is_some_and(|areas| !areas.contains(p));
        outside.then_some(KeptOut::OutsideRegion)
    }
}
