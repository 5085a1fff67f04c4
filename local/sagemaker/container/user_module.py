"""Loads the inference script of a model and turns its functions into one: request in, answer out.

The functions and their defaults are those of the XGBoost image in script mode. As there, CSV and JSON bodies reach
the script as text, all others as bytes.
"""

import importlib
import os
import sys

TEXT_TYPES = ("application/json", "text/csv")


class ContractBroken(Exception):
    """The inference script does not keep the contract: reported once, at the start."""


class UnsupportedInput(Exception):
    """No input_fn in the script, and the default one knows no such content type."""


def load(code_directory, program, model_directory):
    """Returns `transform(body, content_type, accept) -> (status, body, content_type)` with the model loaded."""
    sys.path.insert(0, code_directory)
    os.chdir(code_directory)
    module = importlib.import_module(program[:-3] if program.endswith(".py") else program)
    own = {name: getattr(module, name, None) for name in ("input_fn", "predict_fn", "output_fn")}
    transform_fn = getattr(module, "transform_fn", None)
    model_fn = getattr(module, "model_fn", None)
    if model_fn is None:
        raise ContractBroken("NotImplementedError: please provide a model_fn implementation in %s" % program)
    if transform_fn and any(own.values()):
        raise ContractBroken("cannot use transform_fn together with input_fn, predict_fn or output_fn")
    model = model_fn(model_directory)

    def predict(model, body, content_type, accept):
        data = (own["input_fn"] or _default_input)(body, content_type)
        prediction = (own["predict_fn"] or _default_predict)(data, model)
        return (own["output_fn"] or _default_output)(prediction, accept)

    def transform(body, content_type, accept):
        content = body.decode("utf-8") if content_type in TEXT_TYPES else body
        return _answer((transform_fn or predict)(model, content, content_type, accept))

    return transform


def _answer(result):
    """What Flask makes of the result: a Response as it is, a pair as body and mimetype, bare text as HTML."""
    from sagemaker_containers.beta.framework import worker

    if isinstance(result, tuple):
        result = worker.Response(response=result[0], mimetype=result[1])
    if not isinstance(result, worker.Response):
        if not isinstance(result, (str, bytes, bytearray)):
            raise TypeError("output_fn answered %s; allowed: text, bytes, or (body, content type)" % type(result).__name__)
        result = worker.Response(response=result, mimetype="text/html")
    return result.status_code, result.data, result.headers["Content-Type"]


def _default_input(body, content_type):
    import numpy
    import xgboost

    if content_type != "text/csv":
        raise UnsupportedInput("Content type %s is not supported by this framework: write an input_fn" % content_type)
    rows = [[float(cell) if cell.strip() else numpy.nan for cell in line.split(",")] for line in body.splitlines()]
    return xgboost.DMatrix(numpy.array(rows, dtype=numpy.float32))


def _default_predict(data, model):
    return model.predict(data, validate_features=False)


def _default_output(prediction, accept):
    import json

    values = prediction.tolist()
    if accept == "application/json":
        return json.dumps(values), accept
    if accept == "text/csv":
        return "".join("%s\n" % value for value in values), accept
    raise UnsupportedInput("Accept type %s is not supported by this framework: write an output_fn" % accept)
