#!/usr/bin/env python3
"""Counts, places and dates every table of the shared data by other means: pandas and pyproj.

For each file it is written down here which columns say where and when, as a person would read
them off the header; the program has to find out for itself. What comes of it, `files.json`, is
compared with what the program loads (`tests/it/files.rs`).

    python3 -m venv v && v/bin/pip install pandas==3.1.1 pyproj==3.7.2
    v/bin/python tests/reference/count_files.py ../shared/data > tests/reference/files.json

`mean_x`, `mean_y` are means over located rows in the system named; where the file has degrees and
the system is the British National Grid, pyproj's wheel has no OSTN15 and is up to 3 m off, which
`tolerance_m` says. `mean_minute` is the mean clock minute of the earliest times that have one.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj

ROOT = Path(sys.argv[1])
OSTN15_TOLERANCE_M = 3.0


def table(path, **options):
    return pd.read_csv(ROOT / path, dtype=str, keep_default_na=False, encoding="utf-8", **options)


def numbers(texts):
    return pd.to_numeric(texts, errors="coerce").to_numpy()


def plane_of(lon, lat):
    if -9 < lon < 2 and 49.75 < lat < 61.01:
        return 27700
    return 32600 + int((lon + 180) // 6) + 1


def summary(frame, x, y, epsg, times):
    """What is known of the rows that say where they are. `times` are stamps, or days where all of
    them are midnights."""
    x, y = numbers(frame[x]), numbers(frame[y])
    good = np.isfinite(x) & np.isfinite(y) & ~((x == 0) & (y == 0))
    if epsg == 4326:
        # 9999 and the like stand for "unknown" in some files.
        good &= (np.abs(x) <= 180) & (np.abs(y) <= 90)
    x, y, known = x[good], y[good], times[good].dropna()
    to_degrees = pyproj.Transformer.from_crs(epsg, 4326, always_xy=True)
    plane = plane_of(*to_degrees.transform(np.median(x), np.median(y)))
    tolerance = 0.001
    if plane != epsg:
        x, y = pyproj.Transformer.from_crs(epsg, plane, always_xy=True).transform(x, y)
        tolerance = OSTN15_TOLERANCE_M if 27700 in (plane, epsg) else 0.001
    clocks = known.dt.hour * 60 + known.dt.minute
    return {
        "located": len(x),
        "plane": f"EPSG:{plane}",
        "mean_x": float(np.mean(x)),
        "mean_y": float(np.mean(y)),
        "tolerance_m": tolerance,
        "first": str(known.min()),
        "last": str(known.max()),
        "with_clock": int(len(known)) if clocks.any() else 0,
        "mean_minute": float(clocks.mean()) if clocks.any() else None,
    }


def stamps(texts, form):
    return pd.to_datetime(texts, format=form, errors="coerce")


def minutes(clock, day):
    """Days as stamps with clock times such as 0020."""
    hours, rest = numbers(clock) // 100, numbers(clock) % 100
    return stamps(day, "%Y-%m-%d") + pd.to_timedelta(pd.Series(hours * 60 + rest), unit="m")


def excel_fraction(day, fraction):
    return stamps(day, "%Y-%m-%d") + pd.to_timedelta((pd.to_numeric(fraction) * 86400).round(), unit="s")


# File, options of the program, then how a person reads it.
def atlanta(frame):
    return summary(frame, "Longitude", "Latitude", 4326, minutes(frame["Occur Time"], frame["Occur Date"]))


def police_uk(frame):
    return summary(frame, "Longitude", "Latitude", 4326, stamps(frame["Month"], "%Y-%m"))


def stop_and_search(frame):
    utc = pd.to_datetime(frame["Date"], utc=True, errors="coerce")
    local = utc.dt.tz_convert("Europe/London").dt.tz_localize(None)
    return summary(frame, "Longitude", "Latitude", 4326, local)


def casualties(frame):
    when = stamps(frame["date"] + " " + frame["output_time"], "%Y-%m-%d %H:%M:%S")
    return summary(frame, "lon", "lat", 4326, when)


def edinburgh(frame):
    when = frame["a_date"] + " " + frame["a_time_hr"] + ":" + frame["a_time_min"]
    return summary(frame, "easting", "northing", 27700, stamps(when, "%d/%m/%Y %H:%M"))


def chicago(frame):
    when = stamps(frame["Date"], "%m/%d/%Y %I:%M:%S %p")
    return summary(frame, "Longitude", "Latitude", 4326, when)


def st_louis(frame):
    when = stamps(frame["DateOccur"], "%m/%d/%Y %H:%M")
    return summary(frame, "Longitude", "Latitude", 4326, when)


def memphis(frame):
    return summary(frame, "longitude", "latitude", 4326, stamps(frame["date"], "%Y-%m-%d %H:%M:%S"))


def near_repeat(frame):
    return summary(frame, "X", "Y", 26971, stamps(frame["date"], "%Y-%m-%d"))


def near_repeat_bare(frame):
    return summary(frame, 0, 1, 26971, stamps(frame[2], "%Y-%m-%d"))


def washington(frame):
    when = stamps(frame["StartLocal_America_New_York"], "%Y-%m-%d %H:%M:%S")
    return summary(frame, "X", "Y", 2248, when)


def new_york(frame):
    when = excel_fraction(frame["CMPLNT_FR_DT"], frame["CMPLNT_FR_TM"])
    return summary(frame, "X_COORD_CD", "Y_COORD_CD", 2263, when)


STREET = "incidents/2021-08-{}-street.csv"
NEAR_REPEAT = "golden/nearrepeat/{}.csv"
BARE = "golden/nearrepeat/nrc13/{}.csv"
UNITED_STATES = ["--tz", "America/Chicago"]
BY_NUMBER = ["--crs", "EPSG:26971", "--map", "easting=column 1", "--map", "northing=column 2"]

# File, options that say what the file does not, and how a person reads it.
CASES = [
    ("incidents/atlanta_COBRA-2019.csv", [], atlanta),
    (STREET.format("devon-and-cornwall"), [], police_uk),
    (STREET.format("cleveland"), [], police_uk),
    ("incidents/2019-06-greater-manchester-stop-and-search.csv", [], stop_and_search),
    ("incidents/gm_stats19_casualties_2019-2024.csv", [], casualties),
    ("incidents/edinburgh_accidents_2010-13_geocoded.csv", [], edinburgh),
    ("incidents/chicago_crimes_2018.csv.gz", UNITED_STATES, chicago),
    ("incidents/stlouis_2008-2015_combined_latlon.csv.gz", UNITED_STATES, st_louis),
    ("golden/sfhotspot/memphis_robberies.csv", UNITED_STATES, memphis),
    ("golden/sfhotspot/memphis_robberies_jan.csv", UNITED_STATES, memphis),
    (NEAR_REPEAT.format("chicago_arson"), ["--crs", "EPSG:26971"], near_repeat),
    (NEAR_REPEAT.format("chicago_be"), ["--crs", "EPSG:26971"], near_repeat),
    (BARE.format("chicago_arson"), BY_NUMBER, near_repeat_bare),
    (BARE.format("chicago_be_month1"), BY_NUMBER, near_repeat_bare),
    ("golden/aoristic/dcburglaries.csv", ["--crs", "EPSG:2248"], washington),
    ("golden/aoristic/NYburg.csv", ["--crs", "EPSG:2263"], new_york),
]


def counted(path, options, reading):
    frame = table(path, header=None) if reading is near_repeat_bare else table(path)
    return {"file": path, "options": options, "rows": len(frame)} | reading(frame)


if __name__ == "__main__":
    json.dump([counted(*case) for case in CASES], sys.stdout, indent=1)
    print()
