"""QGIS's heatmap class on a file of points: quartic, 300 m, 25 m cells, raw values.

Run by the Python that QGIS was built for. Points come as a layer in memory, so that the whole
loop runs in QGIS's own C++; making the layer is not timed. `OUT` is given the density per km²
of each cell from the south-west, as 4-byte numbers.

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 qgis_heatmap.py POINTS OUT
"""

import array
import math
import os
import sys
import tempfile
import time

from osgeo import gdal
from qgis.analysis import QgsKernelDensityEstimation as Heatmap
from qgis.core import Qgis, QgsApplication, QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

RADIUS_M = 300
CELL_M = 25


def layer_of(path):
    numbers = array.array("d")
    with open(path, "rb") as file:
        numbers.frombytes(file.read())
    layer = QgsVectorLayer("Point?crs=EPSG:27700", "points", "memory")
    features = []
    for i in range(0, len(numbers), 2):
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(numbers[i], numbers[i + 1])))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    return layer


def parameters(layer):
    chosen = Heatmap.Parameters()
    chosen.source = layer
    chosen.radius = RADIUS_M
    chosen.pixelSize = CELL_M
    chosen.shape = Heatmap.KernelQuartic
    chosen.decayRatio = 0
    chosen.outputValues = Heatmap.OutputRaw
    return chosen


def cells_from_the_south(raster):
    # The band is of use only as long as what it was opened from is kept.
    opened = gdal.Open(raster)
    band = opened.GetRasterBand(1)
    # QGIS lays one column and one row more than the extent holds, in the east and the south.
    columns, rows = band.XSize - 1, band.YSize - 1
    cells = array.array("f")
    for row in reversed(range(rows)):
        cells.frombytes(band.ReadRaster(0, row, columns, 1, buf_type=gdal.GDT_Float32))
    return columns, rows, cells


def main(points, out):
    application = QgsApplication([], False)
    application.initQgis()
    layer = layer_of(points)
    with tempfile.TemporaryDirectory() as folder:
        raster = os.path.join(folder, "heat.tif")
        heatmap = Heatmap(parameters(layer), raster, "GTiff")
        started = time.perf_counter()
        result = heatmap.run()
        ms = (time.perf_counter() - started) * 1000
        if result != Heatmap.Success:
            sys.exit(f"QGIS failed: {result}")
        columns, rows, cells = cells_from_the_south(raster)
    # QGIS's sums of (1 - d²/r²)² are densities times π r² / 3; cells no point reaches are negative.
    per_km2 = 3 / (math.pi * RADIUS_M**2) * 1e6
    with open(out, "wb") as file:
        file.write(array.array("f", (max(cell, 0) * per_km2 for cell in cells)))
    print(f"qgis.surface_ms\t{ms}")
    print(f"qgis.columns\t{columns}")
    print(f"qgis.rows\t{rows}")
    print(f"qgis.version\tQGIS {Qgis.QGIS_VERSION}", flush=True)
    # QGIS may crash while Python takes it apart; everything is written.
    os._exit(0)


main(sys.argv[1], sys.argv[2])
