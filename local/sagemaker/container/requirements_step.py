"""Installs requirements.txt of the source directory for one job, beside it and never into the shared environment.

Two calls of pip: the first asks what is missing, seen from the packages the container has; the second installs just
that into a folder of the job. Without network a file that does not say `--no-index` fails here as it does on AWS.
"""

import json
import os
import subprocess
import sys


class InstallFailed(Exception):
    """pip could not install the requirements."""


def install_requirements(code_directory, target, environ):
    """Returns the folder to put on the path, or None when the source has no requirements.txt or nothing is missing."""
    if not os.path.exists(os.path.join(code_directory, "requirements.txt")):
        return None
    print("Installing dependencies from requirements.txt", flush=True)
    plan = target + ".json"
    _pip(["--dry-run", "--report", plan, "-r", "requirements.txt"], code_directory, environ)
    with open(plan, encoding="utf-8") as file:
        missing = [item["download_info"]["url"] for item in json.load(file)["install"]]
    if not missing:
        return None
    _pip(["--no-deps", "--no-index", "--target", target, *missing], code_directory, environ)
    return target


def _pip(parameters, code_directory, environ):
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--retries", "0", "--no-cache-dir", *parameters]
    result = subprocess.run(command, cwd=code_directory, env=environ, stdin=subprocess.DEVNULL, check=False)
    if result.returncode != 0:
        raise InstallFailed(
            'InstallRequirementsError:\nExitCode %d\nErrorMessage "pip could not install requirements.txt; without '
            'network it must begin with --no-index and --find-links wheels, with the wheels in the source"\n'
            'Command "%s -m pip install -r requirements.txt"' % (result.returncode, sys.executable)
        )
