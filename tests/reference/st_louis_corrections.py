"""Rows of the St Louis file that corrections (a negative Count) take off, matched as
`src/io/read/corrections.rs` says. Python 3.11, standard library only.

    python3 tests/reference/st_louis_corrections.py ../shared/data/incidents/stlouis_2008-2015_combined_latlon.csv.gz
"""
import csv
import gzip
import sys
from collections import defaultdict

with gzip.open(sys.argv[1], "rt", encoding="cp1252", newline="") as file:
    rows = [{k: v.strip() for k, v in row.items()} for row in csv.DictReader(file)]

references, places = defaultdict(list), defaultdict(list)
for number, row in enumerate(rows):
    if not row["Count"].startswith("-"):
        if row["Complaint"]:
            references[row["Complaint"], row["Description"]].append(number)
        places[row["Longitude"], row["Latitude"], row["DateOccur"], row["Description"]].append(number)

corrections = [number for number, row in enumerate(rows) if row["Count"].startswith("-")]
taken, matched = set(), set()


def take(number, found):
    for other in found:
        if other not in taken:
            taken.add(other)
            matched.add(number)
            return


for number in corrections:
    row = rows[number]
    if row["Complaint"]:
        take(number, references.get((row["Complaint"], row["Description"]), []))
for number in corrections:
    row = rows[number]
    if number not in matched:
        take(number, places.get((row["Longitude"], row["Latitude"], row["DateOccur"], row["Description"]), []))

print(len(rows), "rows;", len(corrections), "corrections,", len(matched), "matched,", len(taken), "taken off")
