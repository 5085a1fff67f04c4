"""What a training script sees of its job: environment variables and arguments, computed from the files under /opt/ml.

The rules are those of AWS's training toolkit (`sagemaker-training`); test/contract/sagemaker-training holds this
module against the real one, key by key. Nothing here starts a process or writes a file.
"""

import json
import os
import re

RESERVED_PREFIX = "sagemaker_"
# Reserved names that are no framework parameters. `_tuning_objective_metric` is the one without the prefix.
TOOLKIT_NAMES = frozenset(
    [
        "sagemaker_program",
        "sagemaker_submit_directory",
        "sagemaker_enable_cloudwatch_metrics",
        "sagemaker_region",
        "sagemaker_container_log_level",
        "sagemaker_job_name",
        "default_user_module_name",
        "_tuning_objective_metric",
        "sagemaker_s3_output",
    ]
)
# Framework parameters that switch a distribution on; the group of this host then takes part in it.
DISTRIBUTION_SWITCHES = (
    "sagemaker_parameter_server_enabled",
    "sagemaker_mpi_enabled",
    "sagemaker_distributed_dataparallel_enabled",
    "sagemaker_pytorch_ddp_enabled",
    "sagemaker_pytorch_xla_multi_worker_enabled",
    "sagemaker_multi_worker_mirrored_strategy_enabled",
    "sagemaker_torch_distributed_enabled",
)
DEFAULT_GROUP = "homogeneousCluster"
INFO_LEVEL = 20
ENTRY_POINT = re.compile(r"^[A-Za-z0-9._][A-Za-z0-9._+-]*(/[A-Za-z0-9._+-]+)*$")


class EntryPointRefused(Exception):
    """The name of the script cannot be used as a path inside the code directory."""


def read_config(base, name, default=None):
    """Contents of input/config/<name>.json; `default` when the job has none."""
    path = os.path.join(base, "input", "config", name + ".json")
    if default is not None and not os.path.exists(path):
        return default
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def parse_hyperparameters(texts):
    """Each value is JSON inside a string; what is no JSON stays the string it is."""
    return {key: _parse(text) for key, text in texts.items()}


def check_entry_point(name):
    """Returns the name of the script, or raises EntryPointRefused as the toolkit does."""
    if not isinstance(name, str) or not ENTRY_POINT.match(name):
        raise EntryPointRefused("the entry point %r is no plain path inside the source directory" % (name,))
    if any(part in (".", "..") for part in name.split("/")):
        raise EntryPointRefused("the entry point %r has '.' or '..' in its path" % name)
    return name


def arguments(hyperparameters):
    """`--key value` in the order of the keys; one letter gets one hyphen; a mapping becomes k=v,k=v."""
    pairs = []
    for key in sorted(hyperparameters):
        pairs += [("--" if len(key) > 1 else "-") + key if key else "", _argument(hyperparameters[key])]
    return pairs


