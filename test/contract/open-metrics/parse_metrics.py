"""Reads OpenMetrics text with the official Python client, and prints what it understood as JSON."""
import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

families = [
    {
        "name": family.name,
        "type": family.type,
        "unit": family.unit,
        "help": family.documentation,
        "samples": [{"name": one.name, "labels": one.labels, "value": one.value} for one in family.samples],
    }
    for family in text_string_to_metric_families(sys.stdin.buffer.read().decode("utf-8"))
]
json.dump(families, sys.stdout)
