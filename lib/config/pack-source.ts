import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SourceBundleError } from '#core/config/errors';
import { packTar, type TarEntry } from './pack-tar.ts';

/** Names of the files that a bundle always has, whoever wrote them. */
const ENTRY_WRAPPER = 'gyre_entry.py';
const INFERENCE = 'inference.py';
const DEFAULT_INFERENCE = 'inference_xgboost.py';
const REQUIREMENTS = 'requirements.txt';
const WHEELS = 'wheels';
/** Configuration, not code: it has its own asset. */
const LEFT_OUT = new Set(['model.yaml', '__pycache__', '.venv', 'node_modules']);
/** SageMaker downloads the bundle into every job; weights and data belong in channels. */
const LARGEST_BUNDLE_MEGABYTES = 200;

export interface SourceFolder {
  /** The model's folder: train.py, optional inference.py, requirements.txt, wheels/ and modules beside them. */
  readonly directory: string;
  /** The script of `training.entryPoint`. */
  readonly entryPoint: string;
  /** Default: `containers/` of this package. */
  readonly containersDirectory?: string;
}

const CONTAINERS = join(dirname(dirname(import.meta.dirname)), 'containers');

/**
 * A model's code as `sourcedir.tar.gz`: the user's files, the job's entry script and, when the user has no
 * inference.py, the default one. Equal files give equal bytes: names are sorted, and times, owners and modes are
 * constants.
 * @throws SourceBundleError when the folder cannot run in a container without network
 */
export function packSource(source: SourceFolder): Buffer {
  const containers = source.containersDirectory ?? CONTAINERS;
  const entries = new Map(listFiles(source.directory).map((name) => [name, join(source.directory, name)]));
  check(source, [...entries.keys()]);

  for (const file of readdirSync(containers)
    .filter((name) => name.endsWith('.py'))
    .sort()) {
    if (file !== DEFAULT_INFERENCE) entries.set(file, join(containers, file));
    else if (!entries.has(INFERENCE)) entries.set(INFERENCE, join(containers, file));
  }
  const files: TarEntry[] = [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, path]) => ({ name, bytes: readFileSync(path) }));
  const sizeMegabytes = files.reduce((sum, file) => sum + file.bytes.length, 0) / 2 ** 20;
  if (sizeMegabytes > LARGEST_BUNDLE_MEGABYTES) {
    throw new SourceBundleError('the model folder is too large for a source bundle', {
      where: source.directory,
      received: `${Math.round(sizeMegabytes)} MB`,
      allowed: `up to ${LARGEST_BUNDLE_MEGABYTES} MB`,
      fix: 'keep data and weights out of the folder; a job gets data by its channels',
    });
  }
  const gzip = gzipSync(packTar(files), { level: 9 });
  // Byte 9 of a gzip header names the operating system that wrote it; 255 is "unknown" on all of them.
  gzip[9] = 255;
  return gzip;
}

function listFiles(directory: string, prefix = ''): readonly string[] {
  return readdirSync(join(directory, prefix), { withFileTypes: true })
    .filter(
      (entry) => !LEFT_OUT.has(entry.name) && !entry.name.startsWith('.') && !entry.name.endsWith('.pyc'),
    )
    .flatMap((entry) => {
      const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory()) return listFiles(directory, name);
      return entry.isFile() ? [name] : [];
    });
}

function check(source: SourceFolder, names: readonly string[]): void {
  const entryPoint = join(source.directory, source.entryPoint);
  if (!names.includes(source.entryPoint)) {
    throw new SourceBundleError('the training script is missing', {
      where: entryPoint,
      received: 'no such file',
      allowed: names.filter((name) => name.endsWith('.py')).join(', ') || 'a Python file in the model folder',
      fix: `create ${source.entryPoint}, or name the script in training.entryPoint`,
    });
  }
  if (names.includes(ENTRY_WRAPPER)) {
    throw new SourceBundleError('a file has the name of the job entry script', {
      where: join(source.directory, ENTRY_WRAPPER),
      received: ENTRY_WRAPPER,
      allowed: 'any other name',
      fix: 'rename the file',
    });
  }
  const requirements = join(source.directory, REQUIREMENTS);
  if (existsSync(requirements)) checkRequirements(requirements, names);
}

/** Jobs run without network: pip finds packages in the bundle's wheels or not at all. */
function checkRequirements(path: string, names: readonly string[]): void {
  const lines = readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim());
  const meant = lines.filter((line) => line !== '');
  if (meant.length === 0) return;
  const [first = '', second = ''] = meant;
  const isOffline = first === '--no-index' && /^--find-links[ =](\.\/)?wheels\/?$/.test(second);
  if (!isOffline) {
    throw new SourceBundleError('requirements.txt asks pip for the network, which a job does not have', {
      where: `${path}:${lines.indexOf(first) + 1}`,
      received: first,
      allowed: '--no-index on the first line, --find-links wheels on the second',
      fix: `put the wheels into ${WHEELS}/ (linux x86_64, Python 3.10) and begin the file with these two lines`,
    });
  }
  if (names.some((name) => name.startsWith(`${WHEELS}/`) && name.endsWith('.whl'))) return;
  throw new SourceBundleError('requirements.txt names packages and there are no wheels', {
    where: path,
    received: meant.slice(2).join(', '),
    allowed: `wheels in ${WHEELS}/`,
    fix: `pip download --only-binary=:all: --platform manylinux2014_x86_64 --python-version 3.10 -r ${REQUIREMENTS} -d ${WHEELS}`,
  });
}
