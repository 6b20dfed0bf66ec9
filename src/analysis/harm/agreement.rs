//! How far two rankings agree.

/// How many of the first `n` of one list are among the first `n` of another, given each place's
/// rank (from 1) on both, `None` where it is not listed.
pub fn shared(ranks: &[(Option<usize>, Option<usize>)], n: usize) -> usize {
    let is_first = |rank: Option<usize>| rank.is_some_and(|rank| rank <= n);
    let both = ranks.iter().filter(|&&(a, b)| is_first(a) && is_first(b));
    both.count()
}

/// Spearman's correlation of pairs of values, tied values sharing their mean rank. `None` for fewer
/// than three pairs, or where one side is all the same.
pub fn spearman(pairs: &[(f64, f64)]) -> Option<f64> {
    if pairs.len() < 3 {
        return None;
    }
    let first = mean_ranks(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let second = mean_ranks(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
    let middle = f64::midpoint(1.0, pairs.len() as f64);
    let (mut both, mut one, mut other) = (0.0, 0.0, 0.0);
    for (a, b) in first.iter().zip(&second) {
        let (a, b) = (a - middle, b - middle);
        both += a * b;
        one += a * a;
        other += b * b;
    }
    (one > 0.0 && other > 0.0).then(|| both / (one * other).sqrt())
}

fn mean_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for tied in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let mean = before as f64 + f64::midpoint(1.0, tied.len() as f64);
        for &place in tied {
            ranks[place] = mean;
        }
        before += tied.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correlation_is_that_of_scipy() {
        // scipy.stats.spearmanr 1.15: 0.8207826816681233, ties on both sides.
        let pairs = [(1.0, 5.0), (2.0, 6.0), (3.0, 7.0), (4.0, 8.0), (5.0, 7.0)];
        assert!((spearman(&pairs).unwrap() - 0.820_782_681_668_123_3).abs() < 1e-14);
        assert_eq!(spearman(&[(1.0, 1.0), (2.0, 2.0)]), None);
        assert_eq!(spearman(&[(1.0, 1.0), (1.0, 2.0), (1.0, 3.0)]), None);
    }

    #[test]
    fn first_places_are_shared_where_both_lists_have_them() {
        let ranks = [
            (Some(1), Some(3)),
            (Some(2), Some(1)),
            (Some(3), None),
            (None, Some(2)),
        ];
        assert_eq!([1, 2, 3].map(|n| shared(&ranks, n)), [0, 1, 2]);
    }
}
