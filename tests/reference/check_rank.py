#!/usr/bin/env python3
"""Recomputes the figures of `nightbeat rank` from the raw files, by other means.

Written from the definitions of the command line alone, sharing no code with the program:
clock windows by counting the minutes of a day, areas by shapely, projection by pyproj,
the best disc by sweeping every circle it could be pinned to.

    python3 -m venv v && v/bin/pip install numpy==2.4.6 pyproj==3.7.2 shapely==2.2.0
    v/bin/python tests/reference/check_rank.py PATH_TO_nightbeat ../shared/data [CASE...] [--write FILE]

British lon/lat data: pyproj's wheel has no OSTN15 grid and is up to 3 m off. Their counts by
area must lie between those of the area shrunk by 3 m and grown by 3 m; everything else is
compared as it stands.
"""

import csv
import datetime as dt
import gzip
import io
import json
import math
import subprocess
import sys

import numpy as np
import pyproj
import shapely
import shapely.geometry

EPOCH = dt.datetime(1890, 1, 1)
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
NO_TIME = "unknown"


# ---------------------------------------------------------------- reading the raw files

def records(path):
    opened = gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb")
    with opened as f:
        text = io.TextIOWrapper(f, encoding="utf-8-sig", errors="replace", newline="")
        rows = csv.reader(text)
        header = next(rows)
        for row in rows:
            if any(cell.strip() for cell in row):
                yield dict(zip(header, row)) if len(row) == len(header) else None


def number(text):
    try:
        value = float(text)
    except (TypeError, ValueError):
        return math.nan
    return value if math.isfinite(value) else math.nan


def minute(moment):
    return (moment - EPOCH).total_seconds() / 60


def clock(date, hhmm):
    """A moment, or None where either part cannot be read."""
    if not (hhmm.isdigit() and len(hhmm) <= 4):
        return None
    hhmm = hhmm.zfill(4)
    try:
        day = dt.datetime.strptime(date, "%Y-%m-%d")
        return minute(day.replace(hour=int(hhmm[:2]), minute=int(hhmm[2:])))
    except ValueError:
        return None


def at(text, form):
    try:
        return (minute(dt.datetime.strptime(text.strip(), form)),) * 2
    except ValueError:
        return NO_TIME


def atlanta(row):
    start = clock(row["Occur Date"], row["Occur Time"])
    to_given = row["Possible Date"].strip() or row["Possible Time"].strip()
    end = clock(row["Possible Date"], row["Possible Time"])
    if start is None or (to_given and end is None) or (end is not None and end < start):
        when = NO_TIME
    else:
        when = (start, start if end is None else end)
    return number(row["Longitude"]), number(row["Latitude"]), when


def casualties(row):
    when = at(row["date"] + row["output_time"], "%Y-%m-%d%H:%M:%S")
    return number(row["lon"]), number(row["lat"]), when


def edinburgh(row):
    when = at(f"{row['a_date']} {row['a_time_hr']} {row['a_time_min']}", "%d/%m/%Y %H %M")
    return number(row["easting"]), number(row["northing"]), when


def st_louis(row):
    return number(row["Longitude"]), number(row["Latitude"]), at(row["DateOccur"], "%m/%d/%Y %H:%M")


def month_only(row):
    return number(row["Longitude"]), number(row["Latitude"]), NO_TIME


# ---------------------------------------------------------------- from rows to incidents

