"""KDEpy's FFT estimate (binned, so approximate) of a file of points: biweight, 300 m, 25 m cells.

`OUT` is given the density per km² of each cell from the south-west, as 4-byte numbers.

    python kdepy_fft.py POINTS COLUMNS ROWS OUT
"""

import sys
import time
from importlib.metadata import version

import numpy as np
from KDEpy import FFTKDE

RADIUS_M = 300.0
CELL_M = 25.0
RUNS = 5


def main(points, columns, rows, out):
    points = np.fromfile(points).reshape(-1, 2)
    first = -RADIUS_M + CELL_M / 2
    x, y = (first + CELL_M * np.arange(n) for n in (columns, rows))
    grid = np.stack(np.meshgrid(x, y, indexing="ij"), -1).reshape(-1, 2)
    # KDEpy scales its kernels by their standard deviation, which is radius / √7 for the biweight.
    kernel = FFTKDE(kernel="biweight", bw=RADIUS_M / np.sqrt(7))
    for _ in range(RUNS):
        started = time.perf_counter()
        density = kernel.fit(points).evaluate(grid)
        print(f"kdepy.surface_ms\t{(time.perf_counter() - started) * 1000}")
    per_km2 = density.reshape(columns, rows).T * len(points) * 1e6
    per_km2.astype("<f4").tofile(out)
    print(f"kdepy.version\tKDEpy {version('KDEpy')}")


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
