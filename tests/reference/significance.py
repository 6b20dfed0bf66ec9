"""Reference values of the tests of chance: cells with holes, by PySAL and SciPy.

Versions: Python 3.11, numpy 2.4.6, scipy 1.17.1, libpysal 4.14.1, esda 2.7.1.
    python significance.py > significance.json
"""

import json

import numpy as np
from esda.getisord import G, G_Local
from esda.moran import Moran
from libpysal.weights import W
from scipy import stats

ROWS, COLUMNS = 14, 17
random = np.random.default_rng(20261121)


def square(a, b):
    return max(abs(a[0] - b[0]), abs(a[1] - b[1]))


def hexagon(a, b):
    # Axial coordinates: rows, and columns that lean east.
    r, q = b[0] - a[0], b[1] - a[1]
    return max(abs(r), abs(q), abs(r + q))


def weights(cells, steps, reach):
    near = {
        i: [j for j in range(len(cells)) if j != i and steps(cells[i], cells[j]) <= reach]
        for i in range(len(cells))
    }
    return W(near, silence_warnings=True)


def within(cells, band):
    """Centres within `band` sides of each other, a millionth beyond included."""
    near = {}
    for i, a in enumerate(cells):
        near[i] = [
            j
            for j, b in enumerate(cells)
            if j != i and np.hypot(a[0] - b[0], a[1] - b[1]) <= band * (1 + 1e-6)
        ]
    return W(near, silence_warnings=True)


def case(name, cells, values, w):
    np.random.seed(12345)
    star = G_Local(values, w, transform="B", permutations=9999, star=True, seed=1)
    plain = G_Local(values, w, transform="B", permutations=0, star=False)
    moran = Moran(values, w, transformation="r", permutations=0)
    general = G(values, w, permutations=0)
    return {
        "name": name,
        "cells": cells,
        "values": values.tolist(),
        "gi_star_z": star.Zs.tolist(),
        "gi_z": plain.Zs.tolist(),
        "gi_star_p_9999": star.p_sim.tolist(),
        "moran": [moran.I, moran.EI, moran.VI_rand, moran.z_rand],
        "general_g": [general.G, general.EG, general.VG, general.z_norm],
    }


def main():
    cells = [[r, c] for r in range(ROWS) for c in range(COLUMNS) if (7 * r + 3 * c) % 13 != 0]
    rate = np.array([0.6 + 6.0 * np.exp(-((r - 9) ** 2 + (c - 5) ** 2) / 6.0) for r, c in cells])
    values = random.poisson(rate).astype(float)
    cases = [
        case("square_1", cells, values, weights(cells, square, 1)),
        case("square_2", cells, values, weights(cells, square, 2)),
        case("square_band_3", cells, values, within(cells, 3.0)),
        case("hex_1", cells, values, weights(cells, hexagon, 1)),
    ]
    binomial = []
    for c, n, p in [(3, 10, 0.1), (0, 5, 0.3), (47, 16099, 0.001), (30, 400, 0.1), (5, 400, 0.1),
                    (2000, 445326, 0.004), (1900, 445326, 0.0045), (1781, 445326, 0.004), (60, 60, 0.5)]:
        interval = stats.binomtest(c, n, p).proportion_ci(0.95, "exact")
        binomial.append([c, n, p, stats.binom.sf(c - 1, n, p), stats.binom.cdf(c, n, p), interval.low, interval.high])
    for c, n, p in [(2.5, 9.75, 0.2), (46.3, 16001.9, 0.0021)]:
        from scipy.special import betainc
        binomial.append([c, n, p, betainc(c, n - c + 1, p), betainc(n - c, c + 1, 1 - p), None, None])
    print(json.dumps({"cases": cases, "binomial": binomial}, indent=0))


main()
