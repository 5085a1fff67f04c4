"""Starting executions as AWS does: by name once, again from where one failed, and as the child of another."""
import contextvars
import json
import time

from ministack import app
from ministack.services import stepfunctions as sfn

from .execution_runner import run_execution
from .scope import is_cancelled, spawn, task_scope

CHILD_POLL_SECONDS = 0.05
REDRIVABLE = ("FAILED", "TIMED_OUT", "ABORTED")
start_upstream = sfn._start_execution
handle_upstream = sfn.handle_request


def start_execution(data):
    """The same name with the same input while the execution is open is a success with the same ARN."""
    machine = sfn._resolve_state_machine_arn(data.get("stateMachineArn", ""))
    name = data.get("name")
    if machine and name:
        execution = sfn._executions.get(execution_arn(machine, name))
        if execution and execution["status"] == "RUNNING" and execution["input"] == data.get("input", "{}"):
            answer = {"executionArn": execution["executionArn"], "startDate": execution["startDate"]}
            return sfn.json_response(answer)
    return start_upstream(data)


def execution_arn(machine_arn, name):
    account, region = sfn.get_account_id(), sfn.get_region()
    return f"arn:aws:states:{region}:{account}:execution:{sfn._state_machines[machine_arn]['name']}:{name}"


def reopen(execution):
    """Makes an ended execution run again from the state it was in, with the input and variables it had there."""
    position = execution.pop("position", None)
    if position is not None:
        execution["resumeAt"] = position
    execution.update(status="RUNNING", stopDate=None, output=None)
    execution.pop("error", None)
    execution.pop("cause", None)


def redrive(data):
    execution = sfn._executions.get(data.get("executionArn"))
    if not execution:
        return sfn.error_response_json("ExecutionDoesNotExist", "the execution was not found", 400)
    if execution["status"] not in REDRIVABLE:
        return sfn.error_response_json("ExecutionNotRedrivable", f"the execution is {execution['status']}", 400)
    reopen(execution)
    execution["redriveCount"] = execution.get("redriveCount", 0) + 1
    details = {"redriveCount": execution["redriveCount"]}
    sfn._add_event(execution, "ExecutionRedriven", {"executionRedrivenEventDetails": details})
    spawn(run_execution, execution["executionArn"])
    return sfn.json_response({"redriveDate": time.time()})


async def handle_request(method, path, headers, body, query_params):
    if headers.get("x-amz-target", "").endswith(".RedriveExecution"):
        return sfn._finalize_response(redrive(json.loads(body or b"{}")))
    return await handle_upstream(method, path, headers, body, query_params)


def run_child(resource, parameters):
    """`states:startExecution.sync[:2]`: a child that is a real execution, found again after a restart.

    A failed child is `States.TaskFailed` with its description as Cause, whatever its own error was.
    """
    scope = task_scope.get()
    children = scope.execution.setdefault("children", {}) if scope else {}
    known = children.get(scope.state_name) if scope and scope.execution.get("resumed") else None
    child = sfn._executions.get(known) if known else None
    if child is None:
        status, _, body = sfn._start_execution(sfn._nested_start_execution_request(parameters))
        answer = json.loads(body or b"{}")
        if status >= 400:
            code = str(answer.get("__type", "")).split("#")[-1]
            raise sfn._ExecutionError(f"StepFunctions.{code}Exception", answer.get("message", ""))
        child = sfn._executions[answer["executionArn"]]
        if scope:
            children[scope.state_name] = child["executionArn"]
    while child["status"] == "RUNNING":
        if is_cancelled():
            sfn._stop_execution({"executionArn": child["executionArn"], "cause": "the parent was stopped"})
            break
        time.sleep(CHILD_POLL_SECONDS)
    if scope:
        children.pop(scope.state_name, None)
    description = describe(child, resource.endswith(":2"))
    if child["status"] != "SUCCEEDED":
        raise sfn._ExecutionError("States.TaskFailed", json.dumps(description))
    return description


def describe(child, is_parsed):
    parse = (lambda text: json.loads(text or "{}")) if is_parsed else (lambda text: text or "{}")
    result = {
        "ExecutionArn": child["executionArn"], "Name": child["name"], "StateMachineArn": child["stateMachineArn"],
        "Status": child["status"], "Input": parse(child["input"]), "StartDate": child["startDate"],
        "StopDate": child.get("stopDate"), "InputDetails": {"Included": True}, "OutputDetails": {"Included": True},
    }
    if child["status"] == "SUCCEEDED":
        result["Output"] = parse(child.get("output"))
    for field in ("error", "cause"):
        if child.get(field):
            result[field.capitalize()] = child[field]
    return result


def resume_interrupted():
    """Goes on with executions that a restart cut off; the emulator marks them failed while it loads them.

    A state may run twice, as it may on AWS; children of a distributed Map are run by their parent's Map again.
    """
    interrupted = [
        (account, region, execution)
        for (account, region, _), execution in list(sfn._executions._data.items())
        if execution.get("error") == "States.ServiceRestart" and not execution.get("mapRunArn")
        and not execution.get("sync")
    ]
    # All are reopened before the first goes on: a parent must not find its child still marked as failed.
    for _, _, execution in interrupted:
        execution["resumed"] = True
        reopen(execution)
    for account, region, execution in interrupted:
        contextvars.copy_context().run(run_in, account, region, execution)
    return len(interrupted)


def run_in(account, region, execution):
    app.set_request_account_id(account)
    app.set_request_region(region)
    spawn(run_execution, execution["executionArn"])


def install() -> None:
    sfn._start_execution = start_execution
    sfn._invoke_nested_start_execution_sync = run_child
    sfn.handle_request = handle_request
