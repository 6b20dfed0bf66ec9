"""Draws what each stage costs as incidents grow, both axes logarithmic, as SVG.

    python3 growth_plot.py RESULTS SVG
"""

import json
import math
import sys
from pathlib import Path

# Stage, its label, its colour on light and on dark ground.
STAGES = [
    ("read", "read the file", "#0b62a8", "#6db3ee"),
    ("place", "place and tabulate", "#00806a", "#45c9ae"),
    ("answer", "whole answer", "#1b1f24", "#f0f3f6"),
    ("discs", "ten best discs", "#b3400e", "#ff9466"),
    ("surface", "exact surface", "#7a3fc0", "#b999f5"),
    ("preview", "preview of it", "#2f6fd0", "#86b6ff"),
    ("charts", "select and count", "#a8266b", "#f286b9"),
    ("select", "select", "#8a6a00", "#dcb43c"),
    ("colour", "colour the surface", "#5b6570", "#9ba6b1"),
]
WIDTH, HEIGHT = 800, 470
LEFT, RIGHT, TOP, BOTTOM = 64, 204, 46, 48
# Least distance of two labels at the ends of lines.
LINE_PX = 16


def measured(results):
    """Stage to its (incidents, least milliseconds), for stages with two sizes or more."""
    lines = {}
    for stage, *_ in STAGES:
        points = [
            (n, min(results[f"growth.{stage}.{n}_ms"]))
            for n in results.get("sizes", [])
            if f"growth.{stage}.{n}_ms" in results
        ]
        if len(points) > 1:
            lines[stage] = points
    return lines


