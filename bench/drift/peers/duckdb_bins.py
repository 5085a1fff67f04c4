"""Rows per bin by DuckDB's SQL on two threads."""

import math

import duckdb
from measured import measure


def number_counts(connection, name, bins):
    # A value belongs behind the last bound that is smaller; the lowest training value counts as one just below it.
    bounds = [math.nextafter(bins["lowest"], -math.inf), *bins["edges"]]
    connection.execute("create or replace table bounds (place int, bound double)")
    connection.executemany("insert into bounds values (?, ?)", [(0, -math.inf), *[(at + 1, each) for at, each in enumerate(bounds)]])
    rows = connection.execute(
        f"select place, count(*) from captured asof join bounds on captured.{name} > bounds.bound group by 1"
    ).fetchall()
    found = dict(rows)
    (missing,) = connection.execute(f"select count(*) from captured where {name} is null").fetchone()
    return [*[found.get(place, 0) for place in range(len(bounds) + 1)], missing]


def category_counts(connection, name, values):
    found = dict(connection.execute(f"select {name}, count(*) from captured group by 1").fetchall())
    known = [found.pop(value, 0) for value in values]
    missing = found.pop(None, 0) + found.pop("", 0)
    return [*known, sum(found.values()), missing]


def tally(inputs, bins):
    connection = duckdb.connect(config={"threads": 2})
    columns = bins["features"]
    cells = ", ".join(
        f"try_cast(cells[{at + 1}] as double) as {column['name']}" if "bins" in column else f"cells[{at + 1}] as {column['name']}"
        for at, column in enumerate(columns)
    )
    connection.execute(
        f"""create table captured as select {cells}, try_cast(output as double) as score from (
          select string_split(captureData.endpointInput.data, ',') as cells, captureData.endpointOutput.data as output
          from read_json(?, format = 'newline_delimited', columns = {{
            captureData: 'STRUCT(endpointInput STRUCT(data VARCHAR), endpointOutput STRUCT(data VARCHAR))' }}))""",
        [inputs["csv"]],
    )
    (records,) = connection.execute("select count(*) from captured").fetchone()
    counts = [
        number_counts(connection, column["name"], column["bins"])
        if "bins" in column
        else category_counts(connection, column["name"], column["values"])
        for column in columns
    ]
    return records, [*counts, number_counts(connection, "score", bins["prediction"]["bins"])]


measure(tally)
