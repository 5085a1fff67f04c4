"""Entry point of every training job: runs the model's own script, then completes the model directory.

SageMaker starts it as `sagemaker_program`; GYRE_ENTRY_POINT in the job's environment names the script (default
`train.py`). Hyperparameters and SM_* variables reach the script as if it had been started itself. Then this file

- checks that the script left a model,
- copies the source to `code/` in the model directory, because a network-isolated endpoint can load code from nowhere
  else, with the default inference code when the source has none,
- writes `gyre-manifest.json`: the libraries the model was made with and the digest of the order of its features.
"""

import json
import os
import platform
import runpy
import shutil
import sys

DEFAULT_SCRIPT = "train.py"
DEFAULT_INFERENCE = "inference_xgboost.py"
INFERENCE = "inference.py"
# A line that only the default inference code has: a bundle carries it under the name of the user's own.
DEFAULT_MARK = "IS_GYRE_DEFAULT = True"
MANIFEST = "gyre-manifest.json"
MODEL_FILES = ("model.ubj", "model.json", "xgboost-model")
LIBRARIES = ("xgboost", "xgboost-cpu", "numpy", "pandas", "scipy", "scikit-learn")
# What the image's own installation of the source leaves behind, and what Python does.
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info", "build", ".git", ".venv")
GENERATED = {"setup.py": "packages=['']", "setup.cfg": "universal = 1", "MANIFEST.in": "recursive-include . *"}


class NoModelWritten(Exception):
    """The script ended well and left no model."""


def main():
    source = source_directory()
    script = os.environ.get("GYRE_ENTRY_POINT", DEFAULT_SCRIPT)
    model_directory = os.environ["SM_MODEL_DIR"]
    run_script(os.path.join(source, script))
    try:
        check_model(model_directory, has_own_inference(source), script)
    except NoModelWritten as error:
        write_failure(str(error))
        raise SystemExit(1) from error
    copy_code(source, os.path.join(model_directory, "code"))
    write_manifest(model_directory, script)


def source_directory():
    """The image may import this file from where it installed the source; the scripts are in the working directory."""
    here = os.getcwd()
    return here if os.path.exists(os.path.join(here, "gyre_entry.py")) else os.path.dirname(os.path.abspath(__file__))


def run_script(path):
    """Runs the script as `__main__` with this process's arguments. Its exceptions and exit codes pass through."""
    sys.argv[0] = path
    try:
        runpy.run_path(path, run_name="__main__")
    except SystemExit as end:
        if end.code not in (None, 0):
            raise


def has_own_inference(source):
    path = os.path.join(source, INFERENCE)
    return os.path.exists(path) and DEFAULT_MARK not in read(path)


def check_model(model_directory, loads_any_file, script):
    """Own inference code may load any file; the default code loads one of MODEL_FILES."""
    names = [name for name in os.listdir(model_directory) if name != "code"]
    if loads_any_file and names:
        return
    if any(name in MODEL_FILES for name in names):
        return
    allowed = "any file" if loads_any_file else "one of " + ", ".join(MODEL_FILES)
    raise NoModelWritten(
        "%s wrote no model: %s found in SM_MODEL_DIR, allowed: %s. "
        "Fix: save the model with booster.save_model(os.path.join(os.environ['SM_MODEL_DIR'], 'model.ubj'))"
        % (script, ", ".join(sorted(names)) or "nothing", allowed)
    )


def copy_code(source, target):
    """Copies the source. Wheels go along only when requirements.txt asks for them at start-up of the endpoint."""
    shutil.copytree(source, target, ignore=LEFT_OUT, dirs_exist_ok=True)
    for name, mark in GENERATED.items():
        path = os.path.join(target, name)
        if os.path.isfile(path) and mark in read(path):
            os.remove(path)
    if not os.path.exists(os.path.join(target, "requirements.txt")):
        shutil.rmtree(os.path.join(target, "wheels"), ignore_errors=True)
    if not os.path.exists(os.path.join(target, INFERENCE)):
        default = os.path.join(target, DEFAULT_INFERENCE)
        if not os.path.exists(default):
            raise SystemExit("the source has neither %s nor %s" % (INFERENCE, DEFAULT_INFERENCE))
        shutil.copyfile(default, os.path.join(target, INFERENCE))


def write_manifest(model_directory, script):
    """No time and no path in it: the same source, data and image give the same bytes."""
    manifest = {
        "entryPoint": script,
        "featureOrderSha256": os.environ.get("GYRE_FEATURE_ORDER_SHA256", ""),
        "libraries": {name: found for name in LIBRARIES if (found := version_of(name)) is not None},
        "python": platform.python_version(),
    }
    with open(os.path.join(model_directory, MANIFEST), "w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=2, sort_keys=True)
        file.write("\n")


def version_of(library):
    from importlib import metadata

    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return None


def write_failure(message):
    """SageMaker reports the first 1,024 characters of this file as FailureReason."""
    with open(os.path.join(os.environ["SM_OUTPUT_DIR"], "failure"), "w", encoding="utf-8") as file:
        file.write(message)
    print(message, file=sys.stderr, flush=True)


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


if __name__ == "__main__":
    main()
