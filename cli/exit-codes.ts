/** What the exit code of every command means, and which error leads to which. */
import { GyreError } from '#core/errors';
import {
  BadInputFileError,
  CommandRefusedError,
  EnvironmentUnavailableError,
  UnknownThingError,
  UsageError,
} from './errors.ts';

export const EXIT = {
  ok: 0,
  /** A check, gate or comparison said no: the command itself worked. */
  failedCheck: 1,
  /** Wrong usage or configuration: the same command fails again until something is corrected. */
  usage: 2,
  /** This machine or account is not ready: Node, Python, ports, credentials, nothing deployed. */
  environment: 3,
  /** An operation was started and failed. */
  remoteFailure: 4,
  /** A policy, the governor or a missing confirmation forbids it. */
  refused: 5,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const CONFIGURATION_CODE = /^GYRE-1\d\d$/;
/** Rows, or files of another tool, that a command was given. */
const GIVEN_FILE_CODE = /^GYRE-(?:704|76[56])$/;
const MACHINE_CODE = /^GYRE-90\d$|^GYRE-91\d$/;

/** @example exitCodeOf(new UsageError('no such command', { fix: 'run `gyre --help`' })) // 2 */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError || error instanceof UnknownThingError) return EXIT.usage;
  if (error instanceof BadInputFileError) return EXIT.usage;
  if (error instanceof CommandRefusedError) return EXIT.refused;
  if (error instanceof EnvironmentUnavailableError) return EXIT.environment;
  if (!(error instanceof GyreError)) return EXIT.remoteFailure;
  if (CONFIGURATION_CODE.test(error.code) || GIVEN_FILE_CODE.test(error.code)) return EXIT.usage;
  return MACHINE_CODE.test(error.code) ? EXIT.environment : EXIT.remoteFailure;
}
