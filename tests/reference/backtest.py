"""Back-test figures of Edinburgh's collisions by 250 m squares, independent of nightbeat.

Written for pandas 3 and scipy 1; run with `python backtest.py ../../../shared/data > backtest.json`. Figures only; no
row of the file is kept. The policing date starts at 06:00. Order: more collisions, then the southern, then the western cell.
"""

import json
import sys

import pandas as pd
import scipy
from scipy.spatial import ConvexHull

SIDE, TOP, CUT = 250, 10, "2013-04-01"

rows = pd.read_csv(f"{sys.argv[1]}/incidents/edinburgh_accidents_2010-13_geocoded.csv")
clock = pd.to_timedelta(rows.a_time_hr, unit="h") + pd.to_timedelta(rows.a_time_min, unit="m")
when = pd.to_datetime(rows.a_date, format="%d/%m/%Y") + clock
date = (when - pd.Timedelta(hours=6)).dt.normalize()
cell = list(zip((rows.northing // SIDE).astype(int), (rows.easting // SIDE).astype(int)))
frame = pd.DataFrame({"cell": cell, "date": date})


def top(some):
    counts = some.cell.value_counts()
    return sorted(counts.index, key=lambda c: (-counts[c], c))[:TOP]


def inside(some, cells):
    return int(some.cell.isin(cells).sum())


before, hidden = frame[frame.date < CUT], frame[frame.date >= CUT]
last_year = frame[(frame.date >= "2012-04-01") & (frame.date <= "2012-06-30")]
chosen = top(before)
json.dump(
    {
        "pandas": pd.__version__,
        "scipy": scipy.__version__,
        "first": str(frame.date.min().date()),
        "last": str(frame.date.max().date()),
        "before": len(before),
        "hidden": len(hidden),
        "region_km2": ConvexHull(rows[["easting", "northing"]]).volume / 1e6,
        "inside_before": inside(before, chosen),
        "inside_hidden": inside(hidden, chosen),
        "inside_best": inside(hidden, top(hidden)),
        "inside_last_year": inside(hidden, top(last_year)),
        "by_place": [inside(hidden, [c]) for c in chosen],
        "months": frame.date.dt.to_period("M").value_counts().agg(["min", "median", "max"]).tolist(),
    },
    sys.stdout,
    indent=1,
)
print()