class Data:
    """Analysed incidents in metres, with counts at each step."""

    def __init__(self, path, reader, epsg_in, epsg_out, boundaries, meridian=None):
        rows = list(records(path))
        parsed = [reader(row) for row in rows if row is not None]
        xy = np.array([p[:2] for p in parsed], float)
        located = np.isfinite(xy).all(axis=1) & ~((xy == 0).all(axis=1))
        if meridian is not None:
            located &= np.abs(xy[:, 0] - meridian) <= 9
        if epsg_in != epsg_out:
            go = pyproj.Transformer.from_crs(epsg_in, epsg_out, always_xy=True)
            xy = np.column_stack(go.transform(xy[:, 0], xy[:, 1]))
        if epsg_out == 27700:
            back = pyproj.Transformer.from_crs(27700, 4326, always_xy=True)
            lon, lat = back.transform(xy[:, 0], xy[:, 1])
            located &= (lon > -9.01) & (lon < 2.01) & (lat > 49.75) & (lat < 61.01)
        far = np.zeros(len(xy), bool)
        for axis in (0, 1):
            q1, q3 = np.quantile(xy[located, axis], [0.25, 0.75])
            reach = 10 * max(q3 - q1, 1000.0)
            far |= located & ((xy[:, axis] < q1 - reach) | (xy[:, axis] > q3 + reach))
        self.shapes, self.names, self.populations = [], [], []
        outside = np.zeros(len(xy), bool)
        if boundaries:
            self.read_boundaries(boundaries, epsg_out)
            within = np.zeros(len(xy), bool)
            for shape in self.shapes:
                within |= shapely.covers(shape, shapely.points(xy))
            outside = located & ~far & ~within
        keep = located & ~far & ~outside
        self.xy = xy[keep]
        self.when = [p[2] for p, k in zip(parsed, keep) if k]
        if boundaries:
            self.region = shapely.union_all(self.shapes).area
        else:
            self.region = shapely.convex_hull(shapely.multipoints(self.xy)).area
        self.counts = {
            "rows_read": len(rows), "rows_set_aside": len(rows) - len(parsed),
            "no_location": int((~located).sum()), "located": int(located.sum()),
            "far_outliers": int(far.sum()), "outside_region": int(outside.sum()),
            "analysed": int(keep.sum()),
        }

    def read_boundaries(self, path, epsg_out):
        with open(path, encoding="utf-8") as f:
            document = json.load(f)
        name = document.get("crs", {}).get("properties", {}).get("name", "CRS84")
        go = pyproj.Transformer.from_crs(4326, epsg_out, always_xy=True)
        for feature in document["features"]:
            shape = shapely.geometry.shape(feature["geometry"])
            if "27700" not in name:
                shape = shapely.transform(shape, lambda xy: np.column_stack(go.transform(*xy.T)))
            if not shape.is_valid:
                shape = shapely.make_valid(shape)
            shapely.prepare(shape)
            self.shapes.append(shape)
            names = ("NPU", "wd16nm", "WD13NM")
            self.names += [feature["properties"][n] for n in names if n in feature["properties"]]
            self.populations.append(feature["properties"].get("POP2010"))

    def weights(self, window):
        """Weight of each incident in the clock window, and how many are of unknown time."""
        if window is None:
            return np.ones(len(self.when)), 0
        start, end = window
        flags = [(m - start) % 1440 < (end - start) % 1440 for m in range(1440)]
        before = np.concatenate([[0], np.cumsum(flags)])

        def until(m):
            day, rest = divmod(m, 1440)
            whole = math.floor(rest)
            inside = 0 if whole == rest else (rest - whole) * flags[whole]
            return day * before[1440] + before[whole] + inside

        out = np.zeros(len(self.when))
        for i, when in enumerate(self.when):
            if when != NO_TIME:
                a, b = when
                out[i] = flags[math.floor(a % 1440)] if a == b else (until(b) - until(a)) / (b - a)
        return out, sum(when == NO_TIME for when in self.when)


def peak(data, members, window):
    """Policing day and clock hour with the greatest weight, spread over from/to windows."""
    table = np.zeros((7, 24))
    for i in members:
        if data.when[i] == NO_TIME:
            continue
        a, b = data.when[i]
        for start, weight in [(a, 1.0)] if a == b else hour_pieces(a, b, window):
            moment = EPOCH + dt.timedelta(minutes=start)
            table[(moment - dt.timedelta(hours=6)).weekday(), moment.hour] += weight
    if table.max() <= 0:
        return None, table
    order = [(d, (6 + h) % 24) for d in range(7) for h in range(24)]
    d, h = max(order, key=lambda cell: round(table[cell], 9))
    return {"day": DAYS[d], "hour": h}, table


