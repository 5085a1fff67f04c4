/** FailureReason of a training job, in the words of SageMaker and of its training toolkit. */
import { errorMessage } from '../process/error-message.ts';

/** Limit of the API's field. */
export const LONGEST_REASON = 1024;
const LONGEST_ERROR_MESSAGE = 600;
const LONGEST_COMMAND = 200;
const OUT_OF_MEMORY_CODE = 137;

export interface FailedRun {
  readonly exitCode: number;
  /** Contents of /opt/ml/output/failure, when the script or the container wrote it. */
  readonly failureFile: string | undefined;
  readonly stderrTail: string;
  readonly command: string;
}

/**
 * What the container wrote comes first; otherwise the end of standard error, as the toolkit quotes it.
 * @example failureReason({ exitCode: 1, failureFile: 'no rows', stderrTail: '', command: '' })
 *          // 'AlgorithmError: no rows, exit code: 1'
 */
export function failureReason(run: FailedRun): string {
  const suffix = `, exit code: ${run.exitCode}`;
  const prefix = 'AlgorithmError: ';
  const room = LONGEST_REASON - prefix.length - suffix.length;
  return `${prefix}${body(run).slice(0, room)}${suffix}`;
}

function body(run: FailedRun): string {
  if (run.failureFile !== undefined && run.failureFile !== '') return run.failureFile;
  const extra =
    run.exitCode === OUT_OF_MEMORY_CODE
      ? '\nExtraInfo "OutOfMemory: Process killed by SIGKILL (signal 9)"'
      : '';
  return (
    `ExecuteUserScriptError:\nExitCode ${run.exitCode}\nErrorMessage "${errorMessage(run.stderrTail, LONGEST_ERROR_MESSAGE)}"${extra}\n` +
    `Command "${run.command.slice(0, LONGEST_COMMAND)}"`
  );
}
