"""Makes vectors.json: captures and labels, and the rows that the statements of the join engine find in them.

Run in an environment with duckdb 2.0.0 and sqlglot 30.30.0, Node 24 first on the path:
    python test/reference/label-join/make-vectors.py > test/reference/label-join/vectors.json
Each statement is parsed in Athena's dialect, rewritten for DuckDB by sqlglot, and run there. What DuckDB names
otherwise, or answers otherwise, stands below as a macro with Trino's rule.
"""

import base64
import csv
import hashlib
import io
import json
import pathlib
import random
import subprocess

import duckdb
import sqlglot
from sqlglot import exp

HERE = pathlib.Path(__file__).parent
rng = random.Random(20130401)
DAYS = ["01", "02", "03"]

MACROS = """
CREATE MACRO read_json_text(line) AS CASE WHEN json_valid(line) THEN CAST(line AS JSON) END;
CREATE MACRO scalar_at(line, path) AS
  CASE WHEN json_type(read_json_text(line), path) NOT IN ('ARRAY', 'OBJECT', 'NULL')
    THEN json_extract_string(read_json_text(line), path) END;
CREATE MACRO json_at(line, path) AS json_extract(read_json_text(line), path);
CREATE MACRO from_base(digits, base) AS CASE base WHEN 16 THEN CAST('0x' || digits AS BIGINT) END;
"""


def encoded(lines, encoding, ending):
    text = "".join(line + ending for line in lines)
    if rng.random() < 0.2:
        text = text[: -len(ending)]
    data = base64.b64encode(text.encode()).decode() if encoding == "BASE64" else text
    return {"observedContentType": "text/csv", "mode": "X", "data": data, "encoding": encoding}


def answer(row, version):
    """The same version answers the same row alike. Some answers are no numbers."""
    kind = row % 19
    if kind == 0:
        return "nan"
    if kind == 1:
        return ""
    if kind == 2:
        return f" {row}.5e0 "
    return str(row * version) if kind == 3 else f"{row / 7 + version:.6f}"


def attributes(event_time, purpose):
    pairs = []
    if purpose is not None:
        pairs.append(f"purpose={purpose}")
    if event_time is not None:
        pairs.append(f"event-time={event_time}")
    text = rng.choice([";", "; "]).join(pairs)
    return rng.choice([text, [text], pairs])


def request(number, day, version, rows):
    """One captured request, in one of the shapes that captures have."""
    event_id = f"e-{number:05d}"
    ending = rng.choice(["\n", "\n", "\r\n"])
    encoding = rng.choice(["CSV", "CSV", "JSON", "BASE64"])
    time = f"2013-04-{day}T{number % 24:02d}:15:00Z"
    metadata = {"eventId": event_id, "inferenceTime": time}
    record = {
        "captureData": {
            "endpointInput": encoded([f"{row},ä{row % 5},\"x;y\"" for row in rows], encoding, ending),
            "endpointOutput": encoded([answer(row, version) for row in rows], rng.choice(["CSV", "BASE64"]), "\n"),
        },
        "eventMetadata": metadata,
        "eventVersion": "0",
    }
    shape = rng.random()
    if shape < 0.5:
        times = [f"2013-04-{day}T{row % 24:02d}:00:00Z" for row in rows]
        record["gyre"] = {"modelVersion": version, "rowIds": [f"row {row}'s" for row in rows], "eventTimes": times}
        metadata["customAttributes"] = attributes(None, "live")
    elif shape < 0.75:
        metadata["inferenceId"] = f"i-{number:05d}"
        metadata["customAttributes"] = attributes(f"2013-04-{day}T05:00:00Z", rng.choice([None, "live"]))
    if rng.random() < 0.1:
        metadata["customAttributes"] = attributes(None, rng.choice(["smoke", "shadow"]))
    return spoilt(record) if rng.random() < 0.12 else json.dumps(record, ensure_ascii=rng.random() < 0.5)


def spoilt(record):
    kind = rng.randrange(5)
    if kind == 0:
        return json.dumps(record)[:-20]
    if kind == 1:
        record["eventVersion"] = "1"
    elif kind == 2:
        record["captureData"]["endpointInput"]["encoding"] = "PARQUET"
    elif kind == 3:
        record["captureData"]["endpointOutput"] = encoded(["1"] * 9, "CSV", "\n")
    elif "gyre" in record:
        record["gyre"]["rowIds"].append("one too many")
    else:
        record["eventMetadata"]["eventId"] = None
    return json.dumps(record)