class Plane:
    """From incidents and milliseconds to pixels."""

    def __init__(self, lines):
        sizes = [n for points in lines.values() for n, _ in points]
        times = [ms for points in lines.values() for _, ms in points]
        self.sizes = (math.log10(min(sizes)), math.log10(max(sizes)))
        self.times = (math.floor(math.log10(min(times))), math.ceil(math.log10(max(times))))

    def x(self, n):
        low, high = self.sizes
        return LEFT + (math.log10(n) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(self, ms):
        low, high = self.times
        return HEIGHT - BOTTOM - (math.log10(ms) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)


def axes(plane):
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    for exponent in range(plane.times[0], plane.times[1] + 1):
        y = plane.y(10**exponent)
        yield f'<path class="grid" d="M{LEFT} {y:.1f}H{right}"/>'
        yield f'<text class="tick" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{time_label(exponent)}</text>'
    for exponent in range(math.ceil(plane.sizes[0]), math.floor(plane.sizes[1]) + 1):
        x = plane.x(10**exponent)
        yield f'<path class="grid" d="M{x:.1f} {bottom}v5"/>'
        yield f'<text class="tick" x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{size_label(exponent)}</text>'
    middle = (LEFT + right) / 2
    yield f'<text class="tick" x="{middle:.0f}" y="{HEIGHT - 8}" text-anchor="middle">incidents</text>'


def time_label(exponent):
    return f"{10 ** (exponent - 3)} s" if exponent >= 3 else f"{10.0**exponent:g} ms"


def size_label(exponent):
    return f"{10**exponent:,}"


def guide(plane):
    """What is linear runs side by side with this: one decade up for one to the right."""
    low, high = plane.sizes
    decades = min(high - low, plane.times[1] - plane.times[0])
    start_ms = 10 ** (plane.times[1] - decades)
    n, ms = 10**low, start_ms
    x, y = plane.x(n), plane.y(ms)
    end_x, end_y = plane.x(n * 10**decades), plane.y(ms * 10**decades)
    yield f'<path class="guide" d="M{x:.1f} {y:.1f}L{end_x:.1f} {end_y:.1f}"/>'
    tilt = math.degrees(math.atan2(end_y - y, end_x - x))
    at_x, at_y = x + (end_x - x) * 0.3, y + (end_y - y) * 0.3
    yield (
        f'<text class="tick" text-anchor="middle" '
        f'transform="translate({at_x:.1f} {at_y - 7:.1f}) rotate({tilt:.1f})">linear</text>'
    )


def curves(plane, lines):
    for stage, points in lines.items():
        path = "L".join(f"{plane.x(n):.1f} {plane.y(ms):.1f}" for n, ms in points)
        yield f'<path class="line {stage}" d="M{path}"/>'
        for n, ms in points:
            yield f'<circle class="dot {stage}" cx="{plane.x(n):.1f}" cy="{plane.y(ms):.1f}" r="3"/>'


def labels(plane, lines):
    ends = sorted((plane.y(points[-1][1]), stage, points[-1]) for stage, points in lines.items())
    heights = spread([y for y, _, _ in ends])
    names = {stage: name for stage, name, *_ in STAGES}
    for (y, stage, (n, ms)), height in zip(ends, heights):
        x = plane.x(n)
        if abs(height - y) > 2:
            yield f'<path class="lead {stage}" d="M{x + 5:.1f} {y:.1f}L{x + 13:.1f} {height:.1f}"/>'
        yield (
            f'<text class="label {stage}" x="{x + 16:.1f}" y="{height + 4:.1f}">'
            f"{names[stage]} {duration(ms)}</text>"
        )


def duration(ms):
    return f"{ms / 1000:.1f} s" if ms >= 1000 else f"{ms:.0f} ms" if ms >= 10 else f"{ms:.1f} ms"


def spread(heights):
    """`heights`, ascending, moved apart as little as keeps them readable."""
    apart = list(heights)
    for _ in range(200):
        for i in range(len(apart) - 1):
            missing = LINE_PX - (apart[i + 1] - apart[i])
            if missing > 0:
                apart[i] -= missing / 2
                apart[i + 1] += missing / 2
    return apart


# Parts of the picture: ground, ink, quieter ink, grid.
LIGHT = ("#ffffff", "#1b1f24", "#5b6570", "#dfe3e8")
DARK = ("#14181d", "#f0f3f6", "#9ba6b1", "#2c333b")


def style():
    """Shapes once; colours for light ground, and for dark where the reader's system is dark."""
    return (
        "svg{font-family:system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif}"
        ".title{font-size:15px;font-weight:600}.tick{font-size:12px}.label{font-size:12.5px}"
        ".answer.label{font-weight:600}path{fill:none}.guide{stroke-dasharray:2 4}"
        ".line{stroke-width:1.8;stroke-linejoin:round}.answer.line{stroke-width:2.6}"
        ".lead{stroke-width:.8}"
        f"{colours(LIGHT, 2)}@media(prefers-color-scheme:dark){{{colours(DARK, 3)}}}"
    )


def colours(theme, index):
    ground, ink, quiet, grid = theme
    rules = [
        f".ground{{fill:{ground}}}.title{{fill:{ink}}}.tick{{fill:{quiet}}}",
        f".grid{{stroke:{grid}}}.guide{{stroke:{quiet}}}.dot{{stroke:{ground}}}",
    ]
    for stage in STAGES:
        name, colour = stage[0], stage[index]
        rules.append(f".{name}.dot,.{name}.label{{fill:{colour}}}")
        rules.append(f".{name}.line,.{name}.lead{{stroke:{colour}}}")
    return "".join(rules)


def picture(lines):
    plane = Plane(lines)
    parts = [*axes(plane), *guide(plane), *curves(plane, lines), *labels(plane, lines)]
    body = "\n".join(parts)
    title = "What each stage costs as incidents grow"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{title}">\n'
        f"<style>{style()}</style>\n"
        f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}" rx="6"/>\n'
        f'<text class="title" x="{LEFT - 46}" y="26">{title}</text>\n{body}\n</svg>\n'
    )


def main(results, svg):
    lines = measured(json.loads(Path(results).read_text(encoding="utf-8")))
    if lines:
        Path(svg).write_text(picture(lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
