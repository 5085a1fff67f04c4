"""Step Functions tasks on SageMaker: `sagemaker:createX[.sync]` and `aws-sdk:sagemaker:*`.

`.sync` waits by polling Describe, as the real integration does behind the scenes; a failed or stopped job is
`States.TaskFailed` with the description as Cause; a task nobody waits for any more stops its job.
"""
import json
import time

from ministack.services import stepfunctions as sfn

from .sagemaker_service import ERROR_NAMES, request
from .scope import is_cancelled, task_scope
from .settings import SYNC_POLL_SECONDS

# As long as a restart of the embedded cloud may take.
LONGEST_SILENCE_SECONDS = 120
SYNC_JOBS = {
    "createTrainingJob": "TrainingJob",
    "createTransformJob": "TransformJob",
    "createProcessingJob": "ProcessingJob",
    "createHyperParameterTuningJob": "HyperParameterTuningJob",
}


def run_sagemaker_task(resource, parameters):
    is_sync = resource.endswith(".sync")
    action = resource.split(":")[-1].removesuffix(".sync")
    if is_sync and action not in SYNC_JOBS:
        raise sfn._ExecutionError("States.Runtime", f"{resource} has no .sync form")
    try:
        answer = request(action[0].upper() + action[1:], parameters)
    except sfn._ExecutionError as error:
        # After a restart of the emulator the job of this state may still run: wait for it instead of failing.
        scope = task_scope.get()
        was_resumed = scope is not None and scope.execution.get("resumed")
        if not (is_sync and was_resumed and "ResourceInUse" in error.error):
            raise
        answer = {}
    return wait_for_job(SYNC_JOBS[action], parameters) if is_sync else answer


def is_unanswered(error):
    return "Error Code: ServiceUnavailable" in error.cause


def wait_for_job(noun, parameters):
    key = {f"{noun}Name": parameters[f"{noun}Name"]}
    silent_since = None
    while True:
        try:
            description = request(f"Describe{noun}", key)
        except sfn._ExecutionError as error:
            # The server is being started again, and takes its jobs up: on AWS nobody would notice.
            silent_since = silent_since or time.monotonic()
            if not is_unanswered(error) or time.monotonic() - silent_since > LONGEST_SILENCE_SECONDS:
                raise
            if is_cancelled():
                raise
            time.sleep(SYNC_POLL_SECONDS)
            continue
        silent_since = None
        status = description[f"{noun}Status"]
        if status == "Completed":
            return description
        if status in ("Failed", "Stopped"):
            raise sfn._ExecutionError("States.TaskFailed", json.dumps(description))
        if is_cancelled():
            request(f"Stop{noun}", key)
            raise sfn._ExecutionError("States.Timeout", f"{noun} {key} was stopped")
        time.sleep(SYNC_POLL_SECONDS)


def install() -> None:
    sfn._SERVICE_DISPATCH["arn:aws:states:::sagemaker:"] = run_sagemaker_task
    sfn._AWS_SDK_SERVICE_MAP["sagemaker"] = {"target_prefix": "SageMaker", "protocol": "json"}
    sfn._AWS_SDK_ERROR_PREFIX["sagemaker"] = "SageMaker"
    sfn._AWS_SDK_ERROR_CODE_OVERRIDES["sagemaker"] = {**ERROR_NAMES, "ValidationException": "SageMakerException"}
