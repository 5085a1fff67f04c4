"""Everything the overlay reads from its environment, read once. The launcher sets each of these."""
import os

# Defaults that make a hand-started overlay as closed as a launched one; the emulator reads them at import.
for name, value in {"BIND_HOST": "127.0.0.1", "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0"}.items():
    os.environ.setdefault(name, value)

SAGEMAKER_URL = os.environ.get("GYRE_SAGEMAKER_URL", "http://127.0.0.1:4567")
SYNC_POLL_SECONDS = float(os.environ.get("GYRE_SYNC_POLL_SECONDS", "0.25"))
SNAPSHOT_SECONDS = float(os.environ.get("GYRE_SNAPSHOT_SECONDS", "2"))
# Below this much free disk a write is refused, so that the snapshot of what was accepted still fits.
RESERVED_DISK_BYTES = int(os.environ.get("GYRE_RESERVED_DISK_BYTES", str(64 * 1024 * 1024)))
ADMIN_TOKEN = os.environ.get("GYRE_ADMIN_TOKEN", "")
STATE_DIRECTORY = os.environ.get("STATE_DIR", "")
IAM_CALLS_FILE = os.environ.get("GYRE_IAM_CALLS_FILE", "")
WARM_SECONDS = float(os.environ.get("LAMBDA_WARM_TTL_SECONDS", "60"))
