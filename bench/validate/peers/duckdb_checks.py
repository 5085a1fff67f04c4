"""The checks as one statement of DuckDB, straight from the file."""

import duckdb
from measured import measure


def check(table):
    connection = duckdb.connect(config={"threads": 2})
    types = ", ".join(f"'{name}': '{'DOUBLE' if name in table.ranges else 'VARCHAR'}'" for name in table.columns)
    for name, values in table.sets.items():
        connection.execute(f"create table known_{name} (value varchar)")
        connection.execute(f"insert into known_{name} select unnest(?)", [values])
    counts = [
        *[f"count(*) - count({name})" for name in table.columns],
        *[
            f"count(*) filter (where {name} not between {low!r} and {high!r})"
            for name, (low, high) in table.ranges.items()
        ],
        *[
            f"count(*) filter (where {name} is not null and {name} not in (select value from known_{name}))"
            for name in table.sets
        ],
    ]
    means = [f"avg({name})" for name in table.means]
    source = f"read_csv('{table.path}', header = true, types = {{{types}}})"
    row = connection.execute(f"select count(*), {', '.join(counts + means)} from {source}").fetchone()
    return row[0], row[1 : 1 + len(counts)], row[1 + len(counts) :]


measure(check)
