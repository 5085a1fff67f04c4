"""S3 and EventBridge: the object's version in the event, the dead-letter queue of a target that is gone, and events of
SageMaker local: an `aws.*` source is refused to everybody else, as on AWS."""
import contextvars
import json

from ministack.services import eventbridge, lambda_svc, s3, sns, sqs, stepfunctions as sfn

from .guard import is_trusted

object_version: contextvars.ContextVar[str | None] = contextvars.ContextVar("gyre_object_version", default=None)
fire_upstream = s3._fire_s3_event
dispatch_upstream = eventbridge._dispatch_event
target_upstream = eventbridge._invoke_target
put_upstream = eventbridge._put_events


def fire_s3_event(*parameters, version_id=None, **named):
    token = object_version.set(version_id)
    try:
        return fire_upstream(*parameters, version_id=version_id, **named)
    finally:
        object_version.reset(token)


def dispatch_event(event, view=None):
    version = object_version.get()
    if version and event.get("Source") == "aws.s3":
        detail = json.loads(event["Detail"])
        detail["object"].setdefault("version-id", version)
        event["Detail"] = json.dumps(detail)
        view = None  # it was decoded before the version was added
    return dispatch_upstream(event, view)


def put_events(data, allow_aws_source=False):
    return put_upstream(data, allow_aws_source or is_trusted.get())


def invoke_target(target, event, rule, view=None):
    dead_letter = (target.get("DeadLetterConfig") or {}).get("Arn")
    if not dead_letter or target_exists(target["Arn"]):
        return target_upstream(target, event, rule, view)
    body = json.dumps((view or eventbridge._pattern_event_view(event)).event_with_detail())
    return eventbridge._dispatch_to_sqs(eventbridge.parse_arn(dead_letter), body, {})


def target_exists(arn):
    service, name = arn.split(":")[2], arn.split(":")[-1]
    if service == "lambda":
        return lambda_svc._get_func_record_for_ref(arn)[0] is not None
    if service == "states" and name:
        return sfn._resolve_state_machine_arn(arn) is not None
    if service == "sns":
        return arn in sns._topics
    if service == "sqs":
        return sqs._queue_by_arn(arn) is not None
    return True


def install() -> None:
    s3._fire_s3_event = fire_s3_event
    eventbridge._dispatch_event = dispatch_event
    eventbridge._invoke_target = invoke_target
    eventbridge._put_events = put_events