def hour_pieces(a, b, window):
    start = a
    while start < b:
        end = min((math.floor(start / 60) + 1) * 60, b)
        if window is None or (start % 1440 - window[0]) % 1440 < (window[1] - window[0]) % 1440:
            yield start, (end - start) / (b - a)
        start = end


# ---------------------------------------------------------------- units

def best_first(units):
    return sorted(units, key=lambda u: (-round(u["weight"], 9), -u["incidents"], u["y"], u["x"]))


def described(weights, members, x, y, area):
    mine = weights[members]
    return {"x": x, "y": y, "area": area, "incidents": len(mine), "members": members,
            "certain": int((mine == 1).sum()), "weight": float(mine.sum())}


def squares(data, weights, side):
    cells = {}
    for i in np.flatnonzero(weights > 0):
        cells.setdefault(tuple(np.floor(data.xy[i] / side).astype(int)), []).append(i)
    return best_first(described(weights, np.array(m), (c[0] + .5) * side, (c[1] + .5) * side, side**2)
                      for c, m in cells.items())


def areas(data, weights):
    units = []
    for shape, population in zip(data.shapes, data.populations):
        members = np.flatnonzero(shapely.covers(shape, shapely.points(data.xy)) & (weights > 0))
        unit = described(weights, members, shape.centroid.x, shape.centroid.y, shape.area)
        unit["rate"] = 1000 * unit["weight"] / population if population else None
        units.append(unit)
    return best_first(u for u in units if u["incidents"])


def between(data, weights, grown_m):
    """By area: its name, and the counts it has when shrunk and when grown."""
    points = shapely.points(data.xy)
    for shape, name in zip(data.shapes, data.names):
        low, high = (int((weights[shapely.covers(shape.buffer(m), points)] > 0).sum())
                     for m in (-grown_m, grown_m))
        yield name, low, high


class Sweep:
    """The greatest weight of a closed disc of radius r with its centre allowed.

    A best centre can be moved until it lies on a circle of r around a member or on the edge of
    an earlier centre's separation; so every such circle is swept, at the ends of all arcs.
    """

    def __init__(self, xy, weights, r):
        self.xy, inverse = np.unique(xy, axis=0, return_inverse=True)
        self.inverse, self.r = inverse.ravel(), r
        self.w = np.bincount(self.inverse, weights)
        self.tree = shapely.STRtree(shapely.points(self.xy))

    def take(self, members, weights):
        np.subtract.at(self.w, self.inverse[members], weights)
        self.w[np.abs(self.w) < 1e-12] = 0

    def best(self, centres, separation, slack):
        """With slack the disc is a little larger and the separation smaller, or the reverse."""
        r, gap = self.r * (1 + slack), separation * (1 - slack)
        best = 0.0
        for i in np.flatnonzero(self.w > 0):
            near = self.near(self.xy[i], 2 * r)
            if self.w[near].sum() > best:
                best = max(best, self.along(self.xy[i], r, r, near, centres, gap))
        for c in centres:
            best = max(best, self.along(c, gap, r, self.near(c, gap + r), centres, gap))
        return best

    def near(self, c, reach):
        found = self.tree.query(shapely.box(c[0] - reach, c[1] - reach, c[0] + reach, c[1] + reach))
        return found[self.w[found] > 0]

    def along(self, c, radius, r, near, centres, gap):
        always, arcs, forbidden = 0.0, [], []
        for q in near:
            middle, half = arc(c, radius, self.xy[q], r)
            if half == math.inf:
                always += self.w[q]
            elif half is not None:
                arcs.append((middle, half, self.w[q]))
        for e in centres:
            if e[0] == c[0] and e[1] == c[1] and radius == gap:
                continue
            middle, half = arc(c, radius, e, gap)
            if half == math.inf:
                return 0.0
            if half is not None:
                forbidden.append((middle, half))
        tries = np.array([0.0] + [m + s * h for m, h, _ in arcs for s in (-1, 1)]
                         + [m + s * h for m, h in forbidden for s in (-1, 1)])
        for middle, half in forbidden:
            tries = tries[np.abs(turn(tries - middle)) >= half - 1e-12]
        if not len(tries) or not arcs:
            return always if len(tries) else 0.0
        middle, half, w = np.array(arcs).T
        inside = np.abs(turn(tries[:, None] - middle)) <= half + 1e-12
        return always + float((inside * w).sum(axis=1).max())


