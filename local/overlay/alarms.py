"""Alarms: exact dimensions, M out of N periods, missing data, and actions other than SNS.

The emulator pools all dimensions of a metric, so a datapoint of one model would put the alarm of another into ALARM.
"""
import json
import time

from ministack.services import cloudwatch, eventbridge, stepfunctions as sfn

from . import activity

COMPARISONS = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}
ACTIONS_OF_STATE = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}
# A datapoint stamped a moment ahead of this clock still counts into the open period.
CLOCK_TOLERANCE_SECONDS = 1
dispatch_upstream = cloudwatch._dispatch_alarm_actions


def evaluate_alarm(alarm):
    if not alarm.get("Namespace") or alarm.get("ComparisonOperator") not in COMPARISONS:
        return
    values = values_of_periods(alarm, time.time())
    state = next_state(alarm, values)
    previous = alarm["StateValue"]
    if state == previous:
        return
    activity.mark()
    reason = f"Threshold Crossed: {values} {alarm['ComparisonOperator']} {alarm['Threshold']}"
    alarm.update(StateValue=state, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
    cloudwatch._record_history(alarm["AlarmName"], previous, state, reason)
    cloudwatch._dispatch_alarm_actions(alarm, previous, state, reason)
    cloudwatch._evaluate_parent_alarms(alarm)


def values_of_periods(alarm, now):
    """The statistic of each evaluated period, newest first and the open one included; None = no datapoint."""
    dimensions = {d["Name"]: d["Value"] for d in alarm.get("Dimensions") or []}
    points = list(cloudwatch._metrics.get((alarm["Namespace"], alarm["MetricName"], cloudwatch._dims_key(dimensions))) or [])
    period = alarm.get("Period", 60)
    statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic", "Average")
    values = []
    for i in range(alarm.get("EvaluationPeriods", 1)):
        end = now - period * i
        latest = end + (CLOCK_TOLERANCE_SECONDS if i == 0 else 0)
        inside = [p for p in points if end - period < p["Timestamp"] <= latest]
        values.append(cloudwatch._stat_value(cloudwatch._calc_stats(inside), statistic, inside) if inside else None)
    return values


def next_state(alarm, values):
    missing = alarm.get("TreatMissingData") or "missing"
    if all(value is None for value in values) and missing in ("missing", "ignore"):
        return alarm["StateValue"] if missing == "ignore" else "INSUFFICIENT_DATA"
    compare = COMPARISONS[alarm["ComparisonOperator"]]
    breaching = sum(missing == "breaching" if v is None else compare(v, alarm["Threshold"]) for v in values)
    return "ALARM" if breaching >= (alarm.get("DatapointsToAlarm") or len(values)) else "OK"


def dispatch_actions(alarm, previous, state, reason):
    """Adds the EventBridge event of every transition, and Lambda actions, to the emulator's SNS actions."""
    dispatch_upstream(alarm, previous, state, reason)
    arn = alarm.get("AlarmArn", "")
    fields = ("Namespace", "MetricName", "Threshold", "ComparisonOperator")
    detail = {
        "alarmName": alarm["AlarmName"],
        "state": {"value": state, "reason": reason, "timestamp": sfn.now_iso()},
        "previousState": {"value": previous},
        "configuration": {name[0].lower() + name[1:]: alarm.get(name) for name in fields},
    }
    entry = {
        "Source": "aws.cloudwatch", "DetailType": "CloudWatch Alarm State Change",
        "Detail": json.dumps(detail), "Resources": [arn],
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
    if not alarm.get("ActionsEnabled", True):
        return
    call = {
        "source": "aws.cloudwatch", "alarmArn": arn, "accountId": sfn.get_account_id(),
        "region": sfn.get_region(), "time": sfn.now_iso(), "alarmData": detail,
    }
    for action in alarm.get(ACTIONS_OF_STATE[state]) or []:
        if ":lambda:" in action:
            eventbridge._dispatch_to_lambda(action, json.dumps(call))


def install() -> None:
    cloudwatch._evaluate_alarm = evaluate_alarm
    cloudwatch._dispatch_alarm_actions = dispatch_actions
