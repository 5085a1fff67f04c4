import { describeError, GyreError } from '#core/errors';
import { errorJson, type ErrorJson } from '../output.ts';

/** What one check of this machine or environment found. */
export interface Finding {
  readonly check: string;
  /** fail: Gyre does not work. warn: it works, but not all of it, or not for long. */
  readonly status: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** The command or step that mends it; there unless all is well. */
  readonly fix?: string;
  /** What is summed up in `found`, such as all that is wrong with a project's files. */
  readonly problems?: readonly ErrorJson[];
}

export interface DoctorFacts {
  /** `local` or one of gyre.config.ts. */
  readonly environment: string;
  readonly projectDirectory: string;
  /** Of the shell: where programs are looked for. */
  readonly variables: NodeJS.ProcessEnv;
}

export type Check = (facts: DoctorFacts) => Promise<Finding>;

/** A check that reports an error of Gyre as what it found. */
export async function attempt(
  check: string,
  run: () => Promise<Omit<Finding, 'check'>>,
  statusOfError: 'warn' | 'fail' = 'fail',
): Promise<Finding> {
  try {
    return { check, ...(await run()) };
  } catch (error) {
    if (!(error instanceof GyreError)) throw error;
    const [headline = ''] = describeError(error).split('\n');
    const { received } = error.facts;
    const found = received === undefined ? headline : `${headline} (${received})`;
    const problems = error.problems.map(errorJson);
    const { fix } = error.facts;
    return { check, status: statusOfError, found, fix, ...(problems.length === 0 ? {} : { problems }) };
  }
}
