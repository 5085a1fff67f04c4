"""Application Auto Scaling, which the emulator has not: targets and policies are kept, nothing is scaled.

A local endpoint runs a fixed number of processes; but a release deregisters a variant's target before it deletes
the variant and registers the new one after, and that order must be provable on a laptop.
"""
import asyncio
import hashlib
import json
import re
import sys
import time

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region
from ministack.services import stepfunctions as sfn
from ministack.services.cloudformation import provisioners

from .sagemaker_service import register, request

JSON_TYPE = "application/x-amz-json-1.1"
VARIANT_RESOURCE = re.compile(r"^endpoint/(?P<endpoint>[^/]+)/variant/(?P<variant>[^/]+)$")
targets = AccountRegionScopedDict()
policies = AccountRegionScopedDict()


class Refused(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def target_key(p):
    return "|".join((p["ServiceNamespace"], p["ResourceId"], p["ScalableDimension"]))


def register_scalable_target(p):
    found = targets.get(target_key(p), {})
    low, high = p.get("MinCapacity", found.get("MinCapacity")), p.get("MaxCapacity", found.get("MaxCapacity"))
    if low is None or high is None or low > high:
        raise Refused("ValidationException", f"MinCapacity {low} and MaxCapacity {high} must be given, in this order")
    variant = VARIANT_RESOURCE.match(p["ResourceId"])
    if p["ServiceNamespace"] == "sagemaker" and (variant is None or not has_variant(**variant.groupdict())):
        raise Refused("ValidationException", f"No scalable resource found for resource ID: {p['ResourceId']}")
    digest = hashlib.sha256(target_key(p).encode()).hexdigest()[:16]
    arn = found.get("ScalableTargetARN") or (
        f"arn:aws:application-autoscaling:{get_region()}:{get_account_id()}:scalable-target/{digest}"
    )
    targets[target_key(p)] = {
        "CreationTime": time.time(), **found, "ServiceNamespace": p["ServiceNamespace"], "ResourceId": p["ResourceId"],
        "ScalableDimension": p["ScalableDimension"], "MinCapacity": low, "MaxCapacity": high,
        "RoleARN": p.get("RoleARN", found.get("RoleARN", "")), "ScalableTargetARN": arn,
        "SuspendedState": p.get("SuspendedState", found.get("SuspendedState", {})),
    }
    return {"ScalableTargetARN": arn}


def has_variant(endpoint, variant):
    try:
        described = request("DescribeEndpoint", {"EndpointName": endpoint})
    except sfn._ExecutionError:
        return False
    return any(v.get("VariantName") == variant for v in described.get("ProductionVariants", []))


def deregister_scalable_target(p):
    if targets.pop(target_key(p), None) is None:
        raise Refused("ObjectNotFoundException", f"No scalable target found for {target_key(p)}")
    for key, policy in list(policies.items()):
        if target_key(policy) == target_key(p):
            policies.pop(key, None)
    return {}


def describe_scalable_targets(p):
    wanted = p.get("ResourceIds") or []
    found = [t for t in targets.values() if t["ServiceNamespace"] == p["ServiceNamespace"]]
    found = [t for t in found if not wanted or t["ResourceId"] in wanted]
    return {"ScalableTargets": [t for t in found if p.get("ScalableDimension") in (None, t["ScalableDimension"])]}


def put_scaling_policy(p):
    if targets.get(target_key(p)) is None:
        raise Refused("ObjectNotFoundException", f"No scalable target registered for {target_key(p)}")
    arn = f"arn:aws:autoscaling:{get_region()}:{get_account_id()}:scalingPolicy:local:resource/{p['ResourceId']}:policyName/{p['PolicyName']}"
    policies[f"{target_key(p)}|{p['PolicyName']}"] = {**p, "PolicyARN": arn, "CreationTime": time.time(), "Alarms": []}
    return {"PolicyARN": arn, "Alarms": []}


def delete_scaling_policy(p):
    if policies.pop(f"{target_key(p)}|{p['PolicyName']}", None) is None:
        raise Refused("ObjectNotFoundException", f"No scaling policy {p['PolicyName']} for {target_key(p)}")
    return {}


def describe_scaling_policies(p):
    found = [x for x in policies.values() if x["ServiceNamespace"] == p["ServiceNamespace"]]
    return {"ScalingPolicies": [x for x in found if p.get("ResourceId") in (None, x["ResourceId"])]}


ACTIONS = {
    "RegisterScalableTarget": register_scalable_target,
    "DeregisterScalableTarget": deregister_scalable_target,
    "DescribeScalableTargets": describe_scalable_targets,
    "PutScalingPolicy": put_scaling_policy,
    "DeleteScalingPolicy": delete_scaling_policy,
    "DescribeScalingPolicies": describe_scaling_policies,
    "ListTagsForResource": lambda p: {"Tags": {}},
}


async def handle_request(method, path, headers, body, query_params):
    action = headers.get("x-amz-target", ".").split(".")[-1]
    try:
        if action not in ACTIONS:
            raise Refused("ValidationException", f"{action} is not available locally")
        answer = await asyncio.to_thread(ACTIONS[action], json.loads(body or b"{}"))
    except KeyError as error:
        answer, status = {"__type": "ValidationException", "message": f"{error.args[0]} is required"}, 400
    except Refused as error:
        answer, status = {"__type": error.code, "message": str(error)}, 400
    else:
        status = 200
    return status, {"Content-Type": JSON_TYPE}, json.dumps(answer).encode()


def get_state():
    return {"targets": targets, "policies": policies}


def load_persisted_state(data):
    targets.update(data.get("targets", {}))
    policies.update(data.get("policies", {}))


def reset():
    targets.clear()
    policies.clear()


def create_target(logical_id, props, stack):
    raise_as_value_error(register_scalable_target, props)
    return target_key(props), {"Id": target_key(props)}


def create_policy(logical_id, props, stack):
    if "ScalingTargetId" in props:
        namespace, resource, dimension = props["ScalingTargetId"].split("|")
        props = {**props, "ServiceNamespace": namespace, "ResourceId": resource, "ScalableDimension": dimension}
    arn = raise_as_value_error(put_scaling_policy, props)["PolicyARN"]
    return arn, {"Arn": arn}


def raise_as_value_error(action, props):
    try:
        return action(props)
    except Refused as error:
        raise ValueError(str(error)) from error


def install() -> None:
    register("application-autoscaling", handle_request, sys.modules[__name__], ["AnyScaleFrontendService."])
    service = {"target_prefix": "AnyScaleFrontendService", "protocol": "json", "service_key": "application-autoscaling"}
    sfn._AWS_SDK_SERVICE_MAP["applicationautoscaling"] = service
    sfn._AWS_SDK_ERROR_PREFIX["applicationautoscaling"] = "ApplicationAutoScaling"
    ignore = lambda physical_id, props: None  # noqa: E731
    handlers = provisioners._RESOURCE_HANDLERS
    handlers["AWS::ApplicationAutoScaling::ScalableTarget"] = {
        "create": create_target,
        "update": lambda physical_id, old, new, stack: create_target("", new, stack),
        "delete": lambda physical_id, props: targets.pop(physical_id, None),
    }
    handlers["AWS::ApplicationAutoScaling::ScalingPolicy"] = {
        "create": create_policy,
        "update": lambda physical_id, old, new, stack: create_policy("", new, stack),
        "delete": ignore,
    }
