"""Runs the measurements, those of the several programs in turn, and keeps what they print.

Every program prints lines of a name, a tab and a value. `FOLDER/results.json` is given, by name,
the list of the numbers or the last text; under "failed", why a part could not run.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

HERE = Path(__file__).parent
POINTS = 1_000_000
INCIDENTS = 10_000_000
# Nothing that is measured takes longer; what hangs must not hold up the rest.
LIMIT_S = 600


class Run:
    def __init__(self, options):
        self.options = options
        self.folder = Path(options.folder)
        self.results = {"failed": {}, "rounds": options.rounds}

    def wants(self, *parts):
        skipped = [part for part in parts if part in self.options.without]
        for part in skipped:
            self.results["failed"].setdefault(part, "left out with --without")
        return not skipped

    def step(self, part, command, under="", env=None):
        """Runs `command` for `part`; its names are prefixed by `under`. Says if it went well."""
        if part in self.results["failed"]:
            return False
        print(f"  {part}: {' '.join(Path(str(word)).name for word in command)}", file=sys.stderr)
        try:
            done = subprocess.run(
                [str(word) for word in command],
                env={**os.environ, **(env or {})},
                capture_output=True,
                text=True,
                timeout=LIMIT_S,
                check=False,
            )
            failure = last_line(done.stderr) if done.returncode else None
            output = done.stdout
        except (OSError, subprocess.TimeoutExpired) as error:
            failure, output = str(error), ""
        if failure is not None:
            self.results["failed"][part] = failure
            print(f"  {part} failed: {failure}", file=sys.stderr)
            return False
        self.keep(output, under)
        return True

    def keep(self, output, under):
        for line in output.splitlines():
            name, tab, value = line.partition("\t")
            if not tab:
                continue
            try:
                number = float(value)
            except ValueError:
                self.results[under + name] = value
            else:
                self.results.setdefault(under + name, []).append(number)

    def compare(self, part, *arguments, under="", env=None):
        return self.step(part, [self.options.compare, *arguments], under, env)

    def reference(self, part, driver, *arguments):
        return self.step(part, [self.options.python, HERE / driver, *arguments])

    def save(self):
        path = self.folder / "results.json"
        path.write_text(json.dumps(self.results, indent=1, ensure_ascii=False), encoding="utf-8")


def last_line(text):
    """The last line of what a failed program said, or of a panic the one that tells why."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines[:-1]):
        if " panicked at " in line:
            return lines[number + 1]
    return lines[-1] if lines else "it ended without a word"


def incidents(run, n):
    """A file of `n` incidents; made once."""
    path = run.folder / f"incidents-{n}.csv"
    if not path.exists():
        unfinished = path.with_suffix(".part")
        if run.compare("inputs", "incidents", n, unfinished):
            unfinished.rename(path)
    return path


def surfaces(run):
    points = run.folder / "points.f64"
    cells = {name: run.folder / f"{name}.f32" for name in ("nightbeat", "qgis", "kdepy")}
    run.compare("surface", "points", POINTS, points)
    run.compare("surface", "surface-check", points)
    if "surface" in run.results["failed"]:
        return
    columns, rows = (int(run.results[f"surface.{name}"][0]) for name in ("columns", "rows"))
    threads = os.cpu_count()
    for number in range(run.options.rounds):
        run.compare("surface", "surface", points, cells["nightbeat"])
        if run.wants("qgis"):
            command = ["/usr/bin/python3", HERE / "qgis_heatmap.py", points, cells["qgis"]]
            run.step("qgis", command, env={"QT_QPA_PLATFORM": "offscreen"})
        if run.wants("kdepy"):
            run.reference("kdepy", "kdepy_fft.py", points, columns, rows, cells["kdepy"])
        # A minute a run: once is enough.
        if number == 0 and run.wants("libkdv"):
            run.reference("libkdv", "libkdv_sweep.py", points, columns, rows, threads)
    for name in ("qgis", "kdepy"):
        if name not in run.results["failed"]:
            run.reference(name, "agreement.py", name, cells["nightbeat"], cells[name])


def opening(run, csv):
    # What nightbeat keeps between openings goes here, never into the user's own folder.
    cache = run.folder / "cache"
    env = {"XDG_CACHE_HOME": str(cache)}
    for _ in range(run.options.rounds):
        shutil.rmtree(cache, ignore_errors=True)
        run.compare("open", "open", csv, under="first.", env=env)
        run.compare("open", "open", csv, under="again.", env=env)
        if run.wants("duckdb"):
            run.reference("duckdb", "duckdb_hours.py", csv, os.cpu_count())


def answering(run, csv):
    env = {"XDG_CACHE_HOME": str(run.folder / "cache")}
    for _ in range(run.options.rounds):
        if run.wants("filters"):
            run.compare("filters", "filters", csv, env=env)
        if run.wants("discs"):
            run.compare("discs", "discs", csv, env=env)
    if run.wants("discs"):
        run.compare("discs", "discs-check", csv, env=env)


def growth(run):
    run.results["sizes"] = run.options.sizes
    for n in run.options.sizes:
        csv = incidents(run, n)
        run.compare(f"growth at {n}", "growth", n, csv)
        if n > INCIDENTS:
            csv.unlink(missing_ok=True)


def frames(run, csv):
    try:
        done = subprocess.run(
            [run.options.frames],
            env={**os.environ, "NIGHTBEAT_BENCH_FILE": str(csv)},
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        run.results["failed"]["frames"] = str(error)
        return
    # What it said before it failed was measured all the same.
    if done.stdout.strip():
        run.results["frames"] = done.stdout.rstrip()
    if done.returncode:
        run.results["failed"]["frames"] = last_line(done.stderr or done.stdout)


def starts(run):
    """Opens the window on the sample town until it says that it has shown it."""
    command = [run.options.window, "open", "--timings"]
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        if not shutil.which("xvfb-run"):
            run.results["failed"]["start"] = "there is no screen here, and no xvfb-run"
            return
        command = ["xvfb-run", "-a", *command]
    for _ in range(run.options.rounds + 1):
        with subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as window:
            limit = threading.Timer(60, stop, [window])
            limit.start()
            for line in window.stderr:
                said = re.search(r"(first frame|first answer shown) after (\d+) ms", line)
                if said:
                    name = said[1].replace(" ", "_")
                    run.results.setdefault(f"start.{name}_ms", []).append(float(said[2]))
                if said and said[1] == "first answer shown":
                    break
            limit.cancel()
            stop(window)
    if "start.first_frame_ms" not in run.results:
        run.results["failed"]["start"] = "the window never said that it showed anything"


def stop(program):
    """Ends `program` and what it started."""
    if program.poll() is None:
        os.killpg(program.pid, signal.SIGTERM)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compare", required=True)
    parser.add_argument("--frames", default="")
    parser.add_argument("--window", default="")
    parser.add_argument("--folder", required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", required=True)
    parser.add_argument("--without", nargs="*", default=[])
    run = Run(parser.parse_args())
    if run.wants("surface"):
        surfaces(run)
    csv = incidents(run, INCIDENTS)
    if run.wants("open"):
        opening(run, csv)
    answering(run, csv)
    if run.wants("growth"):
        growth(run)
    if run.wants("frames"):
        frames(run, csv)
        starts(run)
    else:
        run.results["failed"]["start"] = run.results["failed"]["frames"]
    run.save()


main()
