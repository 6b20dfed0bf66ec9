#!/usr/bin/env python3
"""Clusters and ellipses as independent libraries find them, on points made by seeded chance.

    python tests/reference/clusters.py > tests/reference/clusters.json

Made with Python 3.11, scikit-learn 1.9.1, pointpats 2.5.5, numpy 2.4.6.
"""

import json
import math
import sys

import numpy as np
from pointpats.centrography import ellipse
from sklearn.cluster import DBSCAN, HDBSCAN


def blobs(rng, centres, noise):
    parts = [rng.normal((x, y), sd, (n, 2)) for x, y, sd, n in centres]
    parts.append(rng.uniform(0, 3000, (noise, 2)))
    return np.round(np.concatenate(parts), 3)


def dbscan(points, reach, least, weights=None):
    weights = np.ones(len(points)) if weights is None else weights
    found = DBSCAN(eps=reach, min_samples=int(least)).fit(points, sample_weight=weights)
    return {
        "reach_m": reach,
        "min_weight": float(least),
        "points": [[*map(float, p), float(w)] for p, w in zip(points, weights)],
        "core": found.core_sample_indices_.tolist(),
        "labels": found.labels_.tolist(),
    }


def hdbscan(name, points, size, samples):
    """Labels, and the rows whose label depends on the order of rows: where distances tie, as they do
    for a point that links two clusters at its own core distance, scikit-learn's answer is that of the
    order in which a sort leaves them."""

    def labels(order):
        model = HDBSCAN(min_cluster_size=size, min_samples=samples, algorithm="brute", copy=True)
        found = np.empty(len(points), int)
        found[order] = model.fit(points[order]).labels_
        return found

    rng = np.random.default_rng(7)
    first = labels(np.arange(len(points)))
    undecided = set()
    for _ in range(60):
        other = labels(rng.permutation(len(points)))
        assert other.max() == first.max(), name
        # Clusters are told by the label most of their points had at first.
        same = {label: np.bincount(first[other == label] + 1).argmax() - 1 for label in range(other.max() + 1)}
        same[-1] = -1
        undecided |= {i for i, label in enumerate(other) if same[label] != first[i]}
    print(name, len(points), "clusters", first.max() + 1, "undecided", len(undecided), file=sys.stderr)
    return {
        "name": name,
        "min_cluster_size": size,
        "min_samples": samples,
        "points": points.tolist(),
        "labels": first.tolist(),
        "undecided": sorted(undecided),
    }


def deviations(points):
    """pointpats gives both axes and the angle of CrimeStat's formula; here the longer comes first."""
    sx, sy, theta = ellipse(points)
    # theta turns the y axis clockwise: sy lies along bearing theta, sx across it.
    along, across = float(sx), float(sy)
    x, y = (points - points.mean(axis=0)).T
    def axis(bearing):
        part = x * math.sin(bearing) + y * math.cos(bearing)
        return math.sqrt(2 * float((part**2).sum()) / (len(points) - 2))
    for bearing in (theta, -theta, math.pi / 2 - theta, math.pi / 2 + theta):
        if math.isclose(axis(bearing), max(along, across), rel_tol=1e-9):
            break
    else:
        raise SystemExit("no bearing fits the longer axis")
    return {
        "points": points.tolist(),
        "major_m": max(along, across),
        "minor_m": min(along, across),
        "bearing_deg": math.degrees(bearing) % 180,
    }


def main():
    rng = np.random.default_rng(20261121)
    town = blobs(rng, [(600, 700, 40, 60), (900, 720, 90, 50), (2000, 2200, 150, 90), (2300, 600, 25, 30)], 120)
    dense = blobs(rng, [(500, 500, 20, 80), (620, 500, 25, 70), (1500, 1500, 200, 90), (1600, 2500, 60, 60)], 60)
    weights = np.round(rng.uniform(0.1, 1.0, len(town)), 3)
    result = {
        "ellipses": [deviations(town[:60]), deviations(town[110:200]), deviations(np.array([[0, 0], [3, 1], [9, 4], [5, 8.0]]))],
        "dbscan": [dbscan(town, 100.0, 6), dbscan(town, 60.0, 4, weights), dbscan(dense, 40.0, 10)],
        "hdbscan": [
            hdbscan("town 10/10", town, 10, 10),
            hdbscan("town 15/5", town, 15, 5),
            hdbscan("dense 10/10", dense, 10, 10),
            hdbscan("dense 5/3", dense, 5, 3),
            hdbscan("dense 25/8", dense, 25, 8),
        ],
    }
    json.dump(result, sys.stdout, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