def turn(angle):
    return (angle + math.pi) % (2 * math.pi) - math.pi


def arc(c, radius, q, r):
    """Middle and half of the part of the circle (c, radius) within r of q; inf: all of it."""
    d = math.hypot(q[0] - c[0], q[1] - c[1])
    if d + radius <= r:
        return 0.0, math.inf
    if d > radius + r or radius > d + r:
        return 0.0, None
    cosine = (radius**2 + d**2 - r**2) / (2 * radius * d)
    return math.atan2(q[1] - c[1], q[0] - c[0]), math.acos(max(-1.0, min(1.0, cosine)))


def smallest_circle(points):
    """By trying every pair and triple of hull corners; hulls here are small."""
    hull = shapely.convex_hull(shapely.multipoints(points))
    corners = np.unique(shapely.get_coordinates(hull), axis=0)
    best = (corners[0][0], corners[0][1], 0.0 if len(corners) == 1 else math.inf)

    def better(x, y, r):
        covers = (np.hypot(corners[:, 0] - x, corners[:, 1] - y) <= r + 1e-7).all()
        return (x, y, r) if r < best[2] and covers else best

    for i in range(len(corners)):
        for j in range(i):
            a, b = corners[i], corners[j]
            best = better(*(a + b) / 2, math.hypot(*(a - b)) / 2)
            for k in range(j):
                p, q = b - a, corners[k] - a
                d = 2 * (p[0] * q[1] - p[1] * q[0])
                if abs(d) > 1e-9:
                    x = (q[1] * (p @ p) - p[1] * (q @ q)) / d
                    y = (p[0] * (q @ q) - q[0] * (p @ p)) / d
                    best = better(a[0] + x, a[1] + y, math.hypot(x, y))
    return best


# ---------------------------------------------------------------- comparing

class Judge:
    def __init__(self):
        self.faults, self.case = 0, ""

    def same(self, what, ours, theirs, tolerance=0.0):
        if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
            good = abs(ours - theirs) <= tolerance
        else:
            good = ours == theirs
        if not good:
            self.faults += 1
            print(f"  DIFFERS {self.case}: {what}: here {ours}, nightbeat {theirs}")


def nightbeat(program, arguments):
    run = subprocess.run([program, "rank", *arguments, "--format", "json"],
                         capture_output=True, text=True)
    return run.returncode, (json.loads(run.stdout) if run.stdout else None), run.stderr


def compare_counts(judge, data, weights, unknown, counts):
    for key, value in data.counts.items():
        judge.same(key, value, counts[key])
    judge.same("time_unknown", unknown, counts["time_unknown"])
    judge.same("certain", int((weights == 1).sum()), counts["certain"])
    judge.same("possible", int(((weights > 0) & (weights < 1)).sum()), counts["possible"])
    judge.same("weight", float(weights.sum()), counts["weight"], 1e-6)


