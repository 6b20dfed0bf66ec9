//! Count, harm and root harm of a place, and whether one event makes most of its harm.

/// What one incident adds to a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// How much of it counts here, above 0.
    pub weight: f64,
    /// What its offence weighs; 0 where the table does not say.
    pub severity: f64,
    /// The event it belongs to, where the file tells: several offences of one incident are one
    /// event.
    pub event: Option<u64>,
}

/// Figures of a place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Sum of weights.
    pub count: f64,
    /// Sum of weight times severity.
    pub harm: f64,
    /// Sum of weight times the root of severity.
    pub root_harm: f64,
    /// The share of the harm that comes from the gravest event; 0 where there is no harm.
    pub gravest_share: f64,
}

impl Score {
    /// The figures of a place with these incidents.
    pub fn of(parts: impl IntoIterator<Item = Part>) -> Self {
        let mut score = Self::default();
        let mut gravest = 0.0_f64;
        let mut events: Vec<(u64, f64)> = Vec::new();
        for part in parts {
            let harm = part.weight * part.severity;
            score.count += part.weight;
            score.harm += harm;
            score.root_harm += part.weight * part.severity.sqrt();
            match part.event {
                Some(event) => events.push((event, harm)),
                None => gravest = gravest.max(harm),
            }
        }
        events.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        for event in events.chunk_by(|a, b| a.0 == b.0) {
            gravest = gravest.max(event.iter().map(|(_, harm)| harm).sum());
        }
        if score.harm > 0.0 {
            score.gravest_share = gravest / score.harm;
        }
        score
    }

    /// Whether more than half of the harm comes from one event, of several incidents.
    pub fn is_dominated(&self) -> bool {
        self.gravest_share > 0.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(severity: f64, event: Option<u64>) -> Part {
        Part {
            weight: 1.0,
            severity,
            event,
        }
    }

    #[test]
    fn one_homicide_makes_the_harm_of_a_place_and_is_said_to() {
        // The "frequency desert": one homicide of 5,475 days and 100 common assaults of 19.
        let assaults = (0..100).map(|_| part(19.0, None));
        let score = Score::of(assaults.chain([part(5475.0, None)]));
        assert_eq!((score.count, score.harm), (101.0, 7375.0));
        assert!((score.root_harm - (100.0 * 19_f64.sqrt() + 5475_f64.sqrt())).abs() < 1e-9);
        assert!((score.gravest_share - 5475.0 / 7375.0).abs() < 1e-12);
        assert!(score.is_dominated());
        let more = (0..300).map(|_| part(19.0, None));
        assert!(!Score::of(more.chain([part(5475.0, None)])).is_dominated());
    }

    #[test]
    fn offences_of_one_event_are_one() {
        let offences = [Some(7), Some(8), Some(7), None].map(|event| part(30.0, event));
        assert!((Score::of(offences).gravest_share - 0.5).abs() < 1e-12);
        assert!(
            !Score::of(offences).is_dominated(),
            "half is not more than half"
        );
        let with_more = [Some(7), Some(7), Some(7), None].map(|event| part(30.0, event));
        assert!(Score::of(with_more).is_dominated());
    }

    #[test]
    fn a_place_without_harm_is_dominated_by_nothing() {
        let score = Score::of([part(0.0, None)]);
        assert_eq!(
            (score.count, score.harm, score.gravest_share),
            (1.0, 0.0, 0.0)
        );
        assert!(!score.is_dominated());
    }
}