def describe(base, environ):
    """All properties of the job, under the names the toolkit gives them."""
    resources = read_config(base, "resourceconfig")
    channels = read_config(base, "inputdataconfig")
    everything = parse_hyperparameters(read_config(base, "hyperparameters"))
    reserved = {k: v for k, v in everything.items() if k in TOOLKIT_NAMES or k.startswith(RESERVED_PREFIX)}
    framework = {k: v for k, v in reserved.items() if k not in TOOLKIT_NAMES}
    program = environ.get("SAGEMAKER_PROGRAM")
    groups = resources.get("instance_groups", [])
    group = resources.get("current_group_name", DEFAULT_GROUP)
    switched_on = any(framework.get(switch, False) for switch in DISTRIBUTION_SWITCHES)
    taking_part = framework.get("sagemaker_distribution_instance_groups", [group] if switched_on else [])
    if groups:
        distribution_hosts = [h for g in groups if g["instance_group_name"] in taking_part for h in g["hosts"]]
    else:
        distribution_hosts = list(resources["hosts"])
    master = (distribution_hosts or resources["hosts"])[0]
    model_parallel = environ.get("SM_HP_MP_PARAMETERS")
    module = program or str(reserved.get("sagemaker_program"))
    return {
        "additional_framework_parameters": framework,
        "channel_input_dirs": {name: os.path.join(base, "input", "data", name) for name in channels},
        "current_host": resources["current_host"],
        "current_instance_group": group,
        "current_instance_group_hosts": next((g["hosts"] for g in groups if g["instance_group_name"] == group), []),
        "current_instance_type": resources.get("current_instance_type", "local"),
        "distribution_hosts": distribution_hosts,
        "distribution_instance_groups": taking_part,
        "framework_module": environ.get("SAGEMAKER_TRAINING_MODULE"),
        "hosts": resources["hosts"],
        "hyperparameters": {k: v for k, v in everything.items() if k not in reserved},
        "input_config_dir": os.path.join(base, "input", "config"),
        "input_data_config": channels,
        "input_dir": os.path.join(base, "input"),
        "instance_groups": [g["instance_group_name"] for g in groups],
        "instance_groups_dict": {g["instance_group_name"]: g for g in groups},
        "is_hetero": len(groups) > 1,
        "is_master": resources["current_host"] == master,
        "is_modelparallel_enabled": model_parallel and model_parallel != "{}",
        "is_smddpmprun_installed": False,
        "is_smddprun_installed": False,
        "job_name": environ.get("TRAINING_JOB_NAME"),
        "log_level": reserved.get("sagemaker_container_log_level", INFO_LEVEL),
        "master_hostname": master,
        "model_dir": os.path.join(base, "model"),
        "module_dir": str(reserved.get("sagemaker_submit_directory", os.path.join(base, "code"))),
        "module_name": module[:-3] if module.endswith(".py") else module,
        "network_interface_name": resources.get("network_interface_name", "eth0"),
        "num_cpus": os.cpu_count(),
        "num_gpus": 0,
        "num_neurons": 0,
        "output_data_dir": os.path.join(base, "output", "data"),
        "output_dir": os.path.join(base, "output"),
        "output_intermediate_dir": os.path.join(base, "output", "intermediate"),
        "resource_config": resources,
        "topology": resources.get("topology", []),
        "user_entry_point": program or reserved.get("sagemaker_program"),
    }


# Properties that have a variable of their own; the others are seen in SM_TRAINING_ENV only.
OWN_VARIABLES = (
    "hosts network_interface_name user_entry_point resource_config input_data_config output_data_dir current_host "
    "current_instance_type current_instance_group current_instance_group_hosts instance_groups instance_groups_dict "
    "distribution_instance_groups is_hetero module_name log_level framework_module input_dir input_config_dir "
    "output_dir num_cpus num_gpus num_neurons model_dir module_dir output_intermediate_dir"
).split()


def variables(base, environ, python_path):
    """Every variable the toolkit adds to the container's own. Names are upper-cased and not rewritten otherwise."""
    job = describe(base, environ)
    values = {name: job[name] for name in OWN_VARIABLES}
    values["hps"] = job["hyperparameters"]
    values["framework_params"] = job["additional_framework_parameters"]
    values["channels"] = sorted(job["channel_input_dirs"])
    values["training_env"] = job
    values["user_args"] = arguments(job["hyperparameters"])
    if job["topology"]:
        values["topology"] = job["topology"]
    values.update({"channel_" + name: path for name, path in job["channel_input_dirs"].items()})
    values.update({"hp_" + name: value for name, value in job["hyperparameters"].items()})
    reserved = parse_hyperparameters(read_config(base, "hyperparameters"))
    return {
        **{"SM_" + name.upper(): _variable(value) for name, value in values.items()},
        "SAGEMAKER_JOB_NAME": reserved.get("sagemaker_job_name", ""),
        "SAGEMAKER_REGION": reserved.get("sagemaker_region", environ.get("AWS_DEFAULT_REGION")) or "",
        "CURRENT_HOST": job["current_host"],
        "PYTHONPATH": ":".join([os.path.join(base, "code"), *python_path]),
    }


def _parse(text):
    try:
        return json.loads(text)
    except (ValueError, TypeError):
        return text


def _argument(value):
    if value is None:
        return ""
    if isinstance(value, dict):
        return ",".join("%s=%s" % pair for pair in sorted(value.items()))
    return str(value)


def _variable(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
