"""Writes what was measured, with targets and ratios, as docs/benchmarks.md.

A target is met when the median of all rounds is within it. What could not be run is said with
its reason, in place of the number.

    python3 document.py RESULTS MACHINE MARKDOWN
"""

import json
import re
import sys
from pathlib import Path
from statistics import median

STAGES = ["read", "place", "select", "charts", "surface", "preview", "colour", "discs", "answer"]
MEGABYTE = 1e6


class Figures:
    """The numbers of a run, in words."""

    def __init__(self, results):
        self.results = results
        self.failed = results["failed"]

    def has(self, name):
        return bool(self.results.get(name))

    def median(self, name):
        return median(self.results[name]) if self.has(name) else None

    def version(self, name, otherwise):
        return self.results.get(f"{name}.version", otherwise)

    def ms(self, name, part):
        """"12 ms (11 to 14)", or why there is none."""
        if not self.has(name):
            return self.why(part)
        values = self.results[name]
        if len(values) == 1:
            return duration(values[0])
        return f"{duration(median(values))} ({span(min(values), max(values))})"

    def why(self, part):
        return f"not measured: {self.failed.get(part, 'nothing was reported')}"

    def times(self, slow, fast):
        """How many times as long `slow` took; `None` without both."""
        if not (self.has(slow) and self.has(fast)):
            return None
        return self.median(slow) / self.median(fast)


def duration(ms):
    if ms >= 10_000:
        return f"{ms / 1000:.1f} s"
    if ms >= 1000:
        return f"{ms / 1000:.2f} s"
    return f"{ms:.0f} ms" if ms >= 10 else f"{ms:.1f} ms" if ms >= 1 else f"{ms:.2f} ms"


def span(low, high):
    low, high = duration(low), duration(high)
    (a, unit), (b, other) = low.split(), high.split()
    return f"{a} to {b} {unit}" if unit == other else f"{low} to {high}"


def ratio(times, faster="faster than", slower="slower than", than=""):
    if times is None:
        return ""
    if times >= 1:
        return f"{times:.3g} times {faster} {than}".rstrip()
    return f"{1 / times:.3g} times {slower} {than}".rstrip()


def verdict(value, limit):
    return "not measured" if value is None else "met" if value <= limit else "**not met**"


def table(head, rows):
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def targets(f):
    yield surface_target(f)
    yield from filter_targets(f)
    yield from opening_targets(f)
    yield memory_target(f)
    yield from disc_targets(f)
    yield frame_target(f)
    yield start_target(f)


def surface_target(f):
    times = f.times("qgis.surface_ms", "surface.exact_ms")
    met = "not measured" if times is None else "met" if times >= 100 else "**not met**"
    return (
        "exact quartic surface, 1 M points, 300 m, 25 m cells",
        "100 times faster than QGIS",
        f.ms("surface.exact_ms", "surface"),
        met,
        ratio(times, than="QGIS") or f"QGIS {f.why('qgis')}",
    )


def filter_targets(f):
    for name, what, limit in [
        ("filter.first_ms", "filter change to the first surface shown, preview or exact, 10 M", 100),
        ("filter.exact_ms", "filter change to exact surface and charts, 10 M", 250),
    ]:
        value = f.median(name)
        times = f.times(name, "filter.plain_scan_ms")
        yield (
            what,
            duration(limit),
            f.ms(name, "filters"),
            verdict(value, limit) + slowest(f, name, limit),
            "" if times is None else f"{times:.3g} plain scans of the columns",
        )


def slowest(f, name, limit):
    if f.has(name) and f.median(name) <= limit < max(f.results[name]):
        return "; not by the slowest"
    return ""


def opening_targets(f):
    first = "first.open.total_ms"
    yield (
        "open a 10 M-row CSV the first time",
        "12 s",
        f.ms(first, "open"),
        verdict(f.median(first), 12_000),
        ratio(f.times("duckdb.hours_ms", first), than="DuckDB counting its rows by hour")
        or f"DuckDB {f.why('duckdb')}",
    )
    again = "again.open.total_ms"
    yield (
        "open it again",
        "1 s",
        f.ms(again, "open"),
        verdict(f.median(again), 1000),
        ratio(f.times(first, again), than="the first time"),
    )


def memory_target(f):
    what, target = "greatest memory, 10 M incidents", "48 bytes an incident and 150 MB"
    peaks = [
        max(f.results[name])
        for name in ("first.open.peak_bytes", "again.open.peak_bytes", "filter.peak_bytes")
        if f.has(name)
    ]
    if not peaks:
        return (what, target, f.why("open"), "not measured", "")
    incidents = (f.results.get("first.open.incidents") or f.results["filter.incidents"])[0]
    peak = max(peaks)
    an_incident = (peak - 150 * MEGABYTE) / incidents
    return (
        what,
        target,
        f"{peak / MEGABYTE:.0f} MB",
        verdict(an_incident, 48),
        f"{an_incident:.0f} bytes an incident over 150 MB",
    )


