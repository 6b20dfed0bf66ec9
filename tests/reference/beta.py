"""Values of the incomplete beta function and of exact binomial intervals.

Versions: Python 3.11, numpy 2.4.6, scipy 1.17.1.
    python beta.py > beta.json
"""

import json

import numpy as np
import scipy
from scipy import special, stats


def cdf():
    cases = []
    for a, b in [(0.5, 0.5), (1, 1), (2.5, 7), (30, 12), (1, 4000), (4000, 5000), (150000, 152000), (0.25, 60)]:
        mean = a / (a + b)
        spread = np.sqrt(a * b / ((a + b) ** 2 * (a + b + 1)))
        for k in (-3, -1, 0, 0.5, 2.5):
            x = mean + k * spread
            if 0 < x < 1:
                cases.append([a, b, x, float(special.betainc(a, b, x))])
    for a, b, x in [(0.5, 0.5, 0.2), (3, 9, 0.4), (40001, 250000, 0.138), (1e6, 1e6, 0.5002), (12.5, 21.25, 0.9)]:
        cases.append([a, b, x, float(stats.beta.cdf(x, a, b))])
    return cases


def clopper_pearson():
    cases = []
    for k, n in [(0, 5), (5, 5), (1, 40), (13, 29), (400, 1000), (0, 1), (99_000, 200_000), (2.5, 7.25)]:
        for confidence in (0.9, 0.95, 0.99):
            tail = (1 - confidence) / 2
            low = stats.beta.ppf(tail, k, n - k + 1) if k > 0 else 0.0
            high = stats.beta.isf(tail, k + 1, n - k) if k < n else 1.0
            if float(k).is_integer():
                exact = stats.binomtest(int(k), int(n)).proportion_ci(confidence, method="exact")
                assert abs(exact.low - low) < 1e-8 and abs(exact.high - high) < 1e-8
            cases.append([k, n, confidence, float(low), float(high)])
    return cases


figures = {
    "made_with": {"numpy": np.__version__, "scipy": scipy.__version__},
    "cdf": cdf(),
    "clopper_pearson": clopper_pearson(),
}
print(json.dumps(figures, separators=(",", ":")))
