"""IAM of the embedded cloud: SageMaker's actions, loopback as secure transport, and a line for what was called.

The emulator lets a service it does not know pass unchecked, and takes loopback HTTP for insecure, so that a bucket
which enforces TLS (the CDK's own bootstrap bucket does) would refuse everything.
"""
import contextvars
import json
import re
import threading
import time

from ministack.core import iam_actions, iam_evaluator

# Operations without a name in the request, or whose IAM resource is not the one the operation is named for.
NOUN_TO_RESOURCE = {"EndpointWeightsAndCapacities": "Endpoint", "Endpoints": None, "Tags": None}
# Of the call that is being authorized; authorization follows extraction in one task.
metric_namespace = contextvars.ContextVar("metric_namespace", default=None)
principal_upstream = iam_evaluator.resolve_principal
enforce_upstream = iam_evaluator.enforce
condition_upstream = iam_evaluator._resolve_condition_key
action_upstream = iam_actions.extract_iam_action
resource_upstream = iam_actions.extract_resource_arn


def extract_action(service, method, path, headers, *rest):
    operation = headers.get("x-amz-target", ".").split(".")[-1]
    if service == "sagemaker":
        return "sagemaker:InvokeEndpoint" if path.startswith("/endpoints/") else f"sagemaker:{operation}"
    if service == "application-autoscaling":
        return f"application-autoscaling:{operation}"
    action = action_upstream(service, method, path, headers, *rest)
    # A batch of SQS needs the right to its single operation; IAM knows no action of the batch's name.
    return action[: -len("Batch")] if service == "sqs" and action and action.endswith("Batch") else action


def extract_resource(service, method, path, headers, body, query, region, account):
    if service == "monitoring":
        metric_namespace.set(text_of(body or b"", "Namespace"))
        alarm = text_of(body or b"", "AlarmNames")
        if alarm:
            return f"arn:aws:cloudwatch:{region}:{account}:alarm:{alarm}"
    if service == "application-autoscaling":
        return "*"
    if service == "ssm" and headers.get("x-amz-target", "").endswith(".GetParametersByPath"):
        # A path is the resource of its own listing; upstream asks for a right to everything.
        path = json.loads(body or b"{}").get("Path", "/").strip("/")
        return f"arn:aws:ssm:{region}:{account}:parameter/{path}"
    if service != "sagemaker":
        return resource_upstream(service, method, path, headers, body, query, region, account)
    base = f"arn:aws:sagemaker:{region}:{account}:"
    if path.startswith("/endpoints/"):
        return f"{base}endpoint/{path.split('/')[2].lower()}"
    noun = re.sub(r"^(BatchDescribe|[A-Z][a-z]+)", "", headers.get("x-amz-target", ".").split(".")[-1])
    noun = NOUN_TO_RESOURCE.get(noun, noun)
    parameters = json.loads(body or b"{}")
    name = parameters.get(f"{noun}Name") if noun else None
    if name is None:
        return parameters.get("ResourceArn") or "*"
    if str(name).startswith("arn:"):
        return name
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", noun).lower()
    return f"{base}{kind}/{str(name).lower()}"


def text_of(body, field):
    """The text, or the first text of the list, that a CloudWatch call has in a field; JSON or CBOR. `None` without."""
    if body[:1] == b"{":
        value = json.loads(body).get(field)
        return value[0] if isinstance(value, list) and value else value
    # CBOR: a text is its length and its bytes; a short length is in the first byte, a longer one follows 0x78.
    key = bytes([0x60 + len(field)]) + field.encode()
    at = body.find(key) + len(key)
    if at < len(key) or at >= len(body):
        return None
    at += 1 if body[at] >> 5 == 4 else 0
    start, length = (at + 2, body[at + 1]) if body[at] == 0x78 else (at + 1, body[at] - 0x60)
    return body[start:start + length].decode("utf-8", "replace")


def resolve_condition_key(key, context):
    if key.lower() == "aws:securetransport":
        return "true"
    # The emulator does not know this key, and a policy that asks for it would never hold.
    if key.lower() == "cloudwatch:namespace":
        return metric_namespace.get()
    return condition_upstream(key, context)


class CallLog:
    """Counts calls by (principal, action, resource, decision) and appends them as JSON lines now and then.

    Who was granted what, and never used it, is answered from this file; counting keeps it small and a call cheap.
    """

    def __init__(self, path):
        self.path = path
        self.counts = {}
        self.lock = threading.Lock()
        self.principal = threading.local()

    def resolve_principal(self, *parameters):
        found = principal_upstream(*parameters)
        self.principal.arn = getattr(found, "arn", None)
        return found

    def enforce(self, access_key_id, action, service, region, resource_arn="*", service_context=None):
        self.principal.arn = None
        result = enforce_upstream(access_key_id, action, service, region, resource_arn, service_context)
        key = (self.principal.arn or access_key_id, action, resource_arn, "Allow" if result is None else "Deny")
        with self.lock:
            self.counts[key] = self.counts.get(key, 0) + 1
        return result

    def flush(self):
        with self.lock:
            counts, self.counts = self.counts, {}
        if not counts:
            return
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        fields = ("principal", "action", "resource", "decision")
        lines = [json.dumps({"time": stamp, **dict(zip(fields, key)), "calls": n}) for key, n in counts.items()]
        try:
            with open(self.path, "a", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
        except OSError:
            with self.lock:  # kept for the next flush; the snapshot reports that the disk refuses
                for key, n in counts.items():
                    self.counts[key] = self.counts.get(key, 0) + n


def install(path):
    """@returns the call log, or None when no file was asked for"""
    for service in ("sagemaker", "application-autoscaling"):
        iam_actions.SERVICE_TO_IAM_NAMESPACE.setdefault(service, service)
    iam_actions.extract_iam_action = extract_action
    iam_actions.extract_resource_arn = extract_resource
    iam_evaluator._resolve_condition_key = resolve_condition_key
    if not path:
        return None
    log = CallLog(path)
    iam_evaluator.resolve_principal = log.resolve_principal
    iam_evaluator.enforce = log.enforce
    return log
