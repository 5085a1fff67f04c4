"""The door of the emulator: only programs of this machine come in, and a full disk is told before it is too late.

A web page can make a browser call 127.0.0.1. Such a call carries an Origin or a fetch-site of elsewhere, or after
DNS rebinding a foreign Host; each is refused. Administration (reset, configuration) needs a token of the launcher.
"""
import contextvars
import hmac
import json
import re

from ministack import app

from . import activity
from .settings import ADMIN_TOKEN

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
# The emulator routes by names below these; nobody else can make them resolve.
SERVICE_SUFFIXES = tuple(f".{name}" for name in LOOPBACK_NAMES) + (".amazonaws.com", ".on.aws")
TOKEN_HEADER = "x-gyre-admin-token"
STATUS_PATH = "/_gyre/status"
ADMIN_PREFIXES = ("/_ministack/", "/_localstack/")
# CloudFormation's custom resources answer here from inside a Lambda, which has no token.
CALLBACK_PREFIXES = ("/_ministack/cfn-response/", "/_ministack/cfn-signal/")
READING = re.compile(r"^(Get|BatchGet|TransactGet|Describe|BatchDescribe|List|Query|Scan|Search|Delete|Stop|Receive|Filter)")
# Whether the request in hand comes from the launcher or from SageMaker local: only they have the token.
is_trusted: contextvars.ContextVar[bool] = contextvars.ContextVar("gyre_is_trusted", default=False)
NO_STORAGE = 507  # not retried by SDKs: waiting does not free a disk


def host_name(text):
    return re.sub(r":\d+$", "", text)


def is_ours(name):
    return name in LOOPBACK_NAMES or name.endswith(SERVICE_SUFFIXES)


def has_token(headers):
    return bool(ADMIN_TOKEN) and hmac.compare_digest(headers.get(TOKEN_HEADER, "").encode(), ADMIN_TOKEN.encode())


def refusal(scope, headers):
    """Why the request is refused, or None."""
    if not is_ours(host_name(headers.get("host", ""))):
        return "foreign Host"
    origin = headers.get("origin")
    if origin is not None and host_name(origin.split("//")[-1]) not in LOOPBACK_NAMES:
        return "foreign Origin"
    if headers.get("sec-fetch-site") == "cross-site":
        return "request of a foreign page"
    path, method = scope["path"], scope.get("method", "GET")
    is_admin = path.startswith(ADMIN_PREFIXES) and not path.startswith(CALLBACK_PREFIXES) and method not in ("GET", "HEAD")
    if is_admin and not has_token(headers):
        return "administration without token"
    return None


def is_write(scope, headers):
    target = headers.get("x-amz-target")
    if target:
        return READING.match(target.split(".")[-1]) is None
    return scope["method"] in ("PUT", "POST") and "/s3/aws4_request" in headers.get("authorization", "")


class Guard:
    def __init__(self, inner, snapshots, on_started, status):
        self.inner, self.snapshots, self.on_started, self.status = inner, snapshots, on_started, status

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            return await self.inner(scope, receive, self.watched(send))
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        is_trusted.set(has_token(headers))
        reason = refusal(scope, headers)
        if reason is not None:
            return await answer(send, 403, f"refused: {reason}".encode(), b"text/plain")
        if scope["path"] == STATUS_PATH:
            return await answer(send, 200, json.dumps(self.status()).encode(), b"application/json")
        if scope["type"] == "http" and is_write(scope, headers) and self.snapshots.is_disk_full():
            return await self.refuse_write(send, "x-amz-target" in headers)
        if not scope["path"].startswith("/_"):
            activity.mark()
        return await self.inner(scope, receive, send)

    def watched(self, send):
        async def pass_on(message):
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                self.on_started()
            if message["type"] == "lifespan.shutdown.complete":
                self.snapshots.stop()

        return pass_on

    async def refuse_write(self, send, is_json):
        text = f"write refused: less than {self.snapshots.reserved_bytes} bytes are free in the state directory"
        self.snapshots.note_refusal(text)
        if is_json:
            body = json.dumps({"__type": "InsufficientStorage", "message": text}).encode()
            return await answer(send, NO_STORAGE, body, b"application/x-amz-json-1.0")
        body = f'<?xml version="1.0"?><Error><Code>InsufficientStorage</Code><Message>{text}</Message></Error>'.encode()
        return await answer(send, NO_STORAGE, body, b"application/xml")


async def answer(send, status, body, content_type):
    headers = [(b"content-type", content_type), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def install(snapshots, on_started, status) -> None:
    app.app = Guard(app.app, snapshots, on_started, status)
