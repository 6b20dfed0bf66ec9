//! Repeat victims and repeat subjects: how few people make how much of it.
//!
//! Farrell and Pease (1993), *Once Bitten, Twice Bitten*, Home Office Crime Prevention Unit Paper
//! 46; Pease (1998), *Repeat Victimisation: Taking Stock*: incidents by how often the same person
//! was hit. Numbers below a threshold are withheld as in the guidance of the UK statistical
//! offices on tables of counts: classes of few people are joined with their neighbours, so that
//! what is withheld cannot be had by subtraction.

/// One incident that names a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Involvement {
    /// Who, as a code.
    pub person: u32,
    /// How much of the incident counts, above 0.
    pub weight: f64,
    /// What its offence weighs, where that is known.
    pub severity: Option<f64>,
}

/// A person and what happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Person {
    /// Who, as a code.
    pub person: u32,
    /// Number of incidents.
    pub incidents: usize,
    /// Sum of their weights.
    pub weight: f64,
    /// Sum of weight times severity.
    pub harm: f64,
}

/// By what people are ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Sum of weights, then harm.
    Count,
    /// Harm, then sum of weights.
    Harm,
}

/// People with so many incidents each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// From so many incidents.
    pub from: usize,
    /// To so many; `None` for "or more".
    pub to: Option<usize>,
    /// How many people.
    pub people: usize,
    /// Their incidents.
    pub incidents: usize,
    /// Their harm.
    pub harm: f64,
}

/// Everyone who comes up, ranked; equal ones in the order of `involvements`.
pub fn people(involvements: &[Involvement], by: By) -> Vec<Person> {
    let mut places: Vec<(u32, usize)> = Vec::with_capacity(involvements.len());
    places.extend(
        involvements
            .iter()
            .enumerate()
            .map(|(i, one)| (one.person, i)),
    );
    // By person, and inside a person in the order given.
    places.sort_unstable();
    let mut all: Vec<(usize, Person)> = Vec::new();
    for run in places.chunk_by(|a, b| a.0 == b.0) {
        let mut person = Person {
            person: run[0].0,
            incidents: run.len(),
            weight: 0.0,
            harm: 0.0,
        };
        for &(_, i) in run {
            let one = &involvements[i];
            person.weight += one.weight;
            person.harm += one.weight * one.severity.unwrap_or(0.0);
        }
        all.push((run[0].1, person));
    }
    let key = |person: &Person| match by {
        By::Count => (person.weight, person.harm),
        By::Harm => (person.harm, person.weight),
    };
    all.sort_by(|(first_a, a), (first_b, b)| {
        let (a, b) = (key(a), key(b));
        let order = b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1));
        order.then(first_a.cmp(first_b))
    });
    all.into_iter().map(|(_, person)| person).collect()
}

/// People by number of incidents: 1, 2, 3 and so on to `last` or more. Classes of fewer than
/// `least` people, but not of none, are joined with the class below them; the lowest with the one
/// above it. 0 and 1 join nothing.
pub fn bands(people: &[Person], last: usize, least: usize) -> Vec<Band> {
    let last = last.max(1);
    let mut classes: Vec<Band> = (1..=last)
        .map(|n| Band {
            from: n,
            to: (n < last).then_some(n),
            people: 0,
            incidents: 0,
            harm: 0.0,
        })
        .collect();
    for person in people {
        let class = &mut classes[person.incidents.clamp(1, last) - 1];
        class.people += 1;
        class.incidents += person.incidents;
        class.harm += person.harm;
    }
    classes.retain(|class| class.people > 0);
    let is_small = |class: &Band| class.people < least;
    while classes.len() > 1 {
        let Some(place) = classes.iter().rposition(is_small) else {
            break;
        };
        let upper = classes.remove(place.max(1));
        let lower = &mut classes[place.max(1) - 1];
        lower.to = upper.to;
        lower.people += upper.people;
        lower.incidents += upper.incidents;
        lower.harm += upper.harm;
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn involvements(people: &[u32]) -> Vec<Involvement> {
        let one = |&person| Involvement {
            person,
            weight: 1.0,
            severity: Some(f64::from(person)),
        };
        people.iter().map(one).collect()
    }

    fn order(people: &[Person]) -> Vec<u32> {
        people.iter().map(|person| person.person).collect()
    }

    #[test]
    fn people_are_ranked_by_count_or_harm_and_ties_as_they_come() {
        let all = involvements(&[9, 4, 4, 7, 7, 7, 2, 2, 2, 9, 5, 3]);
        let by_count = people(&all, By::Count);
        assert_eq!(order(&by_count), [7, 2, 9, 4, 5, 3]);
        assert_eq!((by_count[0].incidents, by_count[0].harm), (3, 21.0));
        assert_eq!(order(&people(&all, By::Harm)), [7, 9, 4, 2, 5, 3]);
        let mut alike = involvements(&[8, 3, 6]);
        for one in &mut alike {
            one.severity = None;
        }
        assert_eq!(order(&people(&alike, By::Count)), [8, 3, 6]);
    }

    #[test]
    fn bands_hold_everybody_and_none_is_small() {
        // 30 people once, 6 twice, 2 three times, one seven times.
        let mut all: Vec<u32> = (0..30).collect();
        (100..106).for_each(|person| all.extend([person; 2]));
        (200..202).for_each(|person| all.extend([person; 3]));
        all.extend([300; 7]);
        let everybody = people(&involvements(&all), By::Count);
        let shown = |least| {
            let bands = bands(&everybody, 5, least);
            assert_eq!(bands.iter().map(|band| band.people).sum::<usize>(), 39);
            assert_eq!(bands.iter().map(|band| band.incidents).sum::<usize>(), 55);
            let parts = bands.iter().map(|band| (band.from, band.to, band.people));
            parts.collect::<Vec<_>>()
        };
        assert_eq!(
            shown(0),
            [
                (1, Some(1), 30),
                (2, Some(2), 6),
                (3, Some(3), 2),
                (5, None, 1)
            ]
        );
        // The one joins the two, the three the six.
        assert_eq!(shown(5), [(1, Some(1), 30), (2, None, 9)]);
        assert_eq!(shown(40), [(1, None, 39)]);
    }

    #[test]
    fn a_small_lowest_class_joins_the_one_above() {
        let mut all = vec![1, 2];
        (10..20).for_each(|person| all.extend([person; 2]));
        let bands = bands(&people(&involvements(&all), By::Count), 5, 5);
        assert_eq!(bands.len(), 1);
        assert_eq!(
            (bands[0].from, bands[0].to, bands[0].people),
            (1, Some(2), 12)
        );
    }
}
