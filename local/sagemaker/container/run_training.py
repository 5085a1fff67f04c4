"""The `train` command of the container: prepares what the script sees, runs it, and passes its exit code on.

    python run_training.py <base directory that stands for /opt/ml>

The XGBoost image runs a script as `python -m <module>` in the code directory; so does this.
"""

import os
import signal
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import lifeline  # noqa: E402
import training_environment  # noqa: E402
from requirements_step import InstallFailed, install_requirements  # noqa: E402

sys.path.remove(HERE)


def main(base):
    import subprocess

    lifeline.adopt_orphans()
    code = os.path.join(base, "code")
    try:
        entry = training_environment.check_entry_point(training_environment.describe(base, os.environ)["user_entry_point"])
        packages = install_requirements(code, os.path.join(base, "packages"), dict(os.environ))
    except (training_environment.EntryPointRefused, InstallFailed) as error:
        return fail(base, str(error), 1)

    path = [*([packages] if packages else []), *(p for p in sys.path if p)]
    environ = {**os.environ, **training_environment.variables(base, os.environ, path)}
    job = training_environment.describe(base, os.environ)
    command = [sys.executable, "-m", entry[:-3] if entry.endswith(".py") else entry]
    command += training_environment.arguments(job["hyperparameters"])
    print("Invoking script with the following command:\n\n%s\n" % " ".join(command), flush=True)
    script = subprocess.Popen(
        command, cwd=code, env=environ, stdin=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=lifeline.die_with_parent,
    )

    def signal_group(number):
        try:
            os.killpg(script.pid, number)
        except ProcessLookupError:
            pass

    def stop(seconds):
        signal_group(signal.SIGTERM)
        timer = threading.Timer(seconds, signal_group, [signal.SIGKILL])
        timer.daemon = True
        timer.start()

    def parent_gone():
        signal_group(signal.SIGKILL)
        lifeline.end_descendants()
        os._exit(1)

    lifeline.watch(stop, parent_gone)
    code_of_script = script.wait()
    signal_group(signal.SIGKILL)
    lifeline.end_descendants()
    if code_of_script == 0:
        with open(os.path.join(base, "output", "success"), "w", encoding="utf-8"):
            return 0
    return code_of_script if code_of_script > 0 else 128 - code_of_script


def fail(base, message, code):
    """Writes the failure file unless the script wrote one: its first 1,024 characters become the FailureReason."""
    path = os.path.join(base, "output", "failure")
    if not os.path.exists(path):
        with open(path, "w", encoding="utf-8") as file:
            file.write(message)
    print(message, file=sys.stderr, flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
