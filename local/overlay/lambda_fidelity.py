"""Lambda: errors by the names AWS gives, metrics in the embedded format, and no fixed wait after a silent handler."""
import contextvars
import json
import time

from ministack.core import lambda_runtime
from ministack.services import cloudwatch, lambda_svc

from . import activity

# First line, quiet time, ceiling: the emulator waits 50 ms for a log line of a handler that writes none.
LOG_WAIT_SECONDS = (0.006, 0.002, 0.100)
# How the emulator tells that a function's process ended by itself, at its start or at work.
ENDED_AT_START = "Worker process exited immediately"
ENDED_AT_WORK = ("Worker process died", "[Errno 32] Broken pipe")
EXITED = {
    "status": "error", "errorType": "Runtime.ExitError", "error": "Runtime exited without providing a reason", "log": "",
}
last_error: contextvars.ContextVar[tuple | None] = contextvars.ContextVar("gyre_last_error", default=None)
invoke_upstream = lambda_runtime.Worker.invoke
warm_upstream = lambda_svc._execute_function_warm


def invoke(self, *parameters, **named):
    result = exited_or_not(self, *parameters, **named)
    activity.mark()
    has_failed = result.get("status") == "error"
    last_error.set((result.get("errorType"), result.get("trace") or "") if has_failed else None)
    metric_lines = [line for line in (result.get("log") or "").splitlines() if '"_aws"' in line]
    for line in metric_lines:
        store_embedded_metrics(line[line.index("{"):])
    if metric_lines:
        cloudwatch._evaluate_all_alarms()
    return result


def exited_or_not(self, *parameters, **named):
    """An answer, or the error of AWS for a process that is gone. A handler's own error has a type and is left alone."""
    try:
        result = invoke_upstream(self, *parameters, **named)
    except RuntimeError as error:
        if str(error).startswith(ENDED_AT_START):
            return dict(EXITED)
        raise
    is_gone = result.get("errorType") is None and result.get("error") in ENDED_AT_WORK
    return {**result, **EXITED, "log": result.get("log") or ""} if is_gone else result


def store_embedded_metrics(text):
    """Turns one line of the embedded metric format into datapoints; a line that is none is left alone."""
    try:
        document = json.loads(text)
        directives = document["_aws"].get("CloudWatchMetrics", [])
    except (ValueError, KeyError, TypeError, AttributeError):
        return
    stamp_seconds = document["_aws"].get("Timestamp", time.time() * 1000) / 1000
    for directive in directives:
        for names in directive.get("Dimensions") or [[]]:
            dimensions = {name: str(document.get(name)) for name in names}
            for metric in directive.get("Metrics", []):
                value = document.get(metric["Name"])
                for number in value if isinstance(value, list) else [value]:
                    if number is not None:
                        cloudwatch._store_datum(
                            directive["Namespace"], metric["Name"], dimensions, stamp_seconds,
                            metric.get("Unit", "None"), number, None, None, None,
                        )


def execute_warm(function, event, request_id):
    """Replaces the catch-all `Runtime.HandlerError` by what the handler threw: Catch and Retry match by it."""
    last_error.set(None)
    result = warm_upstream(function, event, request_id)
    error = last_error.get()
    if result.get("error") and error and error[0] and result["body"].get("errorType") == "Runtime.HandlerError":
        result["body"].update(errorType=error[0], trace=error[1].splitlines())
    return result


def install(warm_seconds) -> None:
    script = lambda_runtime._NODEJS_WORKER_SCRIPT
    named = script.replace('trace: err.stack || ""', 'errorType: err.name || "Error", trace: err.stack || ""')
    named = named.replace("trace: e.stack", "errorType: e.name, trace: e.stack")
    if named.count("errorType:") != script.count("errorType:") + 2:
        raise SystemExit("gyre-overlay: refused: the emulator's Node worker is not the one this overlay patches")
    lambda_runtime._NODEJS_WORKER_SCRIPT = named
    lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = LOG_WAIT_SECONDS
    lambda_runtime._LOCAL_WORKER_TTL = warm_seconds
    lambda_runtime.Worker.invoke = invoke
    lambda_svc._execute_function_warm = execute_warm
