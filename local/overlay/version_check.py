"""Refuses to patch an emulator it was not written for.

The overlay replaces private functions. A release that renamed one would be patched half, and would then be wrong
without a word: so the version and each name are checked before the first patch, and one line says what differs.
"""
import importlib
import sys
from importlib.metadata import PackageNotFoundError, version

PINNED = "1.5.33"
EXIT_CONFIGURATION = 78  # EX_CONFIG of sysexits.h

REQUIRED = {
    "ministack.app": (
        "SERVICE_REGISTRY SERVICE_HANDLERS _loaded_modules _state_map _MAIN_LOOP _build_persistence_save_dict "
        "save_all app main set_request_account_id set_request_region"
    ),
    "ministack.core.router": "SERVICE_PATTERNS",
    "ministack.core.responses": "get_account_id get_region",
    "ministack.core.persistence": "STATE_DIR PERSIST_STATE _json_default _state_format_version save_state",
    "ministack.core.lambda_runtime": "_NODEJS_WORKER_SCRIPT Worker _LOCAL_WORKER_TTL",
    "ministack.core.iam_actions": "extract_iam_action extract_resource_arn SERVICE_TO_IAM_NAMESPACE",
    "ministack.core.iam_evaluator": "_resolve_condition_key enforce resolve_principal",
    "ministack.services.stepfunctions": (
        "_run_execution _fail_execution _add_event _start_execution _stop_execution _invoke_with_callback "
        "_invoke_resource_with_timeout _find_matching_retrier _error_matches _execute_task _execute_pass "
        "_execute_choice _execute_wait _execute_parallel _execute_map _run_distributed_map _read_map_items "
        "_map_runs _call_lambda _SERVICE_DISPATCH _AWS_SDK_SERVICE_MAP _AWS_SDK_ERROR_PREFIX "
        "_AWS_SDK_ERROR_CODE_OVERRIDES _ExecutionError _executions _state_machines _task_tokens _finalize_response "
        "_emit_execution_status_event _resolve_state_machine_arn _resolve_params_obj _resolve_path_or_ctx "
        "_apply_input_path _apply_output_path _apply_result_selector _apply_result_path _fail_state_error "
        "_next_or_end _apply_jsonata_template _invoke_nested_start_execution_sync _nested_start_execution_request "
        "_nested_execution_failure handle_request copy"
    ),
    "ministack.services.cloudwatch": (
        "_evaluate_alarm _evaluate_all_alarms _dispatch_alarm_actions _record_history _evaluate_parent_alarms "
        "_metrics _dims_key _calc_stats _stat_value _store_datum _put_composite_alarm _composite_alarms copy"
    ),
    "ministack.services.eventbridge": (
        "_dispatch_event _invoke_target _put_events _dispatch_to_sqs _dispatch_to_lambda _pattern_event_view parse_arn"
    ),
    "ministack.services.dynamodb": "_tokenize _condition_syntax_error copy",
    "ministack.services.cloudformation": "copy",
    "ministack.services.cloudwatch_logs": "copy",
    "ministack.services.lambda_svc": "_execute_function_warm _get_func_record_for_ref",
    "ministack.services.s3": "_fire_s3_event _put_object handle_request DATA_DIR",
    "ministack.services.sns": "_topics copy",
    "ministack.services.sqs": "_queue_by_arn copy",
    "ministack.services.cloudformation.provisioners": "_RESOURCE_HANDLERS _physical_name",
}


def check_emulator() -> None:
    """Ends the process with one line when the emulator is not the one this overlay patches."""
    try:
        found = version("ministack")
    except PackageNotFoundError:
        found = "none"
    if found != PINNED:
        refuse(f"this overlay patches ministack {PINNED}, found {found}; prepare the Python environment again")
    missing = [
        f"{module}.{name}"
        for module, names in REQUIRED.items()
        for name in names.split()
        if not hasattr(importlib.import_module(module), name)
    ]
    if missing:
        refuse(f"ministack {found} lacks what this overlay patches: {', '.join(missing)}")


def refuse(reason: str) -> None:
    print(f"gyre-overlay: refused: {reason}", file=sys.stderr, flush=True)
    raise SystemExit(EXIT_CONFIGURATION)
