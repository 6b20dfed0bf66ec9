"""Roads at places of Cleveland, by shapely: the check of `data::roads`.

A place lies on the nearest road with a name within 60 m; the other road that meets it (their lines
cross, or come within 2 m) nearest to the place and within 100 m of it is named as well. Roads without
a name are called by their number. Run beside the shared data:

    python tests/reference/road_names.py ../shared/data > tests/reference/road_names.json

shapely 2.2.0 (GEOS 3.14.1).
"""

import json
import random
import sqlite3
import sys

import shapely
import shapely.ops
import shapely.wkb
from shapely.geometry import Point

ON_ROAD_M, CROSSING_M, MEET_M = 60.0, 100.0, 2.0


def roads(folder):
    path = f"{folder}/boundaries/cleveland_os_roads_epsg27700.gpkg"
    database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    query = "select geom, distinctive_name, road_number from cleveland_os_roads_epsg27700"
    for blob, name, number in database.execute(query):
        called = (name or "").strip() or (number or "").strip()
        if called:
            envelope = [0, 32, 48, 48, 64][(blob[3] >> 1) & 7]
            yield shapely.wkb.loads(blob[8 + envelope :]), called


def meeting_m(place, own, other):
    """How far from the place two roads meet, or None."""
    crossing = own.intersection(other)
    if not crossing.is_empty:
        return crossing.distance(place)
    if own.distance(other) > MEET_M:
        return None
    return shapely.ops.nearest_points(other, own)[0].distance(place)


def named(place, lines, names, tree):
    near = tree.query(place, predicate="dwithin", distance=ON_ROAD_M)
    if len(near) == 0:
        return None, None
    _, on = min((lines[i].distance(place), names[i]) for i in near)
    meetings = []
    for i in tree.query(place, predicate="dwithin", distance=CROSSING_M):
        if names[i] != on:
            continue
        for j in tree.query(lines[i], predicate="dwithin", distance=MEET_M):
            away = meeting_m(place, lines[i], lines[j]) if names[j] != on else None
            if away is not None and away <= CROSSING_M:
                meetings.append((away, names[j]))
    return on, min(meetings)[1] if meetings else None


def main():
    lines, names = zip(*roads(sys.argv[1]))
    tree = shapely.STRtree(lines)
    chance = random.Random(20240503)
    places = []
    while len(places) < 200:
        x, y = chance.choice(lines[:]).centroid.coords[0]
        place = Point(round(x + chance.gauss(0, 40), 1), round(y + chance.gauss(0, 40), 1))
        places.append([place.x, place.y, *named(place, lines, names, tree)])
    rows = ",\n".join(json.dumps(place) for place in places)
    print(f"[\n{rows}\n]")


main()
