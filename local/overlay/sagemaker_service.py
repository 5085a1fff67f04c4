"""SageMaker, which the emulator has not: requests are handed to the local SageMaker server.

Both the control plane (POST / with an X-Amz-Target) and the runtime (POST /endpoints/NAME/invocations) are signed
for `sagemaker`, so one handler serves both.
"""
import asyncio
import http.client
import json
import re
import threading
import types
import sys
from urllib.parse import urlsplit

from ministack import app
from ministack.core import router
from ministack.core.responses import get_account_id, get_region
from ministack.services import stepfunctions as sfn

from .settings import SAGEMAKER_URL

SERVER = urlsplit(SAGEMAKER_URL)
TIMEOUT_SECONDS = 900
FORWARDED_HEADER = re.compile(r"^(x-amz-target|x-amzn-sagemaker-.*|content-type|accept|x-amzn-trace-id)$")
NOT_RETURNED = {"connection", "transfer-encoding", "content-length", "date", "keep-alive"}
JSON_TYPE = "application/x-amz-json-1.1"

# Wire code -> the name under which Step Functions reports it.
ERROR_NAMES = {f"{code}": f"{code}Exception" for code in ("ResourceInUse", "ResourceNotFound", "ResourceLimitExceeded")}
# The event loop's workers call concurrently; one kept-alive connection per thread spares a handshake a call.
connections = threading.local()


def call(method, path, headers, body):
    """Forwards one request. @returns (status, headers, body); 503 when the server does not answer."""
    data = body.encode() if isinstance(body, str) else (body or b"")
    kept = {name: value for name, value in headers.items() if FORWARDED_HEADER.match(name.lower())}
    kept |= {"x-local-account": get_account_id(), "x-local-region": get_region()}
    for is_last_attempt in (False, True):
        connection = getattr(connections, "current", None)
        is_fresh = connection is None
        if is_fresh:
            connection = connections.current = http.client.HTTPConnection(
                SERVER.hostname, SERVER.port, timeout=TIMEOUT_SECONDS
            )
        try:
            connection.request(method, path, body=data, headers=kept)
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            connections.current = None
            # A kept connection that the server closed while idle never carried the request: one new try is safe.
            is_stale = isinstance(error, (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError))
            if is_last_attempt or is_fresh or not is_stale:
                text = f"local SageMaker at {SAGEMAKER_URL} does not answer: {error}"
                return 503, {"Content-Type": JSON_TYPE}, json.dumps({"__type": "ServiceUnavailable", "message": text}).encode()


async def handle_request(method, path, headers, body, query_params):
    if query_params:
        path += "?" + "&".join(f"{key}={value}" for key, values in query_params.items() for value in values)
    status, answer, data = await asyncio.to_thread(call, method, path, headers, body)
    return status, {name: value for name, value in answer.items() if name.lower() not in NOT_RETURNED}, data


def request(action, parameters):
    """One control-plane call from a worker thread. @raises sfn._ExecutionError named as Step Functions names it"""
    headers = {"x-amz-target": f"SageMaker.{action}", "content-type": JSON_TYPE}
    status, _, data = call("POST", "/", headers, json.dumps(parameters))
    answer = json.loads(data or b"{}")
    if status >= 400:
        code = str(answer.get("__type", "")).split("#")[-1]
        message = answer.get("message") or answer.get("Message") or ""
        raise sfn._ExecutionError(
            "SageMaker." + ERROR_NAMES.get(code, "AmazonSageMakerException"),
            f"{message} (Service: AmazonSageMaker; Status Code: {status}; Error Code: {code})",
        )
    return answer


def register(name, handler, state_module=None, target_prefixes=(), host_patterns=()):
    """Adds a service to the emulator's tables: dispatch, routing and persistence."""
    module = state_module or types.ModuleType(f"ministack.services.{name}")
    defaults = {"get_state": lambda: None, "load_persisted_state": lambda data: None, "reset": lambda: None}
    for attribute, value in {"handle_request": handler, **defaults}.items():
        if not hasattr(module, attribute):
            setattr(module, attribute, value)
    sys.modules[f"ministack.services.{name}"] = app._loaded_modules[name] = module
    app.SERVICE_REGISTRY[name] = {"module": name}
    app.SERVICE_HANDLERS[name] = handler
    pattern = {"target_prefixes": list(target_prefixes), "host_patterns": list(host_patterns)}
    router.SERVICE_PATTERNS = {name: pattern} | router.SERVICE_PATTERNS
    if state_module is not None:
        app._state_map[name] = name


def install() -> None:
    register("sagemaker", handle_request, None, ["SageMaker."], [r"^(runtime|api)\.sagemaker\."])
