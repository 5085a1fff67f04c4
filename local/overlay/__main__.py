"""Starts the pinned emulator with the overlay: `python -m overlay` with this folder's parent on PYTHONPATH."""
import asyncio
import os
import sys
import threading
import time

from . import settings  # first: it sets what the emulator reads while it is imported
from .version_check import check_emulator

check_emulator()

from ministack import app  # noqa: E402
from ministack.services import cloudwatch  # noqa: E402

from . import (  # noqa: E402
    activity, alarms, autoscaling_service, cloudformation_types, distributed_map, events, execution_runner,
    execution_start, execution_tasks, guard, identity, lambda_fidelity, remembered, sagemaker_service, sagemaker_tasks,
    snapshots,
)

CALL_LOG_FLUSH_SECONDS = 2


class Overlay:
    def __init__(self):
        self.snapshots = snapshots.Snapshots(
            settings.STATE_DIRECTORY or os.path.join(os.getcwd(), "state"),
            settings.SNAPSHOT_SECONDS, settings.RESERVED_DISK_BYTES,
        )
        self.call_log = None
        self.resumed_executions = 0

    def install(self):
        for module in (execution_runner, execution_tasks, execution_start, distributed_map, sagemaker_service,
                       sagemaker_tasks, autoscaling_service, cloudformation_types, alarms, events, remembered):
            module.install()
        lambda_fidelity.install(settings.WARM_SECONDS)
        self.call_log = identity.install(settings.IAM_CALLS_FILE)
        snapshots.install(self.snapshots)
        self.snapshots.start()
        guard.install(self.snapshots, self.on_started, self.status)

    def on_started(self):
        """State is loaded and requests may come: go on with what was cut off, then keep time."""
        self.resumed_executions = execution_start.resume_interrupted()
        threading.Thread(target=self.keep_time, args=(asyncio.get_running_loop(),), daemon=True).start()
        if self.call_log:
            threading.Thread(target=self.flush_calls, daemon=True).start()

    def keep_time(self, loop):
        while True:
            time.sleep(settings.SNAPSHOT_SECONDS)
            try:
                # On the loop, where metrics are stored: a return to OK and missing data need no new datapoint.
                asyncio.run_coroutine_threadsafe(self.evaluate_alarms(), loop).result(60)
                self.snapshots.save_changed()
            except Exception as error:
                snapshots.say(f"periodic work failed: {error!r}")

    async def evaluate_alarms(self):
        cloudwatch._evaluate_all_alarms()

    def flush_calls(self):
        while True:
            time.sleep(CALL_LOG_FLUSH_SECONDS)
            self.call_log.flush()

    def status(self):
        return {
            "pid": os.getpid(), "snapshots": self.snapshots.status(), "resumedExecutions": self.resumed_executions,
            "recordedResources": dict(cloudformation_types.recorded), "activity": activity.latest(),
        }


if __name__ == "__main__":
    overlay = Overlay()
    overlay.install()
    sys.argv = ["ministack"]
    try:
        app.main()
    finally:
        if overlay.call_log:
            overlay.call_log.flush()
