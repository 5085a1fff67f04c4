"""Tasks of executions: heartbeats, tokens, timeouts from the input, retry delays, throttling by its AWS name."""
import random
import threading
import time

from ministack.services import stepfunctions as sfn

from .scope import TaskScope, is_cancelled, spawn, task_deadline, task_scope

TOKEN_CHECK_SECONDS = 0.1
execute_upstream = sfn._execute_task
callback_upstream = sfn._invoke_with_callback
timeout_upstream = sfn._invoke_resource_with_timeout
retrier_upstream = sfn._find_matching_retrier
lambda_upstream = sfn._call_lambda


def execute_task(state, raw_input, execution, context):
    """Resolves timeouts that are paths or expressions, and tells the task's thread whom it works for."""
    for field in ("TimeoutSeconds", "HeartbeatSeconds"):
        if isinstance(state.get(field), str):
            state = {**state, field: sfn._apply_jsonata_template(state[field], raw_input, context)}
        path = state.get(f"{field}Path")
        if path is not None:
            state = {**state, field: sfn._resolve_path_or_ctx(path, raw_input, context)}
    token = task_scope.set(TaskScope(execution, context["State"]["Name"]))
    try:
        return execute_upstream(state, raw_input, execution, context)
    finally:
        task_scope.reset(token)


def invoke_with_timeout(resource, parameters, timeout_seconds):
    """TimeoutSeconds counts an attempt, so the deadline that a waiting job looks at is set for each attempt."""
    token = task_deadline.set(time.monotonic() + float(timeout_seconds))
    try:
        return timeout_upstream(resource, parameters, float(timeout_seconds))
    finally:
        task_deadline.reset(token)


def invoke_with_callback(resource, parameters, token, state):
    """Fails a waiting task whose worker sends no heartbeat, and closes its token when its execution is over."""
    seconds = state.get("HeartbeatSeconds")
    finished = threading.Event()
    spawn(watch_token, token, float(seconds) if seconds else None, finished)
    try:
        return callback_upstream(resource, parameters, token, state)
    finally:
        finished.set()


def watch_token(token, seconds, finished):
    last, seen = time.monotonic(), None
    while not finished.wait(TOKEN_CHECK_SECONDS):
        info = sfn._task_tokens.get(token)
        if info is None:
            continue
        if is_cancelled():
            return close(info, "States.Timeout", "the execution is over")
        if info["heartbeat"] != seen:
            seen, last = info["heartbeat"], time.monotonic()
        if seconds and time.monotonic() - last > seconds:
            return close(info, "States.HeartbeatTimeout", f"no heartbeat within {seconds} s")


def close(info, error, cause):
    """Wakes the task that waits; it takes its token away, so that an answer later is told that nobody waits."""
    info["error"] = {"Error": error, "Cause": cause}
    info["event"].set()


def find_matching_retrier(retriers, error, counts):
    """Applies MaxDelaySeconds and JitterStrategy: the emulator computes the delay from what is returned here."""
    retrier, index = retrier_upstream(retriers, error, counts)
    if retrier is None:
        return retrier, index
    delay = retrier.get("IntervalSeconds", 1) * retrier.get("BackoffRate", 2.0) ** counts.get(index, 0)
    delay = min(delay, retrier.get("MaxDelaySeconds", delay))
    if retrier.get("JitterStrategy") == "FULL":
        delay = random.uniform(0, delay)
    return {**retrier, "IntervalSeconds": delay, "BackoffRate": 1}, index


def call_lambda(reference, event):
    """A throttled function reaches Step Functions under the name that AWS gives, so that Retry can match it."""
    try:
        return lambda_upstream(reference, event)
    except sfn._ExecutionError as error:
        if error.error == "Lambda.Unknown" and "TooManyRequestsException" in error.cause:
            raise sfn._ExecutionError("Lambda.TooManyRequestsException", error.cause) from None
        raise


def install() -> None:
    sfn._execute_task = execute_task
    sfn._invoke_resource_with_timeout = invoke_with_timeout
    sfn._invoke_with_callback = invoke_with_callback
    sfn._find_matching_retrier = find_matching_retrier
    sfn._call_lambda = call_lambda
