"""Inference code for an XGBoost model that brings none of its own.

Runs in the XGBoost 3.0-5 image and in the local one alike. CSV in, without header, one row a line, an empty cell
for a missing value; CSV out, exactly one prediction a line.

A model directory with `calibration.json` is a recalibrated model: its answers go through the curves of that file.
"""

import json
import os
import warnings

import numpy
import xgboost

# The job's entry script knows the default code by this line.
IS_GYRE_DEFAULT = True
MODEL_FILES = ("model.ubj", "model.json", "xgboost-model")
# Gyre puts curves into archives whose inference code has this line.
CURVES = "calibration.json"
# Half a step of float32 below 1: scores cannot be told from 0 or 1 beyond it.
CLIP = 2.0**-24
CSV = "text/csv"
COMMA, LINE_FEED = 44, 10


def model_fn(model_dir):
    """Loads the first of MODEL_FILES. One thread a process: the image runs one process a core."""
    for name in MODEL_FILES:
        path = os.path.join(model_dir, name)
        if os.path.exists(path):
            booster = xgboost.Booster({"nthread": int(os.environ.get("OMP_NUM_THREADS", "1"))})
            booster.load_model(path)
            return _with_curves(booster, os.path.join(model_dir, CURVES))
    raise FileNotFoundError("no model in %s: one of %s is needed" % (model_dir, ", ".join(MODEL_FILES)))


def input_fn(body, content_type):
    """Returns a float matrix, shape (rows, features), NaN where a cell is empty."""
    if content_type.partition(";")[0].strip().lower() != CSV:
        raise ValueError("content type %s; allowed: %s" % (content_type, CSV))
    return parse_csv(body.encode("utf-8") if isinstance(body, str) else bytes(body))


def predict_fn(data, model):
    features = model.num_features()
    if data.shape[1] != features:
        raise ValueError("rows of %d columns; the model was trained on %d" % (data.shape[1], features))
    return model.inplace_predict(data)


def output_fn(prediction, accept):
    """One line a row, whatever else the caller would accept: data capture records exactly `text/csv`."""
    if accept.partition(";")[0].strip().lower() not in (CSV, "*/*", "application/json"):
        raise ValueError("accept %s; allowed: %s" % (accept, CSV))
    if prediction.ndim == 1:
        lines = map(repr, prediction.tolist())
    else:
        lines = (",".join(map(repr, row)) for row in prediction.tolist())
    return _response("\n".join(lines) + "\n")


class Recalibrated:
    """A booster whose answers go through curves, one after the other."""

    def __init__(self, booster, curves):
        self.booster = booster
        self.curves = curves

    def num_features(self):
        return self.booster.num_features()

    def inplace_predict(self, data):
        scores = self.booster.inplace_predict(data).astype(numpy.float64)
        for curve in self.curves:
            scores = apply_curve(curve, scores)
        return scores


def _with_curves(booster, path):
    if not os.path.exists(path):
        return booster
    with open(path, encoding="utf-8") as file:
        return Recalibrated(booster, json.load(file))


def apply_curve(curve, scores):
    """Scores through one curve, in the order of operations of core/training/recalibration/curve.ts; NaN stays NaN.

    >>> apply_curve({"method": "linear", "slope": 2, "intercept": 1}, numpy.array([3.0])).tolist()
    [7.0]
    """
    method = curve["method"]
    if method == "linear":
        return curve["slope"] * scores + curve["intercept"]
    if method == "platt":
        chances = numpy.minimum(1 - CLIP, numpy.maximum(CLIP, scores))
        with numpy.errstate(over="ignore"):
            return 1 / (1 + numpy.exp(-(curve["slope"] * numpy.log(chances / (1 - chances)) + curve["intercept"])))
    if method == "isotonic":
        return _between(_numbers(curve["scores"]), _numbers(curve["probabilities"]), scores)
    raise ValueError("curve %s; allowed: platt, isotonic, linear" % method)


def _numbers(values):
    return numpy.asarray(values, dtype=numpy.float64)


def _between(knots, values, scores):
    """Linear between knots, constant beyond the ends."""
    at = numpy.searchsorted(knots, scores, side="left")
    after = numpy.minimum(at, len(knots) - 1)
    before = numpy.maximum(after - 1, 0)
    found = values[after]
    inside = (at > 0) & (at < len(knots)) & (knots[after] != scores)
    low, high = before[inside], after[inside]
    rise = (values[high] - values[low]) * (scores[inside] - knots[low])
    found[inside] = values[low] + rise / (knots[high] - knots[low])
    found[numpy.isnan(scores)] = numpy.nan
    return found


def parse_csv(body):
    """Bytes of CSV to a matrix: numpy's own number parser, after each empty cell became `nan`.

    >>> parse_csv(b"1,,3\\n4,5,\\n").tolist()
    [[1.0, nan, 3.0], [4.0, 5.0, nan]]
    """
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n")
    if body.endswith(b"\n"):
        body = body[:-1]
    characters = numpy.frombuffer(body, dtype=numpy.uint8)
    ends = numpy.append(numpy.flatnonzero(characters == LINE_FEED), len(body))
    commas = numpy.searchsorted(numpy.flatnonzero(characters == COMMA), ends)
    columns = numpy.diff(commas, prepend=0) + 1
    if (columns != columns[0]).any():
        row = int(numpy.flatnonzero(columns != columns[0])[0])
        raise ValueError("line %d has %d cells, line 1 has %d" % (row + 1, columns[row], columns[0]))

    body = b"," + body.replace(b"\n", b",") + b","
    if b",," in body:
        body = body.replace(b",,", b",nan,").replace(b",,", b",nan,")
    cells = body[1:-1].decode("ascii", errors="replace")
    try:
        with warnings.catch_warnings():
            # At what is no number one numpy raises, an older one warns and stops.
            warnings.simplefilter("ignore", DeprecationWarning)
            values = numpy.fromstring(cells, dtype=numpy.float64, sep=",")
    except ValueError:
        values = numpy.empty(0)
    if values.size != columns.sum():
        raise ValueError(_first_bad_cell(cells.split(","), int(columns[0])))
    return values.reshape(len(ends), int(columns[0]))


def _first_bad_cell(cells, columns):
    """Where it is, never what it holds: the message reaches logs."""
    for index, cell in enumerate(cells):
        try:
            float(cell)
        except ValueError:
            return "line %d, cell %d is no number" % (index // columns + 1, index % columns + 1)
    return "the request is no CSV of numbers"


def _response(body):
    """In the image a plain answer would become text/html, and a mimetype `text/csv; charset=utf-8`."""
    try:
        from sagemaker_containers.beta.framework import worker
    except ImportError:
        return body, CSV
    return worker.Response(response=body, headers={"Content-Type": CSV})