def compare_units(judge, data, weights, window, ours, theirs):
    judge.same("listed", len(ours), len(theirs))
    for u, h in zip(ours, theirs):
        label = f"#{h['rank']} "
        judge.same(label + "incidents", u["incidents"], h["incidents"])
        judge.same(label + "certain", u["certain"], h["certain"])
        judge.same(label + "weight", u["weight"], h["weight"], 1e-6)
        km2 = u["area"] / 1e6
        share = u["weight"] / weights.sum()
        judge.same(label + "share", share, h["share"], 1e-9)
        judge.same(label + "area_km2", km2, h["area_km2"], km2 * 1e-5)
        density = u["weight"] / km2
        judge.same(label + "density", density, h["density_per_km2"], density * 1e-5)
        pai = share / (u["area"] / data.region)
        judge.same(label + "pai", pai, h["pai"], pai * 1e-4)
        judge.same(label + "rate_per_1000", u.get("rate"), h["rate_per_1000"], 1e-6)
        compare_peak(judge, label, data, u["members"], window, h["peak"])
        if "rate" not in u:
            judge.same(label + "x", u["x"], h["x"], 1e-6)
            judge.same(label + "y", u["y"], h["y"], 1e-6)


def compare_roughly(judge, data, weights, listed):
    """Counts of whole incidents in areas, when positions may be 3 m off."""
    bounds = list(between(data, weights, 3.0))
    stored = []
    for h in listed:
        mine = [b for b in bounds if h["name"] == b[0] or h["name"].startswith(b[0] + " (")]
        fits = [(low, high) for _, low, high in mine if low <= h["incidents"] <= high]
        judge.same(f"#{h['rank']} {h['name']} within {mine}", True, bool(fits))
        stored += [[low, high, low, high] for low, high in fits[:1]]
    least = listed[-1]["incidents"]
    for name, low, _ in bounds:
        judge.same(f"{name} with {low} is listed", True,
                   low <= least or any(h["name"].startswith(name) for h in listed))
    return stored


def compare_peak(judge, label, data, members, window, theirs):
    ours, table = peak(data, members, window)
    if ours and theirs and ours != theirs:
        mine = table[DAYS.index(ours["day"]), ours["hour"]]
        other = table[DAYS.index(theirs["day"]), theirs["hour"]]
        if 0 < abs(mine - other) < 1e-9:
            return  # Equal but for rounding: either is the greatest.
    judge.same(label + "peak", ours, theirs)


def compare_discs(judge, data, weights, window, listed, radius):
    """The list must be a greedy optimum: nothing allowed beats the disc of each rank."""
    sweep = Sweep(data.xy, weights, radius)
    left, centres = weights.copy(), []
    for h in listed:
        label = f"disc #{h['rank']} "
        low = sweep.best(centres, 2 * radius, -1e-9)
        high = sweep.best(centres, 2 * radius, 1e-9)
        if not low - 1e-6 <= h["weight"] <= high + 1e-6:
            judge.same(label + "greatest weight", high, h["weight"], 1e-6)
        away = np.hypot(data.xy[:, 0] - h["x"], data.xy[:, 1] - h["y"])
        members = np.flatnonzero((away <= radius * (1 + 1e-9)) & (left > 0))
        judge.same(label + "weight around centre", float(left[members].sum()), h["weight"], 1e-6)
        judge.same(label + "incidents around centre", len(members), h["incidents"])
        x, y, _ = smallest_circle(data.xy[members])
        free = all(math.hypot(x - e[0], y - e[1]) >= 2 * radius for e in centres)
        for e in centres:
            apart = math.hypot(h["x"] - e[0], h["y"] - e[1])
            judge.same(label + "separation kept", True, apart >= 2 * radius * (1 - 1e-9))
        if free:
            judge.same(label + "x of the smallest circle", x, h["x"], 0.01)
            judge.same(label + "y of the smallest circle", y, h["y"], 0.01)
        share = h["weight"] / weights.sum()
        judge.same(label + "share", share, h["share"], 1e-9)
        pai = share / (math.pi * radius**2 / data.region)
        judge.same(label + "pai", pai, h["pai"], pai * 1e-4)
        compare_peak(judge, label, data, members, window, h["peak"])
        sweep.take(members, left[members])
        left[members] = 0
        centres.append((h["x"], h["y"]))


# ---------------------------------------------------------------- the cases

