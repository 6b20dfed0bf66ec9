"""The greatest difference between two surfaces, as a share of the first one's peak.

    python agreement.py NAME WANTED GOT
"""

import sys

import numpy as np


def main(name, wanted, got):
    wanted, got = (np.fromfile(path, "<f4").astype(float) for path in (wanted, got))
    print(f"{name}.difference_of_peak\t{np.abs(wanted - got).max() / wanted.max()}")


main(*sys.argv[1:])