def disc_targets(f):
    for name, what, limit in [
        ("filter.exact_ms", "filter change to a marked preview of the ten best discs, 10 M", 100),
        ("filter.exact_list_ms", "filter change to the exact ten best discs, 10 M", 500),
    ]:
        value = f.median(name)
        yield (
            what,
            duration(limit),
            f.ms(name, "filters"),
            verdict(value, limit) + slowest(f, name, limit),
            "",
        )


def surface_section(f):
    rows = [
        ("nightbeat", "exact", f.ms("surface.exact_ms", "surface"), "", error(f, "error")),
        ("nightbeat", "exact, points in any order", f.ms("surface.unordered_ms", "surface"), "", ""),
        (
            "nightbeat",
            "preview, binned",
            f.ms("surface.preview_ms", "surface"),
            "",
            error(f, "preview_error"),
        ),
    ]
    for part, name, how in [
        ("qgis", "QGIS", "quartic, point by point"),
        ("kdepy", "KDEpy FFTKDE", "biweight, binned and transformed: approximate"),
        ("libkdv", "LIBKDV", "Epanechnikov, exact sweep; it has no quartic"),
    ]:
        times = f.times(f"{part}.surface_ms", "surface.exact_ms")
        rows.append(
            (
                f.version(part, name),
                how,
                f.ms(f"{part}.surface_ms", part),
                "" if times is None else f"{times:.3g}",
                difference(f, part),
            )
        )
    return f"""## The surface beside others

One million clustered points in 20 km x 20 km, cells of 25 m, radius 300 m; the cells reach as far
as the kernels do, so there are 824 x 824. Every program is given the same points, all in memory
before the clock runs, and ends with the cells. QGIS runs its own loop in C++ over a layer in
memory, in raw mode. nightbeat's points come in the order of its table, in which incidents lie from
their opening on; the second row is what it takes to sort them first.

{table(("program", "how", "time", "times nightbeat's", "greatest difference, of the peak"), rows)}

nightbeat's difference is from the definition, summed in 64 bits point by point over every cell; the
others' is from nightbeat's cells."""


def error(f, which):
    name = f"surface.{which}_of_peak"
    return f"{f.median(name):.1e}" if f.has(name) else ""


def difference(f, part):
    name = f"{part}.difference_of_peak"
    return f"{f.median(name):.1e}" if f.has(name) else ""


def filter_section(f):
    names = [
        ("filter.first_ms", "first surface shown, preview or exact"),
        ("filter.preview_ms", "where a preview comes first: that preview"),
        ("filter.exact_ms", "exact surface and charts, with a preview of the list"),
        ("filter.exact_list_ms", "exact list"),
        ("filter.select_and_count_ms", "part: which incidents count, and the charts"),
        ("filter.surface_ms", "part: exact surface"),
        ("discs.night_ms", "part: ten best discs, at night"),
        ("discs.all_hours_ms", "part: ten best discs, at all hours"),
        ("filter.plain_scan_ms", "plain scan: decode every time, count by hour and category"),
    ]
    rows = [(what, f.ms(name, "filters")) for name, what in names if f.has(name)]
    rows = rows or [("all of it", f.why("filters"))]
    preview = f.results.get("filter.preview_difference_of_peak")
    if preview:
        preview = f"A preview differs from the exact surface by at most {max(preview):.1e} of its peak."
    return f"""## A filter change, 10 M incidents

Ten changes a round: the window goes round the clock, then weekend nights, one category of them,
that category at all times, everything. Each is asked as the window asks, and timed to what it is
told; the parts are timed by themselves, with nothing known from before. The plain scan runs before
each on the same table and as many threads.

{table(("what", "median (least to greatest)"), rows)}

{preview or ""}""".rstrip()


def opening_section(f):
    rows = [
        (f"{when}: {what}", f.ms(f"{key}.open.{name}_ms", "open"))
        for key, when in [("first", "first"), ("again", "again")]
        for name, what in [("read", "from bytes to records"), ("place", "to places in the plane")]
        if f.has(f"{key}.open.{name}_ms")
    ]
    rows.append((f"{f.version('duckdb', 'DuckDB')}: rows by hour", f.ms("duckdb.hours_ms", "duckdb")))
    return f"""## Opening, 10 M rows

The file of `nightbeat sample --incidents 10000000`, about 1.06 GB, in the system's file cache for
both programs. nightbeat reads every column, places every row and keeps it; DuckDB counts rows by
the hour of one column and keeps nothing.

{table(("what", "median (least to greatest)"), rows)}"""