def capture_objects():
    number = 0
    for index in range(24):
        day, version = DAYS[index % 3], 1 + (index // 3) % 2
        lines = []
        for _ in range(4):
            rows = rng.sample(range(40 * (index % 4), 40 * (index % 4) + 60), rng.randrange(1, 5))
            lines.append(request(number, day, version, rows))
            number += 1
        # An event that stands there twice.
        if rng.random() < 0.3:
            lines.append(lines[0])
        hour = f"{index:02d}"
        yield {"key": f"gyre-prod-air-time/v{version}/2013/04/{day}/{hour}/{index}.jsonl", "lines": lines}


def label_files():
    """Row ids, the model's own label and another one; again, empty, contradicting and in other writings."""
    ids = [f"row {row}'s" for row in range(0, 170)] + [f"i-{number:05d}#{at}" for number in range(0, 96) for at in (0, 1)]
    ids += [f"e-{number:05d}#0" for number in range(0, 96)]
    for part in range(3):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["row_id", "delay", "late"])
        for row_id in rng.sample(ids, 190):
            delay = rng.choice(["", str(rng.randrange(9)), f"{rng.randrange(9)}.0", f"-{rng.random():.4f}"])
            writer.writerow([row_id, delay, rng.choice(["", "true", "false"])])
        yield out.getvalue()


def parsed_by_athena(sql):
    tree = sqlglot.parse_one(sql, read="athena")
    if tree.find(exp.Command):
        raise SystemExit(f"not parsed: {sql[:200]}")
    return tree


def for_duckdb(sql):
    """The statement in DuckDB's words; text that is no JSON gives null, as in Trino, and not an error."""

    def null_for_other_text(node):
        names = {exp.JSONExtractScalar: "scalar_at", exp.JSONExtract: "json_at"}
        name = names.get(type(node))
        if name is None:
            return node
        path = exp.Literal.string(node.expression.sql(dialect="trino").strip("'"))
        return exp.Anonymous(this=name, expressions=[node.this, path])

    return parsed_by_athena(sql).transform(null_for_other_text).sql(dialect="duckdb")


def main():
    objects, files = list(capture_objects()), list(label_files())
    earlier = [[f"row {row}'s", f"2013-04-{DAYS[row % 3]}T00"] for row in range(0, 170, 2)]
    made = json.loads(subprocess.run(["node", HERE / "statements.ts"], check=True, capture_output=True).stdout)
    db = duckdb.connect()
    db.execute("SET TimeZone = 'UTC'")
    db.execute(MACROS)
    db.execute("CREATE SCHEMA gyre")
    db.execute("CREATE TABLE gyre.captures (variant VARCHAR, hour VARCHAR, line VARCHAR)")
    for item in objects:
        _, variant, *hour, _ = item["key"].split("/")
        db.executemany("INSERT INTO gyre.captures VALUES (?, ?, ?)", [[variant, "/".join(hour), line] for line in item["lines"]])
    db.execute("CREATE TABLE gyre.labels (row_id VARCHAR, file_order BIGINT, line BIGINT, label_values VARCHAR[])")
    for order, text in enumerate(files):
        rows = list(csv.reader(io.StringIO(text)))[1:]
        db.executemany("INSERT INTO gyre.labels VALUES (?, ?, ?, ?)", [[row[0], order, at + 2, row[1:]] for at, row in enumerate(rows)])
    db.execute("CREATE TABLE gyre.earlier (row_id VARCHAR, bucket_start VARCHAR)")
    db.executemany("INSERT INTO gyre.earlier VALUES (?, ?)", earlier)

    results = []
    for name, sql in made["queries"].items():
        query = for_duckdb(sql)
        found = db.execute(query).fetchall()
        rows = sorted([list(row) for row in found], key=lambda row: row[2])
        results.append({"name": name, "sha256": hashlib.sha256(sql.encode()).hexdigest(), "rows": rows})
    counts = list(db.execute(for_duckdb(made["counts"])).fetchone())
    parsed = []
    for name, sql in made["statements"].items():
        inner = sql
        if sql.startswith("UNLOAD ("):
            # sqlglot knows UNLOAD by its name only: what it wraps is parsed.
            inner = sql[len("UNLOAD ("): sql.rindex(") TO 's3://")]
        parsed.append({"name": name, "sha256": hashlib.sha256(sql.encode()).hexdigest(), "kind": type(parsed_by_athena(inner)).__name__})
    versions = {"duckdb": duckdb.__version__, "sqlglot": sqlglot.__version__}
    document = {"versions": versions, "objects": objects, "labelFiles": files, "earlier": earlier, "results": results, "parsed": parsed}
    document["counts"] = {"sha256": hashlib.sha256(made["counts"].encode()).hexdigest(), "row": counts}
    print(json.dumps(document, ensure_ascii=False, indent=1))


main()