NIGHT = (18 * 60, 6 * 60)
CASES = {
    "atlanta": dict(file="atlanta_COBRA-2019.csv", reader=atlanta, crs=(4326, 32616), meridian=-87,
                    boundaries="atlanta_npu_dissolved_from_nsa.geojson", window=NIGHT,
                    units=("area", "square:250", "disc:100"), rough=False),
    "manchester": dict(file="gm_stats19_casualties_2019-2024.csv", reader=casualties,
                       crs=(4326, 27700), window=NIGHT, units=("area",), rough=True,
                       boundaries="greater_manchester_wards_2016_epsg27700.geojson"),
    "devon": dict(file="2021-08-devon-and-cornwall-street.csv", reader=month_only,
                  crs=(4326, 27700), window=None, units=("area",), rough=True,
                  boundaries="devon_and_cornwall_wards.geojson"),
    "edinburgh": dict(file="edinburgh_accidents_2010-13_geocoded.csv", reader=edinburgh,
                      crs=(27700, 27700), boundaries=None, window=NIGHT,
                      units=("square:250", "disc:100"), rough=False),
    "st_louis": dict(file="stlouis_2008-2015_combined_latlon.csv.gz", reader=st_louis,
                     crs=(4326, 32615), boundaries=None, window=NIGHT, meridian=-93,
                     units=("square:250", "disc:100"), rough=False),
}


def run_case(judge, name, case, program, root, values):
    incidents = f"{root}/incidents/{case['file']}"
    boundaries = case["boundaries"] and f"{root}/boundaries/{case['boundaries']}"
    data = Data(incidents, case["reader"], *case["crs"], boundaries, case.get("meridian"))
    window = case["window"]
    weights, unknown = data.weights(window)
    arguments = ["--incidents", incidents]
    arguments += ["--boundaries", boundaries] if boundaries else []
    arguments += ["--window", "18:00-06:00"] if window else []
    counts = {**data.counts, "time_unknown": unknown, "weight": float(weights.sum())}
    values[name] = {"counts": counts, "units": {}}
    for unit in case["units"]:
        judge.case = f"{name} {unit}"
        code, answer, said = nightbeat(program, [*arguments, "--unit", unit])
        if answer is None:
            judge.same("a result", "some", f"exit {code}: {said.strip()[-300:]}")
            continue
        compare_counts(judge, data, weights, unknown, answer["counts"])
        judge.same("crs", f"EPSG:{case['crs'][1]}", answer["crs"]["name"])
        listed = answer["hotspots"]
        if unit.startswith("disc"):
            compare_discs(judge, data, weights, window, listed, 100.0)
            stored = exactly(listed)
        elif case["rough"]:
            stored = compare_roughly(judge, data, weights, listed)
        else:
            ours = (areas(data, weights) if unit == "area" else squares(data, weights, 250.0))[:10]
            compare_units(judge, data, weights, window, ours, listed)
            stored = exactly(ours)
        values[name]["units"][unit] = stored
        print(f"compared {judge.case}: {len(listed)} listed, weight {answer['counts']['weight']}",
              flush=True)
    if name == "devon":
        code, answer, said = nightbeat(program, [*arguments, "--window", "18:00-06:00"])
        judge.same("a window asked of months fails", (2, None), (code, answer))
        judge.same("and says that there is only the month", True, "month" in said)


def exactly(units):
    return [[u["incidents"]] * 2 + [u["weight"]] * 2 for u in units]


def main():
    arguments = sys.argv[1:]
    target = None
    if "--write" in arguments:
        place = arguments.index("--write")
        target = arguments[place + 1]
        del arguments[place:place + 2]
    program, root, *only = arguments
    judge, values = Judge(), {}
    for name, case in CASES.items():
        if not only or name in only:
            run_case(judge, name, case, program, root, values)
    if target:
        with open(target, "w", encoding="utf-8") as f:
            json.dump(values, f, indent=1)
            f.write("\n")
    print("no difference" if judge.faults == 0 else f"{judge.faults} differences")
    sys.exit(judge.faults > 0)


if __name__ == "__main__":
    main()
