"""IAM of the embedded cloud: SageMaker's actions, loopback as secure transport, and a line for what was called.

The emulator lets a service it does not know pass unchecked, and takes loopback HTTP for insecure, so that a bucket
which enforces TLS (the CDK's own bootstrap bucket does) would refuse everything.
"""
import json
import re
import threading
import time

from ministack.core import iam_actions, iam_evaluator

# Operations without a name in the request, or whose IAM resource is not the one the operation is named for.
NOUN_TO_RESOURCE = {"EndpointWeightsAndCapacities": "Endpoint", "Endpoints": None, "Tags": None}
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


def resolve_condition_key(key, context):
    return "true" if key.lower() == "aws:securetransport" else condition_upstream(key, context)


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
