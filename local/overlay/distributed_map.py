"""ItemBatcher and ResultWriter of a distributed Map, which the emulator reads past."""
import json

from ministack.services import s3, stepfunctions as sfn

run_upstream = sfn._run_distributed_map
# Fields that shape the state's result: applied here, after the result is exchanged for the writer's.
RESULT_FIELDS = ("ResultPath", "ResultSelector", "OutputPath", "Output", "Assign", "ResultWriter")
READER_FIELDS = ("ItemReader", "ItemSelector", "ItemBatcher")


def run_distributed_map(state, raw_input, effective, iterator, execution, context):
    writer = state.get("ResultWriter")
    if state.get("ItemBatcher"):
        effective = {"batches": read_batches(state, effective, context)}
        state = {k: v for k, v in state.items() if k not in READER_FIELDS} | {"ItemsPath": "$.batches"}
    if not writer:
        return run_upstream(state, raw_input, effective, iterator, execution, context)
    plain = {k: v for k, v in state.items() if k not in RESULT_FIELDS}
    before = set(sfn._map_runs.keys())
    _, following = run_upstream(plain, raw_input, effective, iterator, execution, context)
    run_arn = next(
        arn for arn in sfn._map_runs.keys()
        if arn not in before and sfn._map_runs[arn]["executionArn"] == execution["executionArn"]
    )
    target = sfn._resolve_params_obj(writer.get("Parameters") or writer.get("Arguments") or {}, effective, context)
    details = write_results(target["Bucket"], target.get("Prefix", "").strip("/"), run_arn)
    result = sfn._apply_result_selector(state, {"MapRunArn": run_arn, "ResultWriterDetails": details})
    return sfn._apply_output_path(state, sfn._apply_result_path(state, raw_input, result), context), following


def read_batches(state, effective, context):
    batcher, selector = state["ItemBatcher"], state.get("ItemSelector")
    if "ItemReader" in state:
        items = sfn._read_map_items(state["ItemReader"], effective, context)
    else:
        items = sfn._resolve_path_or_ctx(state.get("ItemsPath", "$"), effective, context)
    if selector:
        items = [
            sfn._resolve_params_obj(selector, effective, {**context, "Map": {"Item": {"Index": i, "Value": item}}})
            for i, item in enumerate(items)
        ]
    shared = sfn._resolve_params_obj(batcher.get("BatchInput", {}), effective, context)
    extra = {"BatchInput": shared} if shared else {}
    size = int(batcher.get("MaxItemsPerBatch") or len(items) or 1)
    return [{**extra, "Items": items[i:i + size]} for i in range(0, len(items), size)]


def write_results(bucket, prefix, run_arn):
    """Writes SUCCEEDED_0.json, FAILED_0.json and the manifest. @returns what ResultWriterDetails says"""
    folder = f"{prefix}/{run_arn.split(':')[-1]}".lstrip("/")
    fields = {"ExecutionArn": "executionArn", "Input": "input", "Output": "output", "Status": "status", "Error": "error", "Cause": "cause"}
    children = [e for e in sfn._executions.values() if e.get("mapRunArn") == run_arn]
    rows = [{name: child.get(key) for name, key in fields.items()} for child in children]
    files = {"PENDING": []}
    for status in ("SUCCEEDED", "FAILED"):
        part = [row for row in rows if row["Status"] == status]
        files[status] = [put(bucket, f"{folder}/{status}_0.json", part)] if part else []
    put(bucket, f"{folder}/manifest.json", {"DestinationBucket": bucket, "MapRunArn": run_arn, "ResultFiles": files})
    return {"Bucket": bucket, "Key": f"{folder}/manifest.json"}


def put(bucket, key, document):
    body = json.dumps(document).encode()
    s3._put_object(bucket, key, body, {"content-type": "application/json"})
    return {"Key": key, "Size": len(body)}


def install() -> None:
    sfn._run_distributed_map = run_distributed_map
