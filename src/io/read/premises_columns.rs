//! Which columns of a premises table hold what, by their names and contents.

use crate::data::raw::ReadReport;
use crate::io::read::header::Header;
use crate::io::read::layout::Layout;
use crate::io::read::options::Field;
use crate::io::read::profile::Profile;

/// The columns found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PremisesColumns {
    /// Name of the premises.
    pub(super) name: Option<usize>,
    /// Its type.
    pub(super) kind: Option<usize>,
    /// Opening times, perhaps one a weekday.
    pub(super) opens: Vec<usize>,
    /// Closing times in the same order.
    pub(super) closes: Vec<usize>,
    /// Texts with both.
    pub(super) hours: Vec<usize>,
    /// Licensed for alcohol.
    pub(super) alcohol: Option<usize>,
    /// Licensed for late refreshment.
    pub(super) late_refreshment: Option<usize>,
    /// Text that lists licensable activities.
    pub(super) activities: Option<usize>,
    /// How many people it may hold.
    pub(super) capacity: Option<usize>,
}

impl PremisesColumns {
    /// Finds them.
    pub(super) fn find(layout: &Layout<'_>) -> Self {
        let all = |field, wanted: fn(&Header) -> bool| layout.choose_all(field, wanted);
        let one = |field, score: fn(&Header, &Profile) -> i32| layout.choose(field, score);
        Self {
            name: one(Field::Name, name_score),
            kind: one(Field::Kind, kind_score),
            opens: all(Field::Opens, |h| opens(h) && !hours(h)),
            closes: all(Field::Closes, |h| closes(h) && !hours(h)),
            hours: all(Field::Hours, hours),
            alcohol: one(Field::LicensedAlcohol, |h, _| {
                let licence = h.is(&["licensed", "licenced"]);
                2 * i32::from(h.contains(&["alcohol"])) + i32::from(licence)
            }),
            late_refreshment: one(Field::LateRefreshment, |h, _| {
                i32::from(h.contains(&["laterefreshment", "nightrefreshment"]) || h.is(&["lnr"]))
            }),
            activities: one(Field::Activities, |h, p| {
                let listed = h.contains(&["activities", "licensable"]);
                i32::from(listed && p.is_text())
            }),
            capacity: one(Field::Capacity, |h, _| {
                i32::from(h.contains(&["capacity", "occupancy", "seats"]))
            }),
        }
    }

    /// Which columns they are, and what each holds.
    pub(super) fn meanings(&self) -> Vec<(usize, Field)> {
        let one = [
            (self.name, Field::Name),
            (self.kind, Field::Kind),
            (self.alcohol, Field::LicensedAlcohol),
            (self.late_refreshment, Field::LateRefreshment),
            (self.activities, Field::Activities),
            (self.capacity, Field::Capacity),
        ];
        let several = [
            (&self.opens, Field::Opens),
            (&self.closes, Field::Closes),
            (&self.hours, Field::Hours),
        ];
        let several = several
            .into_iter()
            .flat_map(|(columns, field)| columns.iter().map(move |&column| (column, field)));
        let one = one
            .into_iter()
            .filter_map(|(column, field)| Some((column?, field)));
        one.chain(several).collect()
    }

    /// Whether anything says that the rows are premises.
    pub(super) fn is_premises(&self) -> bool {
        self.name.is_some() || self.kind.is_some() || self.tells_more_than_type()
    }

    /// Whether there is hours, licence or capacity.
    pub(super) fn tells_more_than_type(&self) -> bool {
        self.tells_hours_or_licence() || self.capacity.is_some()
    }

    /// A column by which premises are known: hours, licence or capacity, or else the type.
    pub(super) fn tells_by(&self) -> Option<usize> {
        let several = [&self.closes, &self.hours, &self.opens];
        let hours = several.iter().find_map(|columns| columns.first().copied());
        let licence = self.alcohol.or(self.late_refreshment).or(self.activities);
        hours.or(licence).or(self.capacity).or(self.kind)
    }

    /// Whether there is a column that tells night-time economy from the rest.
    pub(super) fn tells_night_time(&self) -> bool {
        self.kind.is_some() || self.tells_hours_or_licence()
    }

    fn tells_hours_or_licence(&self) -> bool {
        let hours = !self.closes.is_empty() || !self.hours.is_empty();
        let licence = self.alcohol.or(self.late_refreshment).or(self.activities);
        hours || licence.is_some()
    }

    /// Says in `report` what was taken for what.
    pub(super) fn describe(&self, layout: &Layout<'_>, report: &mut ReadReport) {
        let listed = |columns: &[usize]| {
            columns
                .iter()
                .map(|&column| layout.quoted(column))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let one = |column: Option<usize>| column.into_iter().collect::<Vec<_>>();
        let said = [
            ("name", one(self.name)),
            ("type", one(self.kind)),
            ("opens", self.opens.clone()),
            ("closes", self.closes.clone()),
            ("hours", self.hours.clone()),
            ("licensed for alcohol", one(self.alcohol)),
            ("licensed for late refreshment", one(self.late_refreshment)),
            ("licensable activities", one(self.activities)),
            ("capacity", one(self.capacity)),
        ];
        for (what, columns) in said {
            if !columns.is_empty() {
                report
                    .understood
                    .push(format!("{what}: {}", listed(&columns)));
            }
        }
    }
}

fn name_score(header: &Header, profile: &Profile) -> i32 {
    const OTHER: [&str; 14] = [
        "area",
        "ward",
        "lsoa",
        "msoa",
        "la",
        "hcl",
        "street",
        "road",
        "file",
        "operation",
        "first",
        "last",
        "holder",
        "beat",
    ];
    if profile.filled > 0 && !profile.is_text() || header.has_word(&OTHER) {
        return 0;
    }
    let exact = header.is(&["name", "premisesname", "premisename", "tradingname"]);
    let like = header.is(&[
        "premises",
        "venue",
        "venuename",
        "businessname",
        "pub",
        "pubname",
    ]);
    let other = header.has_word(&["name"]) || header.contains(&["premisesname", "venuename"]);
    3 * i32::from(exact) + 2 * i32::from(like) + i32::from(other)
}

fn kind_score(header: &Header, profile: &Profile) -> i32 {
    const NAMES: [&str; 14] = [
        "premisestype",
        "premisetype",
        "venuetype",
        "businesstype",
        "type",
        "kind",
        "use",
        "activity",
        "category",
        "style",
        "licencetype",
        "licensetype",
        "amenity",
        "class",
    ];
    let rank = NAMES.iter().position(|name| header.flat == *name);
    match rank {
        Some(rank) if profile.is_text() => 100 - rank as i32,
        _ => 0,
    }
}

fn hours(header: &Header) -> bool {
    header.has_word(&["hours", "times"]) && !header.has_word(&["terminal", "closing", "close"])
        || header.has_word(&["opening"]) && header.has_word(&["closing"])
}

fn opens(header: &Header) -> bool {
    header.has_word(&["open", "opens", "opening"]) && !header.has_word(&["date", "year", "is"])
}

fn closes(header: &Header) -> bool {
    let named = header.has_word(&["close", "closes", "closing", "terminal", "closingtime"]);
    named && !header.has_word(&["date", "year", "is", "reason"])
}