def disc_section(f):
    if not f.has("discs.sample_found"):
        return f"## Discs\n\nBrute force on a sample: {f.why('discs')}."
    found, wanted = f.median("discs.sample_found"), f.median("discs.sample_brute_force")
    same = "the same" if found == wanted else f"**not the same: {found:.0f}**"
    return f"""## Discs

Brute force over every disc with a point at its centre or two on its edge, on
{f.median("discs.sample"):.0f} of the incidents: the best disc holds {wanted:.0f}; the search finds
{same}. Brute force took {f.ms("discs.sample_brute_force_ms", "discs")}, the search
{f.ms("discs.sample_ms", "discs")}."""


def growth_section(f):
    sizes = f.results.get("sizes", [])
    rows = []
    for stage in STAGES:
        names = [f"growth.{stage}.{n}_ms" for n in sizes]
        cells = [duration(min(f.results[name])) if f.has(name) else "" for name in names]
        known = [(n, min(f.results[name])) for n, name in zip(sizes, names) if f.has(name)]
        growth = "" if len(known) < 2 else f"{known[-1][1] / known[-2][1]:.1f}"
        rows.append((stage, *cells, growth))
    if not any(cell for row in rows for cell in row[1:]):
        return f"## Growth\n\n{f.why('growth').capitalize()}."
    head = ("stage", *(f"{n:,}" for n in sizes), "last step")
    failed = [f"At {part.split()[-1]}: {why}." for part, why in f.failed.items() if "growth at" in part]
    return f"""## Growth

![What each stage costs as incidents grow](images/growth.svg)

The least of several runs. "Last step" is the factor from the last size but one to the last, which
has ten times as many incidents: 10 is linear.

{table(head, rows)}

{" ".join(failed)}""".rstrip()


def frames_section(f):
    if "frames" not in f.results:
        return f"## Frames\n\n{f.why('frames').capitalize()}."
    # Where the file lay is nobody's business.
    shown = re.sub(r"^/.*/", "", f.results["frames"], flags=re.MULTILINE)
    ended = f"\n\nThen it ended early: {f.failed['frames']}." if "frames" in f.failed else ""
    return f"""## Frames

Each group of three is the median, the 95th percentile and the greatest, in milliseconds.

```text
{shown}
```{ended}"""


def frame_target(f):
    """The slowest motion of the largest data; a frame is shapes, triangles and drawing. The last
    column of a line, the processor's time, is no part of it: two cores draw at once."""
    what = "pan and zoom with 10 M incidents, 1280 x 800, a frame"
    shown = f.results.get("frames", "")
    software = "(Cpu," in shown or "llvmpipe" in shown
    limit = 1000 / (30 if software else 60)
    target = f"{limit:.0f} ms, {'software' if software else 'graphics card'}"
    largest = shown.split("positions")[-1]
    moves = [
        sum(map(float, line.split()[-10:-1:3]))
        for line in largest.splitlines()
        if re.search(r"(dragging|turning the wheel)(\s+[\d.]+){10}$", line)
    ]
    if not moves:
        return (what, "33 ms with software, 17 ms with a card", f.why("frames"), "not measured", "")
    middle = median(moves)
    measured = f"{duration(middle)} ({span(min(moves), max(moves))})"
    return (what, target, measured, verdict(max(moves), limit), "sums of medians, by motion")


def start_target(f):
    name = "start.first_frame_ms"
    return (
        "start to first frame, sample town",
        "700 ms",
        f.ms(name, "start"),
        verdict(f.median(name), 700),
        f"first answer shown: {f.ms('start.first_answer_shown_ms', 'start')}" if f.has(name) else "",
    )


def document(f, machine):
    machine = table(("", ""), machine.items())
    head = ("what", "target", "measured", "", "beside")
    sections = [surface_section, filter_section, opening_section, disc_section]
    sections += [frames_section, growth_section]
    parts = "\n\n".join(section(f) for section in sections)
    return f"""# Benchmarks

Written by `scripts/bench`, which installs the other programs, makes the files and runs everything
side by side, taking turns ({f.results["rounds"]} times round). Times are medians, with the least
and the greatest. Compare programs within this run, not runs with each other.

{machine}

## Targets

{table(head, targets(f))}

Where the time and the memory go, above all in what is not met: [profiles.md](profiles.md).

{parts}
"""


def main(results, machine, markdown):
    results, machine = (
        json.loads(Path(path).read_text(encoding="utf-8")) for path in (results, machine)
    )
    Path(markdown).write_text(document(Figures(results), machine), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
