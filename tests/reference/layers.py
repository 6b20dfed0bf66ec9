"""Makes the small files of features in tests/reference/layers, and prints what an independent
reader (GDAL through pyogrio) finds in them and in the boundary files beside the project.

    python3 -m venv venv && venv/bin/pip install geopandas==1.2.0 pyogrio==0.13.0 \
        pyarrow==26.0.1 shapely==2.2.0 pyproj==3.7.2
    venv/bin/python tests/reference/layers.py make      # writes the files
    venv/bin/python tests/reference/layers.py           # prints the table

The figures printed are those of the tables in src/io/read/layers/real_layers.rs.
"""

import json
import pathlib
import sys

import geopandas
import pandas
import pyogrio
import shapely

HERE = pathlib.Path(__file__).parent / "layers"
DATA = pathlib.Path(__file__).parents[2].parent / "shared/data/boundaries"


def places():
    """Pubs in Saltmere-like country, on the British National Grid."""
    return geopandas.GeoDataFrame(
        {
            "name": ["The Anchor", "Café Zoë", "The Ship & Star", "Nowhere"],
            "kind": ["pub", "café", "club", None],
            "seats": [120, 30, None, 7],
            "opened": pandas.to_datetime(["1999-05-01", "2010-12-31", None, "2021-08-31"]),
            "seen": pandas.to_datetime(
                ["2021-08-31 23:10:00", None, "2021-01-01 00:00:05", "2021-06-15 12:30:00"]
            ),
        },
        geometry=[
            shapely.Point(450000.25, 515000.5),
            shapely.Point(450123.0, 515456.0),
            shapely.Point(451000.0, 514000.0, 12.5),
            None,
        ],
        crs="EPSG:27700",
    )


def areas():
    """Squares: one with a hole, one of two parts."""

    def box(x, y, size):
        return shapely.box(x, y, x + size, y + size)

    return geopandas.GeoDataFrame(
        {
            "ward": ["North", "South", "Île"],
            "code": ["E05000001", "E05000002", "E05000003"],
            "pop": [1200, 900, 0],
        },
        geometry=[
            box(450000, 515000, 1000) - box(450200, 515200, 100),
            shapely.MultiPolygon([box(450000, 513000, 500), box(451000, 513000, 250)]),
            box(452000, 512000, 2000),
        ],
        crs="EPSG:27700",
    )


def make():
    HERE.mkdir(exist_ok=True)
    for old in HERE.iterdir():
        old.unlink()
    p, a = places(), areas()
    # FlatGeobuf and KML want heights everywhere or nowhere.
    flat_points = p.set_geometry(shapely.force_2d(p.geometry.values), crs=p.crs)
    flat = p.copy()
    flat["opened"] = flat["opened"].dt.date
    flat["geometry"] = shapely.force_2d(flat.geometry.values)
    a.to_file(HERE / "wards.shp", engine="pyogrio", encoding="UTF-8")
    flat.drop(columns=["seen"]).to_file(
        HERE / "pubs_latin1.shp", engine="pyogrio", encoding="ISO-8859-1"
    )
    p.to_file(HERE / "town.gpkg", layer="pubs", engine="pyogrio")
    a.to_file(HERE / "town.gpkg", layer="wards", engine="pyogrio")
    flat_points[~flat_points.geometry.isna()].to_file(HERE / "pubs.fgb", engine="pyogrio")
    a.to_file(HERE / "wards.fgb", engine="pyogrio", SPATIAL_INDEX="NO")
    p.to_parquet(HERE / "pubs.parquet")
    a.to_crs(4326).to_parquet(HERE / "wards_degrees.parquet", write_covering_bbox=True)
    pandas.DataFrame(
        {
            "Date": pandas.to_datetime(["2021-08-31 23:10", "2021-09-01 01:05"]),
            "Easting": [450000, 450123],
            "Northing": [515000, 515456],
            "Offence": ["Assault", "Robbery"],
        }
    ).to_parquet(HERE / "plain.parquet")
    p.to_crs(4326).to_file(HERE / "pubs.kml", engine="pyogrio", driver="LIBKML")
    a.to_crs(4326).to_file(HERE / "wards.geojsonl", engine="pyogrio", driver="GeoJSONSeq")
    topology(geopandas.read_file(HERE / "wards.geojsonl"))
    p.to_crs(4326).to_file(HERE / "pubs.geojsons", engine="pyogrio", driver="GeoJSONSeq", RS="YES")


def topology(frame):
    """Every ring an arc of its own: GDAL reads TopoJSON but does not write it."""
    arcs, objects = [], []

    def polygon(shape):
        rings = []
        for ring in [shape.exterior, *shape.interiors]:
            arcs.append([list(corner) for corner in ring.coords])
            rings.append([len(arcs) - 1])
        return rings

    for row in frame.to_dict("records"):
        shape = row.pop("geometry")
        parts = getattr(shape, "geoms", None)
        own = [polygon(part) for part in parts] if parts is not None else polygon(shape)
        objects.append({"type": shape.geom_type, "properties": row, "arcs": own})
    collection = {"type": "GeometryCollection", "geometries": objects}
    whole = {"type": "Topology", "objects": {"wards": collection}, "arcs": arcs}
    (HERE / "wards.topojson").write_text(json.dumps(whole, ensure_ascii=False))


def table():
    print("file | layer | features | crs | first ring corners or points | area km2 | first record")
    files = sorted(HERE.iterdir()) + sorted(DATA.rglob("*"))
    wanted = {".shp", ".gpkg", ".fgb", ".parquet", ".kml", ".geojsonl", ".geojsons", ".geojson"}
    for path in files:
        if path.suffix not in wanted:
            continue
        if path.suffix == ".parquet":
            try:
                layers = [(None, geopandas.read_parquet(path))]
            except ValueError:
                layers = [(None, pandas.read_parquet(path))]
        else:
            names = [row[0] for row in pyogrio.list_layers(path)]
            layers = [(name, geopandas.read_file(path, layer=name)) for name in names]
        for name, data in layers:
            if not isinstance(data, geopandas.GeoDataFrame):
                print(path.name, "|", name, "|", len(data), "|", data.iloc[0].to_dict())
                continue
            epsg = data.crs.to_epsg() if data.crs else None
            metres = data.to_crs(epsg if data.crs and data.crs.is_projected else 27700) \
                if epsg else data.to_crs(26915) if data.crs else data
            corners = int(shapely.get_num_coordinates(data.geometry.values).sum())
            first = data.drop(columns="geometry").iloc[0].to_dict()
            print(
                path.name, "|", name, "|", len(data), "|", epsg, "|", corners, "|",
                round(float(metres.area.sum()) / 1e6, 6), "|", first,
            )


if __name__ == "__main__":
    make() if sys.argv[1:] == ["make"] else table()
