"""What the emulator leaves out of a distributed Map: JSONata, ItemBatcher, ResultWriter, and events of its Map Run."""
import json
import os

from ministack.services import s3, stepfunctions as sfn

run_upstream = sfn._run_distributed_map
# Fields that shape the state's result: applied here, after the result is exchanged for the writer's.
RESULT_FIELDS = ("ResultPath", "ResultSelector", "OutputPath", "Output", "Assign", "ResultWriter")
READER_FIELDS = ("ItemReader", "ItemSelector", "ItemBatcher", "Items")
NUMBERS = ("MaxConcurrency", "ToleratedFailurePercentage", "ToleratedFailureCount")
# Each child holds a thread, and a function that is throttled only waits: more at once than functions is of no use.
MOST_AT_ONCE = int(os.environ.get("LAMBDA_ACCOUNT_CONCURRENCY", "32"))


def run_distributed_map(state, raw_input, effective, iterator, execution, context):
    is_jsonata = sfn._state_query_language(state, context) == "JSONata"
    writer = state.get("ResultWriter")
    resolve = resolver(is_jsonata, raw_input, effective, context)
    plain = {k: v for k, v in state.items() if k not in (*RESULT_FIELDS, *READER_FIELDS)}
    if is_jsonata:
        for field in NUMBERS:
            if field in plain:
                plain[field] = sfn._jsonata_state_field(plain, field, "number", raw_input, context)
    plain["MaxConcurrency"] = min(int(plain.get("MaxConcurrency") or MOST_AT_ONCE), MOST_AT_ONCE)
    items = read_items(state, resolve, effective, context, is_jsonata, raw_input)
    # Nothing of the outside is known within a child: each is an execution of its own.
    inside = {**context, "variables": {}}
    before = set(sfn._map_runs.keys())
    started = sfn._add_event(execution, "MapRunStarted", {"mapRunStartedEventDetails": {}})
    results, failure = [], None
    try:
        results, _ = run_upstream(
            {**plain, "ItemsPath": "$.items"}, raw_input, {"items": items}, iterator, execution, inside,
        )
    except sfn._ExecutionError as error:
        failure = error
    run_arn = next(
        arn for arn in sfn._map_runs.keys()
        if arn not in before and sfn._map_runs[arn]["executionArn"] == execution["executionArn"]
    )
    started["mapRunStartedEventDetails"]["mapRunArn"] = run_arn
    if writer:
        target = resolve(writer.get("Parameters") or writer.get("Arguments") or {})
        # Also of a run that failed: what went wrong stands there, a row a child.
        details = write_results(target["Bucket"], target.get("Prefix", "").strip("/"), run_arn)
        results = {"MapRunArn": run_arn, "ResultWriterDetails": details}
    if failure is not None:
        details = {"error": failure.error, "cause": failure.cause}
        sfn._add_event(execution, "MapRunFailed", {"mapRunFailedEventDetails": details})
        raise failure
    sfn._add_event(execution, "MapRunSucceeded")
    if is_jsonata:
        output = sfn._apply_jsonata_output(state, raw_input, context, result=results, default=results)
        sfn._apply_state_assign(state, raw_input, context, result=results)
        return output, sfn._next_or_end(state)
    result = sfn._apply_result_selector(state, results)
    output = sfn._apply_output_path(state, sfn._apply_result_path(state, raw_input, result), context)
    return output, sfn._next_or_end(state)


def resolver(is_jsonata, raw_input, effective, context):
    """@returns how a template of the state gets its values, in the state's own language"""
    def resolve(template, more=None):
        inner = {**context, **(more or {})}
        if is_jsonata:
            return sfn._apply_jsonata_template(template, raw_input, inner)
        return sfn._resolve_params_obj(template, effective, inner)
    return resolve


def read_items(state, resolve, effective, context, is_jsonata, raw_input):
    """The inputs of the children: read, selected, batched."""
    if "ItemReader" in state:
        reader = state["ItemReader"]
        given = reader.get("Parameters") or reader.get("Arguments") or {}
        config = resolve(reader.get("ReaderConfig") or {}) if is_jsonata else reader.get("ReaderConfig") or {}
        # Values, not templates, from here on: a second resolving finds nothing to replace.
        items = sfn._read_map_items({**reader, "Parameters": resolve(given), "ReaderConfig": config}, effective, context)
    elif is_jsonata and "Items" in state:
        items = sfn._jsonata_state_field(state, "Items", "array", raw_input, context)
    else:
        items = sfn._resolve_path_or_ctx(state.get("ItemsPath", "$"), effective, context)
    items = items if isinstance(items, list) else [items]
    selector = state.get("ItemSelector") or state.get("Parameters")
    if selector:
        items = [
            resolve(selector, {"Map": {"Item": {"Index": i, "Value": item}}}) for i, item in enumerate(items)
        ]
    return batches_of(items, resolve(state["ItemBatcher"])) if state.get("ItemBatcher") else items


def batches_of(items, batcher):
    shared = batcher.get("BatchInput", {})
    extra = {"BatchInput": shared} if shared else {}
    size = int(batcher.get("MaxItemsPerBatch") or len(items) or 1)
    return [{**extra, "Items": items[i:i + size]} for i in range(0, len(items), size)]


def write_results(bucket, prefix, run_arn):
    """Writes SUCCEEDED_0.json, FAILED_0.json and the manifest. @returns what ResultWriterDetails says"""
    folder = f"{prefix}/{run_arn.split(':')[-1]}".lstrip("/")
    fields = {"ExecutionArn": "executionArn", "Input": "input", "Output": "output", "Status": "status", "Error": "error", "Cause": "cause"}
    children = [e for e in list(sfn._executions.values()) if e.get("mapRunArn") == run_arn]
    rows = [{name: child.get(key) for name, key in fields.items()} for child in children]
    files = {"PENDING": []}
    for status in ("SUCCEEDED", "FAILED"):
        part = [row for row in rows if row["Status"] == status]
        files[status] = [put(bucket, f"{folder}/{status}_0.json", part)] if part else []
    put(bucket, f"{folder}/manifest.json", {"DestinationBucket": bucket, "MapRunArn": run_arn, "ResultFiles": files})
    return {"Bucket": bucket, "Key": f"{folder}/manifest.json"}


def put(bucket, key, document):
    body = json.dumps(document).encode()
    status, _, answer = s3._put_object(bucket, key, body, {"content-type": "application/json"})
    if status >= 300:
        raise sfn._ExecutionError("States.ResultWriterFailed", str(answer))
    return {"Key": key, "Size": len(body)}


def install() -> None:
    sfn._run_distributed_map = run_distributed_map
