"""Context that travels with the threads of an execution.

Account and region live in context variables which a plain thread does not inherit; and a task that waits for a job
must see that its execution was stopped or its own timeout has passed.
"""
import contextvars
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class TaskScope:
    execution: dict
    state_name: str


task_scope: contextvars.ContextVar[TaskScope | None] = contextvars.ContextVar("gyre_task_scope", default=None)
task_deadline: contextvars.ContextVar[float | None] = contextvars.ContextVar("gyre_task_deadline", default=None)


def spawn(function, *parameters) -> threading.Thread:
    """Starts a daemon thread with the caller's account and region."""
    thread = threading.Thread(target=contextvars.copy_context().run, args=(function, *parameters), daemon=True)
    thread.start()
    return thread


def is_cancelled() -> bool:
    """True when nobody waits for the running task any more: execution over, or TimeoutSeconds passed."""
    scope, deadline = task_scope.get(), task_deadline.get()
    if scope is not None and scope.execution["status"] != "RUNNING":
        return True
    return deadline is not None and time.monotonic() > deadline
