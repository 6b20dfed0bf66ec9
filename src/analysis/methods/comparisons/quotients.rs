//! What each area has more of than its share.

use rayon::prelude::{IntoParallelIterator as _, ParallelIterator as _};

use crate::analysis::concentration::quotient::{Quotient, quotients};
use crate::analysis::methods::significance::ask::{self, ALPHA, class, level};
use crate::analysis::methods::significance::study::Region;
use crate::analysis::methods::{
    Class, Column, Input, Kind, Mark, Method, MethodError, Outline, Parameter, Question, Report,
    Table,
};
use crate::analysis::significance::normal::Sides;
use crate::base::figures::grouped;
use crate::base::{Cancelled, Progress};
use crate::data::AreaId;

/// See the page.
pub(super) struct LocationQuotients;

const OF: Parameter = Parameter {
    key: "of",
    label: "Category on the map",
    help: "The category whose quotients the map shows; the most frequent one when nobody says.",
    kind: Kind::Text,
};

const LEAST: Parameter = Parameter {
    key: "least",
    label: "Least incidents of an area",
    help: "Areas with fewer incidents are not compared.",
    kind: Kind::Count {
        default: 5,
        least: 1,
        most: 1_000_000,
        unit: "incidents",
    },
};

impl Method for LocationQuotients {
    fn id(&self) -> &'static str {
        "location-quotients"
    }

    fn question(&self) -> Question {
        Question::Compared
    }

    fn title(&self) -> &'static str {
        "What each area has more of than its share"
    }

    fn name(&self) -> &'static str {
        "Location quotients"
    }

    fn page(&self) -> &'static str {
        include_str!("../../../../docs/methods/location-quotients.md")
    }

    fn parameters(&self) -> Vec<Parameter> {
        vec![OF, LEAST, ask::ADJUST]
    }

    fn report(&self, input: &Input<'_>) -> Result<Report, MethodError> {
        ask::something_selected(input)?;
        let counts = Counts::of(input)?;
        let mapped = counts.mapped(input)?;
        let adjustment = ask::adjustment(input);
        let mut pairs = counts.pairs(input.values.count(LEAST.key) as f64, input.progress)?;
        let p: Vec<f64> = pairs.iter().map(|pair| pair.quotient.p).collect();
        for (pair, adjusted) in pairs.iter_mut().zip(adjustment.adjusted(&p)) {
            pair.adjusted = adjusted;
        }
        if pairs.is_empty() {
            return Err(MethodError::Unanswerable(
                "No boundary holds enough incidents to be compared; ask for more dates, hours or places, or lower --least."
                    .to_owned(),
            ));
        }
        // Pairs come in the order of areas and categories, and equals stay in it.
        pairs.sort_by(|a, b| a.quotient.p.total_cmp(&b.quotient.p));
        Ok(Report {
            headline: headline(input, &counts, &pairs),
            statement: format!(
                "Location quotients by weight, {} areas and {} categories of {}; exact binomial two-sided p and Clopper-Pearson 95 % intervals, the region's shares taken as known; {} over {} pairs",
                grouped(counts.areas.len()),
                grouped(counts.names.len()),
                counts.region,
                adjustment.name(),
                grouped(pairs.len())
            ),
            notes: vec![
                "A quotient compares kinds with each other, not places: an area can have twice its share of robbery and still little of it."
                    .to_owned(),
            ],
            tables: vec![table(&counts, &pairs)],
            plots: Vec::new(),
            marks: marks(&counts, &pairs, mapped),
        })
    }
}

/// Weights by area and category.
struct Counts {
    region: String,
    areas: Vec<(AreaId, String)>,
    names: Vec<String>,
    /// By area and then category.
    weights: Vec<f64>,
    of_area: Vec<f64>,
    /// Of all areas together, each incident once.
    of_category: Vec<f64>,
}

/// One area and category.
struct Pair {
    area: usize,
    category: usize,
    quotient: Quotient,
    adjusted: f64,
}

impl Counts {
    fn of(input: &Input<'_>) -> Result<Self, MethodError> {
        let data = input.data;
        if data.areas.is_empty() {
            return Err(MethodError::Unanswerable(
                "There are no boundaries to compare; give them with --boundaries.".to_owned(),
            ));
        }
        let region = Region::of(input)?;
        let ids = region.areas();
        let mut place = vec![None; data.areas.len()];
        for (i, id) in ids.iter().enumerate() {
            place[usize::from(id.0)] = Some(i);
        }
        let categories = data.categories.len();
        let mut counts = Self {
            region: region.words(),
            areas: ids
                .iter()
                .map(|&id| (id, data.areas.get(id).name.clone()))
                .collect(),
            names: Vec::new(),
            weights: vec![0.0; ids.len() * categories],
            of_area: vec![0.0; ids.len()],
            of_category: vec![0.0; categories],
        };
        for (row, weight) in input.selection.iter() {
            let row = row as usize;
            let category = data.incidents.category(row).0 as usize;
            let site = data.incidents.site(row) as u32;
            let further = &data.further_areas;
            let first = further.partition_point(|&(other, _)| other < site);
            let more = further[first..]
                .iter()
                .take_while(|&&(other, _)| other == site);
            let areas = data
                .incidents
                .area(row)
                .into_iter()
                .chain(more.map(|&(_, area)| area));
            let mut is_inside = false;
            for area in areas.filter_map(|area| place[usize::from(area.0)]) {
                counts.weights[area * categories + category] += weight;
                counts.of_area[area] += weight;
                is_inside = true;
            }
            if is_inside {
                counts.of_category[category] += weight;
            }
        }
        let text = |category: usize| {
            let id = crate::data::names::NameId(category as u32);
            match data.categories.text(id) {
                "" => "(no category)".to_owned(),
                text => text.to_owned(),
            }
        };
        counts.names = (0..categories).map(text).collect();
        if counts
            .of_category
            .iter()
            .filter(|&&weight| weight > 0.0)
            .count()
            < 2
        {
            return Err(MethodError::Unanswerable(
                "All counted incidents are of one category, so no area can have more than its share of it; let more categories count."
                    .to_owned(),
            ));
        }
        Ok(counts)
    }

