/** Finds a Python that can carry the embedded cloud: new enough, and able to make a virtual environment. */
import { PythonMissingError } from '../cloud/errors.ts';
import { runCommand } from '../cloud/run-command.ts';

/** The oldest the emulator supports, and the newest for which every pinned package has a wheel. */
const MINIMUM_MINOR = 10;
const MAXIMUM_MINOR = 14;

/** Tried in this order; `python3.12` first because each pinned package has had wheels for it the longest. */
const CANDIDATES = [
  'python3.12',
  'python3.11',
  'python3.13',
  'python3.10',
  'python3.14',
  'python3',
  'python',
];

/** A version manager's shim may exist and still fail, and Debian splits off ensurepip: so ask the program itself. */
const PROBE = 'import ensurepip, venv, sys; print("%d.%d" % sys.version_info[:2])';

/**
 * @param env  environment of the caller; `GYRE_PYTHON` in it names the interpreter to use instead of searching
 * @returns the command of the first Python that fits
 * @throws PythonMissingError with what was tried
 */
export async function findPython(env: NodeJS.ProcessEnv): Promise<string> {
  const chosen = env['GYRE_PYTHON'];
  const tried: string[] = [];
  for (const candidate of chosen === undefined ? CANDIDATES : [chosen]) {
    const probe = await runCommand(candidate, ['-I', '-c', PROBE], { env, timeoutSeconds: 20 });
    if (probe.code === 0 && isSupported(probe.stdout.trim())) return candidate;
    if (probe.code !== 127) {
      tried.push(
        `${candidate} (${probe.code === 0 ? probe.stdout.trim() : 'without venv, or not selected'})`,
      );
    }
  }
  throw new PythonMissingError('no usable Python was found', {
    received:
      tried.length > 0 ? tried.join(', ') : chosen === undefined ? 'no python3 on PATH' : absent(chosen),
    allowed: `Python 3.${MINIMUM_MINOR} to 3.${MAXIMUM_MINOR} with the venv module`,
    fix: 'install Python 3.12 (Debian and Ubuntu: `apt install python3 python3-venv`), or set GYRE_PYTHON to one',
  });
}

function absent(chosen: string): string {
  return `GYRE_PYTHON=${chosen}, which is no program that starts`;
}

/** @example isSupported('3.12') // true */
export function isSupported(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major === 3 && minor !== undefined && minor >= MINIMUM_MINOR && minor <= MAXIMUM_MINOR;
}
