"""Reference values of weights that fall with distance: p of Gi* and Moran's I by PySAL, on the cells
and counts of significance.json.

Versions: Python 3.11, numpy 2.4.6, scipy 1.17.1, libpysal 4.14.1, esda 2.7.1.
    python decay.py > decay.json

Distances are those between centres, over that of centres next to each other. For Gi* a cell weighs 1
among its neighbours, as much as the nearest of them. esda's G_Local takes weights that are not binary
only row-standardised, which changes no p. Its z are left out: their variance (getisord.py, `calc`) has
the sum of weights in the place of the sum of their squares, which is right for binary weights alone;
spdep has them (decay.R).
"""

import json
import warnings
from pathlib import Path

import numpy as np
from esda.getisord import G_Local
from esda.moran import Moran
from libpysal.weights import W

warnings.filterwarnings("ignore")

# Which cells, how many of its neighbours' distances the band is wide, and the power of the distance.
CASES = [
    ("square_band_3", 3.0, 1),
    ("square_band_3", 3.0, 2),
    ("square_1", 1.5, 2),
    ("hex_1", 2.7, 1),
    ("hex_1", 2.7, 2),
]


def centre(name, cell):
    row, column = cell
    if name.startswith("hex"):
        # Axial coordinates: columns lean east; in units of the distance between centres.
        return column + row / 2, row * np.sqrt(3) / 2
    return column, row


def weights(name, cells, band, power):
    at = np.array([centre(name, cell) for cell in cells])
    near, heavy = {}, {}
    for i in range(len(cells)):
        apart = np.hypot(*(at - at[i]).T)
        js = [j for j in range(len(cells)) if j != i and apart[j] <= band * (1 + 1e-6)]
        near[i] = js
        heavy[i] = [float(apart[j] ** -power) for j in js]
    return W(near, heavy, silence_warnings=True)


def main():
    known = json.loads(Path(__file__).with_name("significance.json").read_text())
    cells = {case["name"]: case["cells"] for case in known["cases"]}
    values = {case["name"]: np.array(case["values"]) for case in known["cases"]}
    cases = []
    for name, band, power in CASES:
        w = weights(name, cells[name], band, power)
        y = values[name]
        np.random.seed(1)
        star = G_Local(y, w, transform="R", permutations=9999, star=1.0, seed=1)
        w = weights(name, cells[name], band, power)
        moran = Moran(y, w, transformation="r", permutations=0)
        cases.append({
            "name": name,
            "band": band,
            "power": power,
            "gi_star_p_9999": star.p_sim.tolist(),
            "moran": [moran.I, moran.EI, moran.VI_rand, moran.z_rand],
        })
    print(json.dumps({"cases": cases}, indent=0))


main()
