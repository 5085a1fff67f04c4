"""The checks as one query of polars."""

import polars as pl
from measured import measure


def check(table):
    types = {name: pl.Float64 if name in table.ranges else pl.String for name in table.columns}
    frame = pl.read_csv(table.path, schema_overrides=types)
    counts = [
        *[pl.col(name).null_count().alias(f"null {name}") for name in table.columns],
        *[(~pl.col(name).is_between(*bounds)).sum().alias(f"range {name}") for name, bounds in table.ranges.items()],
        *[(~pl.col(name).is_in(values)).sum().alias(f"set {name}") for name, values in table.sets.items()],
    ]
    means = [pl.col(name).mean().alias(f"mean {name}") for name in table.means]
    row = frame.lazy().select(counts + means).collect().row(0)
    return frame.height, row[: len(counts)], row[len(counts) :]


measure(check)
