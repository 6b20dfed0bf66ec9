"""Shares of lists, and ranks, of twelve piles of incidents under a Poisson bootstrap.

Written for numpy 2; run with `python stability.py > stability.json`. Piles lie in cells of their own, from the south;
whole incidents weigh 1 and parts 0.5. A list is the five heaviest; of equal weights the one with more
incidents, then the southern one comes first. 400,000 lists are drawn, so that shares are known to about 0.0008.
"""

import json

import numpy as np

WHOLE = [40, 31, 36, 52, 33, 8, 30, 35, 90, 28, 34, 12]
PARTS = [0, 10, 0, 0, 6, 50, 12, 0, 4, 14, 0, 0]
TOP = 5
LISTS = 400_000

random = np.random.default_rng(20261121)
whole = random.poisson(WHOLE, (LISTS, len(WHOLE)))
parts = random.poisson(PARTS, (LISTS, len(PARTS)))
weight, incidents = whole + 0.5 * parts, whole + parts
north = np.broadcast_to(np.arange(len(WHOLE)), weight.shape)
order = np.lexsort((north, -incidents, -weight), axis=1)
rank = np.argsort(order, axis=1) + 1
beyond = np.minimum(rank, TOP + 1)
ends = np.quantile(beyond, [0.025, 0.975], axis=0, method="inverted_cdf").astype(int)

# How near each end is to another rank: the share of lists up to the rank below and up to the rank itself.
json.dump(
    {
        "numpy": np.__version__,
        "lists": LISTS,
        "top": TOP,
        "whole": WHOLE,
        "parts": PARTS,
        "in_top_n": [round(float(v), 6) for v in (rank <= TOP).mean(axis=0)],
        "rank_low": ends[0].tolist(),
        "rank_high": ends[1].tolist(),
        "up_to": [[round(float(v), 6) for v in (beyond <= r).mean(axis=0)] for r in range(1, TOP + 1)],
    },
    __import__("sys").stdout,
    indent=1,
)
print()
