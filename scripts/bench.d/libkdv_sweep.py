"""LIBKDV's exact sweep of a file of points: Epanechnikov (it has no other), 300 m.

Timed is the call a user makes, `compute()`; taking the data in, which turns it into text, is
not. What the kernel lacks in work makes the comparison kinder to LIBKDV.

    python libkdv_sweep.py POINTS COLUMNS ROWS THREADS
"""

import sys
import time
from importlib.metadata import version

import numpy as np
from libkdv import kdv

RADIUS_M = 300.0


def main(points, columns, rows, threads):
    points = np.fromfile(points).reshape(-1, 2)
    sweep = kdv(
        points,
        GPS=False,
        # LIBKDV doubles the bandwidth it is given.
        bandwidth=RADIUS_M / 2,
        row_pixels=rows,
        col_pixels=columns,
        num_threads=threads,
    )
    started = time.perf_counter()
    sweep.compute()
    print(f"libkdv.surface_ms\t{(time.perf_counter() - started) * 1000}")
    print(f"libkdv.version\tLIBKDV {version('libkdv')}")


main(sys.argv[1], *map(int, sys.argv[2:]))
