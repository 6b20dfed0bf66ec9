"""Values for the tests of src/analysis/change: run with Python 3.11 and

    pip install numpy scipy statsmodels esda libpysal holidays

and with R's poisson.test and cor.test (R 4.2 or later, no package) on the path.
Writes change.json beside itself and prints the versions it was made with.
"""

import json
import pathlib
import subprocess

import esda
import holidays
import libpysal
import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.tsa.seasonal import seasonal_decompose

rng = np.random.default_rng(20261121)


def r(script):
    out = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True)
    return [float(v) for v in out.stdout.split()]


def rate_ratio():
    cases = []
    for x0, t0, x1, t1, confidence in [
        (10, 181, 25, 181, 0.95),
        (0, 30, 4, 30, 0.95),
        (7, 100, 0, 50, 0.95),
        (60, 51477.5, 30, 54308.7, 0.95),
        (1200, 365, 1100, 366, 0.9),
        (3, 28, 3, 7, 0.99),
    ]:
        low, high, greater, less = r(
            f"a <- poisson.test(c({x1},{x0}), c({t1},{t0}), conf.level={confidence});"
            f"g <- poisson.test(c({x1},{x0}), c({t1},{t0}), alternative='greater');"
            f"l <- poisson.test(c({x1},{x0}), c({t1},{t0}), alternative='less');"
            "cat(format(c(a$conf.int, g$p.value, l$p.value), digits=17))"
        )
        finite = lambda v: None if np.isinf(v) else v
        cases.append(
            {
                "x0": x0, "t0": t0, "x1": x1, "t1": t1, "confidence": confidence,
                "ratio": finite((x1 / t1) / (x0 / t0) if x0 else np.inf),
                "low": low, "high": finite(high), "p": min(1.0, 2 * min(greater, less)),
            }
        )
    return cases


def benjamini_hochberg():
    p = [float(v) for v in rng.uniform(size=12) ** 2] + [0.01, 0.01]
    return {"p": p, "adjusted": [float(v) for v in multipletests(p, method="fdr_bh")[1]]}


def mann_kendall():
    cases = []
    for values in (
        [1, 2, 3, 4, 5, 6],
        [5, 3, 3, 2, 2, 2, 1, 0],
        [float(v) for v in rng.poisson(4, 40)],
        [float(v) for v in rng.normal(size=25) + np.arange(25) / 10],
    ):
        n = len(values)
        x = np.array(values, dtype=float)
        s = sum(np.sign(x[j] - x[i]) for i in range(n) for j in range(i + 1, n))
        tau = stats.kendalltau(np.arange(n), x).statistic
        _, ties = np.unique(x, return_counts=True)
        variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
        z = (s - np.sign(s)) / np.sqrt(variance)
        p = 2 * stats.norm.sf(abs(z))
        joined = ",".join(repr(float(v)) for v in values)
        (of_r,) = r(
            f"cat(format(suppressWarnings(cor.test(1:{n}, c({joined}), method='kendall', exact=FALSE,"
            " continuity=TRUE))$p.value, digits=17))"
        )
        assert abs(of_r - p) < 1e-12, (of_r, p)
        slope = stats.theilslopes(x).slope
        cases.append({"values": values, "s": float(s), "z": float(z), "p": float(p), "tau": float(tau), "slope": float(slope)})
    return cases


def seasonal():
    cases = []
    for model, period, n in [("additive", 12, 30), ("multiplicative", 12, 41), ("additive", 7, 20)]:
        t = np.arange(n)
        values = np.round(60 + t * 0.8 + 12 * np.sin(2 * np.pi * t / period) + rng.normal(scale=4, size=n))
        found = seasonal_decompose(values, model=model, period=period)
        none = lambda row: [None if np.isnan(v) else float(v) for v in row]
        cases.append(
            {
                "model": model, "period": period, "values": [float(v) for v in values],
                "trend": none(found.trend), "seasonal": none(found.seasonal), "resid": none(found.resid),
            }
        )
    return cases


def space_time_gi_star():
    """esda's Gi* over the cube as one set of places, neighbours written out by hand."""
    cases = []
    for side, steps, rings, back in [(4, 5, 1, 1), (5, 3, 1, 0), (4, 4, 2, 2)]:
        counts = [float(v) for v in rng.poisson(2, side * side * steps)]
        place = lambda s, r, c: (s * side + r) * side + c
        neighbours = {}
        for s in range(steps):
            for row in range(side):
                for column in range(side):
                    neighbours[place(s, row, column)] = sorted(
                        place(s2, r2, c2)
                        for s2 in range(max(0, s - back), s + 1)
                        for r2 in range(max(0, row - rings), min(side, row + rings + 1))
                        for c2 in range(max(0, column - rings), min(side, column + rings + 1))
                    )
        w = libpysal.weights.W(neighbours, id_order=sorted(neighbours), silence_warnings=True)
        found = esda.G_Local(np.array(counts), w, transform="B", star=None, permutations=0)
        cases.append({"side": side, "steps": steps, "rings": rings, "steps_back": back, "counts": counts, "z": [float(z) for z in found.Zs]})
    return cases


def drift():
    cases = []
    for shift, n, m in [((40, -25), 60, 45), ((-300, 200), 25, 400)]:
        points = lambda n, at: [[float(x), float(y), float(w)] for x, y, w in zip(
            rng.normal(530_000 + at[0], 180, n), rng.normal(180_000 + at[1], 90, n), rng.choice([1, 1, 1, 0.25], n))]
        start, end = points(n, (0, 0)), points(m, shift)

        def moments(list_):
            p = np.array(list_)
            w = p[:, 2]
            mean = np.average(p[:, :2], axis=0, weights=w)
            cov = np.cov(p[:, :2].T, aweights=w, ddof=0)
            return mean, cov / (w.sum() - 1), np.sqrt(np.trace(cov))

        a, of_a, distance = moments(start)
        b, of_b, _ = moments(end)
        d, error = b - a, of_a + of_b
        u = d / np.linalg.norm(d)
        cases.append({
            "from": start, "to": end, "x": a[0], "y": a[1], "standard_distance": distance,
            "metres": np.linalg.norm(d), "standard_error": np.sqrt(u @ error @ u),
            "bearing": np.degrees(np.arctan2(d[0], d[1])) % 360,
            "p": stats.chi2.sf(d @ np.linalg.solve(error, d), 2),
        })
    return cases


def bank_holidays():
    years = {}
    for year in range(1978, 2027):
        found = holidays.UnitedKingdom(subdiv="ENG", years=year)
        moved = [name.removesuffix(" (observed)") for name in found.values() if "observed" in name]
        # The package lists the day itself and its substitute; the bank holiday is the substitute.
        days = [date for date, name in found.items() if name not in moved]
        years[str(year)] = [str(d) for d in sorted(days)]
    return years


def easter():
    from dateutil.easter import easter as of_year

    return {str(year): str(of_year(year)) for year in range(1900, 2101, 1)}


figures = {
    "made_with": {
        "numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__,
        "esda": esda.__version__, "libpysal": libpysal.__version__, "holidays": holidays.__version__,
    },
    "rate_ratio": rate_ratio(),
    "benjamini_hochberg": benjamini_hochberg(),
    "mann_kendall": mann_kendall(),
    "seasonal": seasonal(),
    "space_time_gi_star": space_time_gi_star(),
    "drift": drift(),
    "bank_holidays": bank_holidays(),
    "easter": easter(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(figures, separators=(",", ":")) + "\n")
print(figures["made_with"])
