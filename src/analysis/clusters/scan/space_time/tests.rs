use super::*;
use crate::base::Planar;
use proptest::prelude::*;

const SMALL: ScanParams = ScanParams {
    radius_m: 250.0,
    most_share: 0.5,
    replicates: 19,
    seed: 1,
    level: 0.05,
    most_clusters: 10,
};

fn grid() -> Grid {
    Grid {
        side_m: 100.0,
        south: 0,
        west: 0,
        rows: 5,
        columns: 6,
    }
}

/// The greatest ratio over every cell with events, every distance and every time.
fn greatest(events: &[Event], times: Times, params: &ScanParams) -> f64 {
    let middles: Vec<Planar> = (0..grid().cells())
        .map(|cell| grid().middle(cell))
        .collect();
    let all = events.len() as u64;
    let mut best = 0.0_f64;
    for event in events {
        let centre = middles[event.cell as usize];
        for reach in middles.iter().map(|other| centre.distance_to(*other)) {
            let is_in = |e: &&Event| centre.distance_to(middles[e.cell as usize]) <= reach + 1e-6;
            let inside: Vec<&Event> = events.iter().filter(is_in).collect();
            if reach > params.radius_m || inside.len() as f64 > params.most_share * all as f64 {
                continue;
            }
            for first in 0..times.steps {
                for last in first..times.steps.min(first + times.longest) {
                    if times.is_prospective && last + 1 != times.steps {
                        continue;
                    }
                    let is_then = |e: &&&Event| (first..=last).contains(&e.step);
                    let cases = inside.iter().filter(is_then).count() as u64;
                    let then = events.iter().filter(|e| is_then(&e)).count();
                    let expected = inside.len() as f64 * then as f64 / all as f64;
                    if cases >= 2 {
                        best = best.max(log_ratio(cases, expected, all));
                    }
                }
            }
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_best_circle_and_time_are_those_of_trying_all(
        events in prop::collection::vec((0..30_u32, 0..9_u32), 2..60),
        longest in 1..6_u32,
        is_prospective: bool,
    ) {
        let events: Vec<Event> = events.iter().map(|&(cell, step)| Event { cell, step }).collect();
        let times = Times { steps: 9, longest, is_prospective };
        let found = scan(grid(), &events, times, &SMALL, &Progress::new()).unwrap();
        let expected = greatest(&events, times, &SMALL);
        prop_assert!((found.first().map_or(0.0, |best| best.log_ratio) - expected).abs() < 1e-9);
        // Left out or not, the greatest is the same to the last bit.
        let known = Scan::new(grid(), &events, times, &SMALL);
        let steps: Vec<u32> = known.events.iter().map(|event| event.step).collect();
        let mut zone = Zone::new(times.steps);
        let slowly = known.centres.iter().filter_map(|&cell| {
            known.best_around(cell, &steps, &mut zone).map(|best| best.log_ratio)
        });
        let slowly = slowly.fold(0.0, f64::max);
        let greatest = known.greatest(&steps, &known.lengths(), &Progress::new()).unwrap();
        prop_assert_eq!(greatest, slowly);
        let mut turned = events;
        turned.reverse();
        prop_assert_eq!(scan(grid(), &turned, times, &SMALL, &Progress::new()).unwrap(), found);
    }
}

#[test]
fn a_busy_place_and_a_busy_day_are_no_cluster_but_both_at_once_are() {
    let mut events = Vec::new();
    for cell in 0..30 {
        for step in 0..40 {
            // Cell 8 is always busy, and step 20 is busy everywhere.
            let n = (1 + u32::from(cell == 8)) * (1 + u32::from(step == 20));
            events.extend(vec![Event { cell, step }; n as usize]);
        }
    }
    let times = Times {
        steps: 40,
        longest: 7,
        is_prospective: false,
    };
    let params = ScanParams {
        replicates: 99,
        ..SMALL
    };
    let none = scan(grid(), &events, times, &params, &Progress::new()).unwrap();
    assert!(none.iter().all(|cluster| cluster.p > 0.5), "{none:?}");
    events.extend([Event { cell: 21, step: 30 }; 9]);
    events.extend([Event { cell: 21, step: 31 }; 8]);
    let found = scan(grid(), &events, times, &params, &Progress::new()).unwrap();
    assert_eq!(
        (&found[0].cells, found[0].steps),
        (&vec![21], Some((30, 31)))
    );
    assert_eq!((found[0].cases, found[0].p), (19, 0.01));
}
