"""Everything the overlay reads from its environment, read once. The launcher sets each of these.

What is meant for the overlay alone is removed after reading: Lambdas inherit the emulator's environment.
"""
import os

# Defaults that make a hand-started overlay as closed as a launched one; the emulator reads them at import.
for name, value in {"BIND_HOST": "127.0.0.1", "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0"}.items():
    os.environ.setdefault(name, value)


def take(name, default):
    return os.environ.pop(f"GYRE_OVERLAY_{name}", default)


SAGEMAKER_URL = take("SAGEMAKER_URL", "http://127.0.0.1:4567")
SYNC_POLL_SECONDS = float(take("SYNC_POLL_SECONDS", "0.25"))
SNAPSHOT_SECONDS = float(take("SNAPSHOT_SECONDS", "2"))
# Below this much free disk a write is refused, so that the snapshot of what was accepted still fits.
RESERVED_DISK_BYTES = int(take("RESERVED_DISK_BYTES", str(64 * 1024 * 1024)))
ADMIN_TOKEN = take("ADMIN_TOKEN", "")
IAM_CALLS_FILE = take("IAM_CALLS_FILE", "")
STATE_DIRECTORY = os.environ.get("STATE_DIR", "")
WARM_SECONDS = float(os.environ.get("LAMBDA_WARM_TTL_SECONDS", "60"))
os.environ.pop("PYTHONPATH", None)