    /// The category the map shows.
    fn mapped(&self, input: &Input<'_>) -> Result<usize, MethodError> {
        if let Some(wanted) = input.values.text(OF.key) {
            let is_it = |name: &String| name.eq_ignore_ascii_case(wanted.trim());
            return self.names.iter().position(is_it).ok_or_else(|| {
                MethodError::Unanswerable(format!(
                    "No counted incident has the category \"{wanted}\"; categories are {}.",
                    self.names.join(", ")
                ))
            });
        }
        let most = (0..self.names.len()).fold(0, |best, next| {
            if self.of_category[next] > self.of_category[best] {
                next
            } else {
                best
            }
        });
        Ok(most)
    }

    fn pairs(&self, least: f64, progress: &Progress) -> Result<Vec<Pair>, Cancelled> {
        let total: f64 = self.of_category.iter().sum();
        let shares = self.of_category.iter().map(|weight| weight / total);
        let compared: Vec<(usize, f64)> = shares
            .enumerate()
            .filter(|&(_, share)| share > 0.0 && share < 1.0)
            .collect();
        let of_area = |area: usize| {
            progress.go_on()?;
            if self.of_area[area] < least {
                return Ok(Vec::new());
            }
            let weight = |category: usize| self.weights[area * self.names.len() + category];
            let categories = compared
                .iter()
                .map(|&(category, share)| (weight(category), share));
            let quotients = quotients(self.of_area[area], categories);
            let pair = |(&(category, _), quotient): (&(usize, f64), Quotient)| Pair {
                area,
                category,
                quotient,
                adjusted: f64::NAN,
            };
            Ok(compared.iter().zip(quotients).map(pair).collect())
        };
        let by_area: Vec<Vec<Pair>> = (0..self.areas.len())
            .into_par_iter()
            .map(of_area)
            .collect::<Result<_, Cancelled>>()?;
        Ok(by_area.into_iter().flatten().collect())
    }
}

fn headline(input: &Input<'_>, counts: &Counts, pairs: &[Pair]) -> String {
    let sure = pairs.iter().filter(|pair| pair.adjusted < ALPHA).count();
    let more = pairs
        .iter()
        .find(|pair| pair.adjusted < ALPHA && pair.quotient.quotient > 1.0);
    let Some(first) = more else {
        return format!(
            "No area has more of any category than its share and chance would give, of {} pairs of area and category.",
            grouped(pairs.len())
        );
    };
    format!(
        "The surest surplus is {} in {}: {:.1} times its share (95 % {:.1} to {:.1}). Of {} pairs of area and category {} differ from the share; {}.",
        counts.names[first.category],
        counts.areas[first.area].1,
        first.quotient.quotient,
        first.quotient.interval.0,
        first.quotient.interval.1,
        grouped(pairs.len()),
        grouped(sure),
        ask::doubt(ask::adjustment(input), Sides::One, pairs.len())
    )
}

fn table(counts: &Counts, pairs: &[Pair]) -> Table {
    let row = |pair: &Pair| {
        let Quotient {
            weight,
            expected,
            quotient,
            interval,
            p,
        } = pair.quotient;
        vec![
            counts.areas[pair.area].1.as_str().into(),
            counts.names[pair.category].as_str().into(),
            weight.into(),
            expected.into(),
            quotient.into(),
            interval.0.into(),
            interval.1.into(),
            p.into(),
            pair.adjusted.into(),
        ]
    };
    Table {
        key: "quotients",
        title: "Location quotients, the surest first".to_owned(),
        columns: vec![
            Column::new("area", "Area"),
            Column::new("category", "Category"),
            Column::new("weight", "Incidents"),
            Column::new("expected", "By share"),
            Column::new("quotient", "Quotient"),
            Column::new("quotient_low", "95 % from"),
            Column::new("quotient_high", "95 % to"),
            Column::new("p", "p"),
            Column::new("p_adjusted", "Adjusted p"),
        ],
        rows: pairs.iter().map(row).collect(),
    }
}

fn marks(counts: &Counts, pairs: &[Pair], mapped: usize) -> Vec<Mark> {
    let mark = |pair: &Pair| Mark {
        outline: Outline::Area(counts.areas[pair.area].0),
        class: match level(pair.adjusted) {
            0 => Class::Plain,
            sure => class(pair.quotient.quotient > 1.0, sure),
        },
        label: format!(
            "{}: {:.2} times its share of {} (95 % {:.2} to {:.2})",
            counts.areas[pair.area].1,
            pair.quotient.quotient,
            counts.names[mapped],
            pair.quotient.interval.0,
            pair.quotient.interval.1
        ),
    };
    let shown = pairs.iter().filter(|pair| pair.category == mapped);
    shown.take(ask::MOST_MARKS).map(mark).collect()
}
