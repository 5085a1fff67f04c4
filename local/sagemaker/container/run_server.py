"""The `serve` command of the container: /ping and /invocations over HTTP, on a Unix socket instead of port 8080.

    python run_server.py <base directory that stands for /opt/ml> <path of the socket>

A socket in a private folder needs no free port, is out of reach of a web page, and works from inside a network
namespace, so a hosted model can be cut off from the network and still be asked. File descriptor 3 gets one line
when the model is loaded: nobody has to poll.
"""

import gc
import os
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingMixIn, UnixStreamServer

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import lifeline  # noqa: E402
import user_module  # noqa: E402
from requirements_step import InstallFailed, install_requirements  # noqa: E402

sys.path.remove(HERE)
sys.path.append(os.path.join(HERE, "site"))

READY_DESCRIPTOR = 3
DEFAULT_PAYLOAD_MB = 6
CONNECTION_BACKLOG = 128
DISCARD_BYTES = 1024 * 1024


class Server(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True
    request_queue_size = CONNECTION_BACKLOG


def handler_class(transform, maximum_bytes, default_accept):
    # The image runs single-threaded workers: user code never sees two requests at once.
    one_at_a_time = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self):
            self.answer(200 if self.path == "/ping" else 404, b"", "text/plain")

        def do_POST(self):
            length = int(self.headers.get("Content-Length") or 0)
            if self.path != "/invocations":
                self.close_connection = True
                return self.answer(404, b"not found", "text/plain")
            if length > maximum_bytes:
                self.discard(length)
                text = "request of %d bytes, at most %d are allowed" % (length, maximum_bytes)
                return self.answer(413, text.encode(), "text/plain")
            body = self.rfile.read(length)
            accept = self.headers.get("Accept")
            try:
                with one_at_a_time:
                    self.answer(
                        *transform(
                            body,
                            self.headers.get("Content-Type") or "application/json",
                            default_accept if accept in (None, "", "*/*") else accept,
                        )
                    )
            except user_module.UnsupportedInput as error:
                self.answer(415, str(error).encode(), "text/plain")
            except Exception as error:  # The script's own failure is the caller's 500; the trace goes to the log.
                traceback.print_exc()
                self.answer(500, ("%s: %s" % (type(error).__name__, error)).encode(), "text/plain")

        def discard(self, length):
            """A client that still writes would see a broken connection instead of the answer."""
            while length > 0:
                part = self.rfile.read(min(length, DISCARD_BYTES))
                if not part:
                    break
                length -= len(part)

        def answer(self, status, body, content_type):
            self.send_response_only(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, *_):
            """One line a request would drown the script's own log."""

    return Handler


def main(base, socket_path):
    lifeline.die_with_parent()
    lifeline.adopt_orphans()
    lifeline.watch(lambda _seconds: end(0), lambda: end(1))
    program = os.environ.get("SAGEMAKER_PROGRAM", "")
    code = os.environ.get("SAGEMAKER_SUBMIT_DIRECTORY", os.path.join(base, "model", "code"))
    try:
        packages = install_requirements(code, os.path.join(base, "packages"), dict(os.environ))
        if packages:
            sys.path.insert(0, packages)
        transform = user_module.load(code, program, os.path.join(base, "model"))
    except (user_module.ContractBroken, InstallFailed) as error:
        print(str(error), file=sys.stderr, flush=True)
        return 1

    maximum_bytes = int(os.environ.get("SAGEMAKER_MAX_PAYLOAD_IN_MB", DEFAULT_PAYLOAD_MB)) * 1024 * 1024
    accept = os.environ.get("SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT", "application/json")
    server = Server(socket_path, handler_class(transform, maximum_bytes, accept))
    gc.collect()
    gc.freeze()
    os.write(READY_DESCRIPTOR, b"ready\n")
    server.serve_forever()
    return 0


def end(code):
    lifeline.end_descendants()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
