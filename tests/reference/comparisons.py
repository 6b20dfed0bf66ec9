"""Reference values for intervals, funnel limits, comparators and projections.

Made with Python 3.11, numpy 2.4.6, scipy 1.17.1 and statsmodels 0.15.0, which are written into the file.
    python comparisons.py > comparisons.json
Nothing of nightbeat is used; the funnel follows Spiegelhalter (2005) line by line.
"""

import json
import sys

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

LEVELS = [0.8, 0.95, 0.998]
COUNTS = [0, 1, 2, 5, 10, 37, 100, 1234, 98765, 1.5, 0.25, 42.75]


def intervals():
    rows = []
    for n in COUNTS:
        for level in LEVELS:
            a = 1 - level
            low = stats.gamma.ppf(a / 2, n) if n > 0 else 0.0
            high = stats.gamma.isf(a / 2, n + 1)
            if float(n).is_integer():
                low2, high2 = confint_poisson(n, 1, method="exact-c", alpha=a)
                low2 = 0.0 if n == 0 else low2
                assert abs(low - low2) <= 1e-8 * (1 + low) and abs(high - high2) <= 1e-8 * high
            rows.append([n, level, low, high])
    return rows


def byar():
    """Breslow and Day 1987, vol. 2, p. 69."""
    rows = []
    for n in [1, 5, 10, 100, 1234]:
        z = stats.norm.isf(0.025)
        low = n * (1 - 1 / (9 * n) - z / (3 * n**0.5)) ** 3
        m = n + 1
        rows.append([n, max(low, 0.0), m * (1 - 1 / (9 * m) + z / (3 * m**0.5)) ** 3])
    return rows


def shares():
    rows = []
    for hits, of in [(0, 7), (3, 7), (7, 7), (120, 1000), (15, 15000)]:
        low, high = proportion_confint(hits, of, alpha=0.05, method="wilson")
        rows.append([hits, of, low, high])
    return rows


def ratios():
    """As R's poisson.test(c(a, b), c(ea, eb)); see comparisons.R for that."""
    rows = []
    for a, ea, b, eb in [
        (11, 800, 3, 1100),
        (0, 10, 4, 12),
        (5, 10, 0, 12),
        (130, 52000, 90, 47000),
        (41000, 9e5, 250000, 6e6),
        (12.5, 3.0, 20.25, 4.0),
    ]:
        low = 0.0 if a == 0 else stats.beta.ppf(0.025, a, b + 1)
        high = 1.0 if b == 0 else stats.beta.isf(0.025, a + 1, b)
        odds = lambda p: p / (1 - p) * eb / ea
        rows.append([a, ea, b, eb, odds(low), None if b == 0 else odds(high)])
    return rows


def differences():
    """Zou and Donner 2008 (MOVER) from exact intervals."""
    rows = []
    for a, ea, b, eb in [(11, 800, 3, 1100), (130, 52000, 90, 47000), (0, 10, 4, 12)]:
        def exact(n, e):
            low = stats.gamma.ppf(0.025, n) if n > 0 else 0.0
            return low / e, stats.gamma.isf(0.025, n + 1) / e
        (la, ua), (lb, ub) = exact(a, ea), exact(b, eb)
        ra, rb = a / ea, b / eb
        low = ra - rb - np.sqrt((ra - la) ** 2 + (ub - rb) ** 2)
        high = ra - rb + np.sqrt((ua - ra) ** 2 + (rb - lb) ** 2)
        rows.append([a, ea, b, eb, low, high])
    return rows


def poisson_limit(mean, p):
    """Spiegelhalter 2005, A.1.1."""
    r = 0
    while not stats.poisson.cdf(r, mean) > p:
        r += 1
    at, before = stats.poisson.cdf(r, mean), stats.poisson.cdf(r - 1, mean)
    return max(0.0, r - (at - p) / (at - before))


def limits():
    tails = [0.001, 0.025, 0.975, 0.999]
    return [
        [mean, [poisson_limit(mean, p) for p in tails]]
        for mean in [0.3, 1.0, 2.5, 7.25, 20.0, 61.0, 150.5, 2500.0]
    ]


def funnels():
    cases = []
    rng = np.random.default_rng(20240501)
    for spread in [0.0, 0.35]:
        exposure = np.round(rng.uniform(500, 20000, 30), 0)
        rate = 0.02 * np.exp(spread * rng.standard_normal(30))
        count = rng.poisson(exposure * rate)
        theta = count.sum() / exposure.sum()
        expected = exposure * theta
        # Root of the ratio to expectation, with variance 1 / (4 expected).
        s = 1 / (2 * np.sqrt(expected))
        z = (np.sqrt(count / expected) - 1) / s
        q1, q2 = np.quantile(z, [0.1, 0.9])
        zw = np.clip(z, q1, q2)
        k = len(z)
        phi = (zw**2).mean()
        w = 1 / s**2
        tau2 = max(0.0, (k * phi - (k - 1)) / (w.sum() - (w**2).sum() / w.sum()))
        zq = stats.norm.ppf([0.001, 0.025, 0.975, 0.999])
        additive = [
            [e * max(0.0, 1 + q * np.sqrt(1 / (4 * e) + tau2)) ** 2 for q in zq] for e in expected
        ]
        multiplicative = [
            [e * max(0.0, 1 + q * np.sqrt(phi / (4 * e))) ** 2 for q in zq] for e in expected
        ]
        cases.append(
            {
                "exposure": exposure.tolist(),
                "count": count.tolist(),
                "rate": theta,
                "phi": phi,
                "tau2": tau2,
                "is_over_dispersed": bool(phi > 1 + 2 * np.sqrt(2 / k)),
                "z": z.tolist(),
                "additive": additive,
                "multiplicative": multiplicative,
            }
        )
    return cases


def projections():
    """Pearson's chi-squared from scipy's contingency table; the rest as written in the module."""
    rows = []
    for to_date, earlier in [
        (450, [[430, 900], [470, 960], [410, 815]]),
        (80, [[60, 150]]),
        (300, [[100, 200], [260, 390], [90, 300]]),
    ]:
        e = np.array(earlier, float)
        table = np.column_stack([e[:, 0], e[:, 1] - e[:, 0]])
        phi = 1.0
        if len(e) > 1:
            phi = max(1.0, stats.chi2_contingency(table, correction=False)[0] / (len(e) - 1))
        came, to_come = table.sum(axis=0)
        rest = to_date * to_come / came
        sd = np.sqrt(phi * (1 / to_date + 1 / rest + 1 / came + 1 / to_come))
        f = np.exp(stats.norm.ppf(0.975) * sd)
        rows.append([to_date, earlier, to_date + rest, to_date + rest / f, to_date + rest * f, phi])
    return rows


values = {
    "made_by": {
        "python": sys.version.split()[0],
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "statsmodels": statsmodels.__version__,
    },
    "poisson_exact": intervals(),
    "poisson_byar": byar(),
    "share_wilson": shares(),
    "ratio_exact": ratios(),
    "difference": differences(),
    "poisson_limit": limits(),
    "funnel": funnels(),
    "projection": projections(),
}
lines = [f" {json.dumps(key)}: {json.dumps(value)}" for key, value in values.items()]
print("{\n" + ",\n".join(lines) + "\n}")
