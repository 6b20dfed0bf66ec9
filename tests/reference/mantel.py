"""Reference values of the Mantel correlation of distance and days apart.

Versions: Python 3.11, numpy 2.4.6, scipy 1.17.1.
    python mantel.py > mantel.json
"""

import json

import numpy as np
from scipy.spatial.distance import pdist
from scipy.stats import pearsonr

random = np.random.default_rng(20261121)
# Three places one after the other, and a background.
places = np.array([[300.0, 300.0], [900.0, 400.0], [500.0, 1100.0]])
which = random.integers(0, 3, 45)
near = places[which] + random.normal(0, 60, (45, 2))
day = 8 * which + random.integers(0, 60, 45)
at = np.round(np.vstack([near, random.uniform(0, 1300, (25, 2))]) * 4) / 4
day = np.concatenate([day, random.integers(0, 76, 25)])

cases = []
for metric in ["euclidean", "cityblock"]:
    apart = pdist(at, metric)

    def r(days):
        return pearsonr(apart, pdist(days[:, None].astype(float), "cityblock")).statistic

    here = r(day)
    as_much = sum(r(random.permutation(day)) >= here for _ in range(4999))
    cases.append({"metric": metric, "r": here, "p_4999": (as_much + 1) / 5000})
print(json.dumps({"at": at.tolist(), "day": day.tolist(), "cases": cases}, indent=0))
