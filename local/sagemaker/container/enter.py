"""First step of a container process: closes the namespaces that `unshare` opened, then becomes the real program.

    python enter.py '{"loopback": true, "hide": ["/home/ann"], "keep": ["/home/ann/p/.venv"], "writable": ["/job"],
                      "base": "/job/ml"}' program argument ...

Needs a user namespace, with a mount namespace for all but `loopback`. Afterwards the process sees the folders of
`hide` empty but for what `keep` names below them, may write only in `writable`, and has no capability to undo it.
"""

import ctypes
import json
import os
import sys

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_NOATIME = 1, 2, 4, 8, 32, 1024
MS_BIND, MS_MOVE, MS_REC, MS_RELATIME, MS_NODIRATIME = 4096, 8192, 16384, 2097152, 2048
FLAG_OF_OPTION = {
    "ro": MS_RDONLY, "nosuid": MS_NOSUID, "nodev": MS_NODEV, "noexec": MS_NOEXEC, "noatime": MS_NOATIME,
    "nodiratime": MS_NODIRATIME, "relatime": MS_RELATIME,
}  # fmt: skip
KERNEL_FOLDERS = ("/proc", "/sys", "/dev")
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
LAST_CAPABILITY = 63
SIOCSIFFLAGS = 0x8914
IFF_UP_RUNNING = 0x1 | 0x40

libc = ctypes.CDLL(None, use_errno=True)


def mount(source, target, kind, flags, data=None):
    done = libc.mount(_bytes(source), _bytes(target), _bytes(kind), ctypes.c_ulong(flags), _bytes(data))
    if done != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), target)


def loopback_up():
    import fcntl
    import socket
    import struct

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        fcntl.ioctl(sock, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP_RUNNING))


def hide(folder, keep):
    """Puts an empty file system over `folder`, with the folders of `keep` at their old places in it."""
    inside = [path for path in keep if path == folder or path.startswith(folder.rstrip("/") + "/")]
    if folder in inside or not os.path.isdir(folder):
        return
    handles = {path: os.open(path, os.O_PATH | os.O_DIRECTORY) for path in inside}
    mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0700")
    for path, handle in sorted(handles.items()):
        os.makedirs(path, exist_ok=True)
        mount("/proc/self/fd/%d" % handle, path, None, MS_BIND | MS_REC)
        os.close(handle)


def make_read_only(writable):
    """Remounts everything but the folders of `writable` and the kernel's own; flags set before must be kept."""
    for path in filter(os.path.isdir, writable):
        mount(path, path, None, MS_BIND | MS_REC)
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        mounts = [line.split(" ")[4:6] for line in file]
    for path, options in mounts:
        path = path.encode().decode("unicode_escape")
        if any(path == top or path.startswith(top + "/") for top in (*KERNEL_FOLDERS, *writable)):
            continue
        kept = 0
        for option in options.split(","):
            kept |= FLAG_OF_OPTION.get(option, 0)
        try:
            mount(None, path, None, MS_REMOUNT | MS_BIND | MS_RDONLY | kept)
        except OSError:
            continue  # A mount that another one covers cannot be reached, by this process or its children.


def show_at_opt_ml(base):
    """Scripts with the literal path /opt/ml work too: it is added to what /opt holds already."""
    if not os.path.isdir("/opt"):
        return
    hide("/opt", ["/opt/" + name for name in os.listdir("/opt") if os.path.isdir("/opt/" + name) and name != "ml"])
    os.makedirs("/opt/ml")
    mount(base, "/opt/ml", None, MS_BIND | MS_REC)


def drop_capabilities():
    """The program is run as root of its own namespace without root's powers: it cannot unmount what hides files."""
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for capability in range(LAST_CAPABILITY + 1):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


def _bytes(text):
    return None if text is None else text.encode()


def main(settings, command):
    if settings.get("loopback"):
        loopback_up()
    if "writable" in settings:
        folder = os.getcwd()
        for path in settings["hide"]:
            hide(path, settings["keep"] + settings["writable"])
        show_at_opt_ml(settings["base"])
        make_read_only([*settings["writable"], "/opt/ml"])
        # Leaves the hidden folder of this name for the one that is seen now.
        os.chdir(folder if os.path.isdir(folder) else "/")
    drop_capabilities()
    os.execv(command[0], command)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2:])
