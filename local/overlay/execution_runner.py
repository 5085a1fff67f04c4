"""Runs executions, in place of the emulator's loop.

Mends four things: the state machine's TimeoutSeconds is kept, a payload above 256 KiB fails the execution, an
execution can start in the middle (redrive, or after a restart) without losing its input and variables, and no
150 ms pass before the first state.
"""
import json
import time

from ministack.services import stepfunctions as sfn

from . import activity
from .scope import spawn

PAYLOAD_LIMIT_BYTES = 256 * 1024
# AWS: these end the execution; `States.ALL` and `States.TaskFailed` do not match them.
TERMINAL_ERRORS = ("States.DataLimitExceeded", "States.Runtime")


def run_execution(arn):
    execution = sfn._executions.get(arn)
    if not execution:
        return
    machine = sfn._state_machines.get(execution["stateMachineArn"])
    if not machine:
        sfn._fail_execution(execution, "StateMachineDeleted", "the state machine no longer exists")
        return
    definition = json.loads(machine["definition"])
    if definition.get("TimeoutSeconds"):
        spawn(expire, execution, float(definition["TimeoutSeconds"]), execution.get("redriveCount", 0))
    try:
        walk(execution, machine, definition)
    except sfn._ExecutionError as error:
        sfn._fail_execution(execution, error.error, error.cause)
    except Exception as error:  # the emulator's own fault: an execution must not stay RUNNING for ever
        sfn.logger.exception("unexpected error in execution %s", arn)
        sfn._fail_execution(execution, "States.Runtime", str(error))


def walk(execution, machine, definition):
    started = json.loads(execution["input"] or "{}")
    position = execution.pop("resumeAt", None) or {"state": definition["StartAt"], "input": started, "variables": {}}
    name, data = position["state"], position["input"]
    context = {
        "QueryLanguage": definition.get("QueryLanguage", "JSONPath"),
        "Execution": {
            "Id": execution["executionArn"], "Input": started, "Name": execution["name"],
            "StartTime": execution["startDate"], "RedriveCount": execution.get("redriveCount", 0),
            "RoleArn": machine.get("roleArn", ""),
        },
        "StateMachine": {"Id": execution["stateMachineArn"], "Name": machine["name"]},
        "variables": position["variables"],
    }
    while name and execution["status"] == "RUNNING":
        # Written before the state runs: a snapshot taken meanwhile tells a restart where to go on.
        execution["position"] = {"state": name, "input": data, "variables": dict(context["variables"])}
        state = definition["States"].get(name)
        if state is None:
            raise sfn._ExecutionError("States.Runtime", f"state '{name}' is not in the definition")
        context["State"] = {"Name": name, "EnteredTime": sfn.now_iso(), "RetryCount": 0}
        kind = state.get("Type")
        record(execution, f"{kind}StateEntered", "stateEnteredEventDetails", {"name": name, "input": json.dumps(data)})
        data, following = run_state(kind, state, data, execution, context)
        if execution["status"] != "RUNNING":
            return
        exited = {"name": name, "output": json.dumps(data)}
        record(execution, f"{kind}StateExited", "stateExitedEventDetails", exited)
        name = following
    if execution["status"] == "RUNNING":
        output = json.dumps(data)
        execution.update(status="SUCCEEDED", output=output, stopDate=sfn.now_iso())
        execution.pop("position", None)
        record(execution, "ExecutionSucceeded", "executionSucceededEventDetails", {"output": output})
        sfn._emit_execution_status_event(execution)


def run_state(kind, state, data, execution, context):
    if kind == "Succeed":
        return sfn._apply_output_path(state, sfn._apply_input_path(state, data, context), context), None
    if kind == "Fail":
        raise sfn._ExecutionError(*sfn._fail_state_error(state, data, context))
    if kind in ("Task", "Parallel", "Map"):
        run = {"Task": sfn._execute_task, "Parallel": sfn._execute_parallel, "Map": sfn._execute_map}[kind]
        return run(state, data, execution, context)
    plain = {"Pass": sfn._execute_pass, "Choice": sfn._execute_choice, "Wait": sfn._execute_wait}
    if kind not in plain:
        raise sfn._ExecutionError("States.Runtime", f"unknown state type: {kind}")
    return plain[kind](state, data, context)


def record(execution, kind, field, details):
    sfn._add_event(execution, kind, {field: details})


def expire(execution, seconds, redrive_count):
    """Ends the execution when its machine's TimeoutSeconds pass; a redrive starts a new clock."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and execution["status"] == "RUNNING":
        time.sleep(min(1.0, max(0.0, deadline - time.monotonic())))
    if execution["status"] == "RUNNING" and execution.get("redriveCount", 0) == redrive_count:
        execution.update(status="TIMED_OUT", stopDate=sfn.now_iso(), error="States.Timeout", cause="")
        add_event_unchecked(execution, "ExecutionTimedOut", {})
        sfn._emit_execution_status_event(execution)


add_event_unchecked = sfn._add_event
fail_unchecked = sfn._fail_execution
matches_upstream = sfn._error_matches


def add_event(execution, kind, details=None):
    """Refuses a state's or task's output above the limit of AWS, where the payload is counted in UTF-8 bytes."""
    activity.mark()
    if kind.endswith(("Succeeded", "Exited")):
        for detail in (details or {}).values():
            output = detail.get("output") if isinstance(detail, dict) else None
            if isinstance(output, str) and exceeds_limit(output):
                raise sfn._ExecutionError(
                    "States.DataLimitExceeded",
                    "The state/task returned a result with a size exceeding the maximum number of bytes service limit.",
                )
    return add_event_unchecked(execution, kind, details)


def exceeds_limit(text):
    if len(text) <= PAYLOAD_LIMIT_BYTES:
        return False
    return len(json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).encode()) > PAYLOAD_LIMIT_BYTES


def fail_execution(execution, error, cause):
    """A run that was stopped or timed out meanwhile stays so."""
    if execution["status"] == "RUNNING":
        fail_unchecked(execution, error, cause)


def error_matches(error_equals, error):
    return error in error_equals if error in TERMINAL_ERRORS else matches_upstream(error_equals, error)


def install() -> None:
    sfn._run_execution = run_execution
    sfn._add_event = add_event
    sfn._fail_execution = fail_execution
    sfn._error_matches = error_matches
