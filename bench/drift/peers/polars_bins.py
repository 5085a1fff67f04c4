"""Rows per bin by a lazy frame of polars, with numpy for the bins."""

import numpy as np
import polars as pl
from measured import measure


def number_counts(column, bins):
    values = column.drop_nulls().to_numpy()
    edges = np.asarray(bins["edges"])
    place = np.searchsorted(edges, values, side="left") + 1
    place[values < bins["lowest"]] = 0
    counts = np.bincount(place, minlength=len(edges) + 2)
    return [*counts.tolist(), column.null_count()]


def category_counts(column, values):
    found = dict(column.value_counts().iter_rows())
    known = [found.pop(value, 0) for value in values]
    missing = found.pop(None, 0) + found.pop("", 0)
    return [*known, sum(found.values()), missing]


def tally(inputs, bins):
    columns = bins["features"]
    side = pl.Struct({"data": pl.String})
    schema = {"captureData": pl.Struct({"endpointInput": side, "endpointOutput": side})}
    captured = pl.col("captureData").struct
    cells = captured.field("endpointInput").struct.field("data").str.split_exact(",", len(columns) - 1)
    names = [column["name"] for column in columns]
    frame = (
        pl.scan_ndjson(inputs["csv"], schema=schema)
        .select(
            cells.struct.rename_fields(names).alias("cells"),
            captured.field("endpointOutput").struct.field("data").cast(pl.Float64, strict=False).alias("score"),
        )
        .unnest("cells")
        .with_columns(
            [pl.col(column["name"]).cast(pl.Float64, strict=False) for column in columns if "bins" in column]
        )
        .collect()
    )
    counts = [
        number_counts(frame[column["name"]], column["bins"])
        if "bins" in column
        else category_counts(frame[column["name"]], column["values"])
        for column in columns
    ]
    return frame.height, [*counts, number_counts(frame["score"], bins["prediction"]["bins"])]


measure(tally)
