/** The environment of a container, made from nothing: no variable of the developer's shell gets in. */
import { dirname, join } from 'node:path';

const OPT_ML = '/opt/ml';

/** The folders of one container on this machine. */
export interface ContainerFolders {
  /** Stands for /opt/ml. */
  readonly base: string;
  readonly home: string;
  readonly tmp: string;
}

export function containerFolders(directory: string): ContainerFolders {
  return { base: join(directory, 'ml'), home: join(directory, 'home'), tmp: join(directory, 'tmp') };
}

/** What the image itself sets. @param python  interpreter, whose folder leads the PATH as in the image */
export function imageEnvironment(
  python: string,
  folders: ContainerFolders,
  region: string,
): Record<string, string> {
  const { base } = folders;
  return {
    PATH: `${dirname(python)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: folders.home,
    TMPDIR: folders.tmp,
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    PYTHONIOENCODING: 'utf-8',
    AWS_REGION: region,
    SM_INPUT: join(base, 'input'),
    SM_INPUT_TRAINING_CONFIG_FILE: join(base, 'input/config/hyperparameters.json'),
    SM_INPUT_DATA_CONFIG_FILE: join(base, 'input/config/inputdataconfig.json'),
    SM_CHECKPOINT_CONFIG_FILE: join(base, 'input/config/checkpointconfig.json'),
    SM_MODEL_DIR: join(base, 'model'),
    // Not of the image: on a laptop other programs share the cores, and OpenMP threads that spin while they wait for
    // one another then make training ten times slower.
    OMP_WAIT_POLICY: 'PASSIVE',
    // Not of the image either: pip must not look at the configuration of the machine.
    PIP_CONFIG_FILE: '/dev/null',
  };
}

/** @example relocate('/opt/ml/model/code', '/jobs/1/ml') // '/jobs/1/ml/model/code' */
export function relocate(value: string, base: string): string {
  return value === OPT_ML || value.startsWith(`${OPT_ML}/`) ? base + value.slice(OPT_ML.length) : value;
}

/** Variables of a request, with paths below /opt/ml moved to this machine's folder. */
export function relocateAll(
  variables: Readonly<Record<string, string>> | undefined,
  base: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables ?? {}).map(([name, value]) => [name, relocate(value, base)]),
  );
}
