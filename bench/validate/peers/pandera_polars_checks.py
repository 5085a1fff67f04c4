"""The checks as a schema of pandera over a frame of polars; counts come from its failure cases."""

import pandera.polars as pa
import polars as pl
from measured import measure

MAY_BE_NULL = {"n17", "n18"}


def column(table, name):
    if name in table.sets:
        return pa.Column(str, pa.Check.isin(table.sets[name]), nullable=False)
    checks = [pa.Check.in_range(*table.ranges[name])]
    if name in table.means:
        checks.append(
            pa.Check(lambda data: data.lazyframe.select((pl.col(data.key).mean().abs() < 1e12).alias(data.key)))
        )
    return pa.Column(float, checks, nullable=name in MAY_BE_NULL)


def check(table):
    types = {name: pl.Float64 if name in table.ranges else pl.String for name in table.columns}
    frame = pl.read_csv(table.path, schema_overrides=types)
    schema = pa.DataFrameSchema({name: column(table, name) for name in table.columns})
    failed = {}
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        for name, count in errors.failure_cases.group_by("column").len().rows():
            failed[name] = count
    # It tells failures only: nulls of columns that may have them, and the means themselves, are asked of the frame.
    nulls = [frame[name].null_count() for name in table.columns]
    counts = [*nulls, *[failed.get(name, 0) for name in table.ranges], *[failed.get(name, 0) for name in table.sets]]
    return frame.height, counts, [frame[name].mean() for name in table.means]


measure(check)
