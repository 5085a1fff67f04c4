"""Resource types that the emulator refuses: SageMaker's and the composite alarm for real, others recorded.

A recorded resource does nothing here and is listed by `gyre local status`; nothing is skipped without a word.
"""
import hashlib
import json

from ministack.services import cloudwatch, stepfunctions as sfn
from ministack.services.cloudformation import provisioners

from .sagemaker_service import request

SAGEMAKER_NOUNS = ("Model", "EndpointConfig", "Endpoint", "ModelPackageGroup")
RECORDED_TYPES = (
    "AWS::Budgets::Budget", "AWS::CloudTrail::Trail", "AWS::CloudWatch::AnomalyDetector", "AWS::Logs::QueryDefinition",
    "AWS::XRay::Group", "AWS::XRay::SamplingRule", "AWS::Events::Archive", "AWS::Athena::NamedQuery",
    "AWS::WAFv2::WebACLAssociation", "AWS::SageMaker::MonitoringSchedule", "AWS::ResourceGroups::Group",
)
MAX_NAME_LENGTH = 56
recorded = {}  # "stack/logical id" -> type


class SageMakerType:
    """Ref is the ARN; Fn::GetAtt gives <Noun>Name and <Noun>Arn. A replacement gets a new generated name."""

    def __init__(self, noun):
        self.noun, self.name_field = noun, f"{noun}Name"

    def create(self, logical_id, props, stack):
        digest = hashlib.sha256(json.dumps(props, sort_keys=True).encode()).hexdigest()[:6]
        generated = provisioners._physical_name(stack, logical_id, max_len=MAX_NAME_LENGTH)
        # An endpoint changes in place, the others are immutable: only theirs may differ from one content to the next.
        generated = generated if self.noun == "Endpoint" else f"{generated}-{digest}"
        name = props.get(self.name_field) or generated
        arn = request(f"Create{self.noun}", {**props, self.name_field: name}).get(f"{self.noun}Arn", "")
        return arn, {self.name_field: name, f"{self.noun}Arn": arn}

    def delete(self, physical_id, props):
        try:
            request(f"Delete{self.noun}", {self.name_field: physical_id.split("/")[-1]})
        except sfn._ExecutionError:
            pass  # gone already, which is what was asked for

    def update(self, physical_id, old, new, stack, logical_id):
        if self.noun == "Endpoint" and old.get(self.name_field) == new.get(self.name_field):
            name = physical_id.split("/")[-1]
            request("UpdateEndpoint", {"EndpointName": name, "EndpointConfigName": new["EndpointConfigName"]})
            return physical_id, {"EndpointName": name, "EndpointArn": physical_id}
        if new.get(self.name_field) and new.get(self.name_field) == old.get(self.name_field):
            self.delete(physical_id, old)
        created = self.create(logical_id, new, stack)
        if created[0] != physical_id:
            self.delete(physical_id, old)
        return created


def create_composite_alarm(logical_id, props, stack):
    name = props.get("AlarmName") or provisioners._physical_name(stack, logical_id)
    cloudwatch._put_composite_alarm({}, {**props, "AlarmName": name}, False, True)
    return name, {"Arn": f"arn:aws:cloudwatch:{sfn.get_region()}:{sfn.get_account_id()}:alarm:{name}"}


def record_type(kind):
    def create(logical_id, props, stack):
        recorded[f"{stack}/{logical_id}"] = kind
        physical_id = provisioners._physical_name(stack, logical_id)
        return physical_id, {"Arn": f"arn:aws:local:::{physical_id}", "Id": physical_id}

    return {"create": create, "update": lambda pid, old, new, stack: (pid, {}), "delete": lambda pid, props: None}


def install() -> None:
    handlers = provisioners._RESOURCE_HANDLERS
    for noun in SAGEMAKER_NOUNS:
        kind = SageMakerType(noun)
        handlers[f"AWS::SageMaker::{noun}"] = {
            "create": kind.create, "update": kind.update, "update_with_logical_id": True, "delete": kind.delete,
        }
    handlers["AWS::CloudWatch::CompositeAlarm"] = {
        "create": create_composite_alarm,
        "update": lambda pid, old, new, stack: create_composite_alarm(pid, {**new, "AlarmName": pid}, stack),
        "delete": lambda pid, props: cloudwatch._composite_alarms.pop(pid, None),
    }
    for kind in RECORDED_TYPES:
        handlers.setdefault(kind, record_type(kind))
