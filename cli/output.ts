/**
 * How every command speaks: its result on stdout, for people or as one JSON object, and all talk on stderr, so that
 * a pipe reads results and nothing else.
 */
import * as z from 'zod';
import { describeError, GyreError } from '#core/errors';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';
import { formatOutline } from './outline.ts';
import { type Column, formatTable } from './table.ts';

const errorSchema = z.strictObject({
  /** `GYRE-nnn`; empty for an error that Gyre did not expect. */
  code: z.string(),
  name: z.string(),
  message: z.string(),
  where: z.string().exactOptional(),
  received: z.string().exactOptional(),
  allowed: z.string().exactOptional(),
  fix: z.string(),
});

const summedUpSchema = errorSchema.extend({
  /** The errors that this one sums up, such as all that is wrong with a project's files. */
  problems: z.array(errorSchema).exactOptional(),
});
export type ErrorJson = z.infer<typeof errorSchema>;

/** What `--json` prints, one object per command. Fields are only ever added; `schema` tells the shape of `data`. */
export const envelopeSchema = z.strictObject({
  /** `gyre.<command>/<version>`, such as `gyre.data.ls/1`. */
  schema: z.string().regex(/^gyre(\.[a-z-]+)*\/\d+$/),
  /** True exactly when the exit code is 0. */
  ok: z.boolean(),
  /** `null` when the command failed before it had a result. */
  data: z.unknown(),
  warnings: z.array(z.string()),
  error: summedUpSchema.nullable(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

/** What a command hands over: plain data. `ok: false` is an answer, such as a failed check, and exits with 1. */
export interface CommandResult<Data> {
  readonly ok: boolean;
  readonly data: Data;
}

/** Draws a result for people. */
export type Renderer<Data> = (data: Data, paper: Paper) => string;

export interface Paper {
  table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string;
  heading(text: string): string;
}

export interface OutputSettings {
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  readonly hasColour: boolean;
}

/** Where text goes. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Characters per line; `undefined` when stdout is no terminal. */
  readonly width: number | undefined;
}

const ENVELOPE_VERSION = 1;
const BOLD = ['\u001b[1m', '\u001b[22m'] as const;
const RED = ['\u001b[31m', '\u001b[39m'] as const;
const YELLOW = ['\u001b[33m', '\u001b[39m'] as const;
const UNEXPECTED_FIX = 'run the command again with -v for the stack, and report it with that if it repeats';

export class Output {
  readonly #streams: Streams;
  readonly #warnings: string[] = [];
  #settings: OutputSettings = { isJson: false, isQuiet: false, isVerbose: false, hasColour: false };
  #command = '';
  #result: CommandResult<unknown> | undefined;

  constructor(streams: Streams) {
    this.#streams = streams;
  }

  /** Called once the command line is parsed. @param command  such as `data.ls` */
  begin(command: string, settings: OutputSettings): void {
    this.#command = command;
    this.#settings = settings;
  }

  get isJson(): boolean {
    return this.#settings.isJson;
  }

  /** The one result of a command. Without a renderer its data is outlined. */
  print<Data>(result: CommandResult<Data>, render?: Renderer<Data>): void {
    if (this.#result !== undefined) throw new Error('a command prints one result');
    this.#result = result;
    if (this.isJson) return;
    const paper: Paper = {
      table: (columns, rows) => formatTable(columns, rows, this.#streams.width),
      heading: (text) => this.#paint(BOLD, text),
    };
    this.#streams.out(`${render === undefined ? formatOutline(result.data) : render(result.data, paper)}\n`);
  }

  /** A line of progress. */
  progress(line: string): void {
    if (!this.#settings.isQuiet) this.#streams.err(`${line}\n`);
  }

  /** Something that did not stop the command, but should be known. */
  warn(line: string): void {
    this.#warnings.push(line);
    if (!this.isJson) this.#streams.err(`${this.#paint(YELLOW, 'warning')}: ${line}\n`);
  }

  /** Prints what is left to print. @param error  what ended the command early */
  finish(error?: unknown): ExitCode {
    const exitCode = error === undefined ? resultCode(this.#result) : exitCodeOf(error);
    if (this.isJson) {
      const envelope: Envelope = {
        schema: `gyre${this.#command === '' ? '' : `.${this.#command}`}/${ENVELOPE_VERSION}`,
        ok: exitCode === EXIT.ok,
        data: this.#result?.data ?? null,
        warnings: this.#warnings,
        error: error === undefined ? null : errorFacts(error),
      };
      this.#streams.out(`${JSON.stringify(envelope, undefined, 2)}\n`);
    } else if (error !== undefined) {
      this.#streams.err(`${this.#paint(RED, 'error')} ${errorText(error)}\n`);
    }
    if (error !== undefined && this.#settings.isVerbose) this.#streams.err(`${stackOf(error)}\n`);
    return exitCode;
  }

  #paint([begin, end]: readonly [string, string], text: string): string {
    return this.#settings.hasColour ? `${begin}${text}${end}` : text;
  }
}

/** For a command line that is not parsed, or cannot be: its words tell how it wants to be answered. */
export function unparsedOutput(line: readonly string[], streams: Streams): Output {
  const output = new Output(streams);
  output.begin('', {
    isJson: line.includes('--json'),
    isQuiet: false,
    isVerbose: line.includes('-v'),
    hasColour: false,
  });
  return output;
}

function resultCode(result: CommandResult<unknown> | undefined): ExitCode {
  return result?.ok === false ? EXIT.failedCheck : EXIT.ok;
}

function errorFacts(error: unknown): z.infer<typeof summedUpSchema> {
  if (error instanceof GyreError) {
    const problems = error.problems.map(errorJson);
    return { ...errorJson(error), ...(problems.length === 0 ? {} : { problems }) };
  }
  const { name, message } = asError(error);
  return { code: '', name, message, fix: UNEXPECTED_FIX };
}

/** The facts of one error, as plain data. */
export function errorJson({ code, name, message, facts }: GyreError): ErrorJson {
  return { code, name, message, ...facts };
}

function errorText(error: unknown): string {
  if (error instanceof GyreError) return describeError(error);
  const { name, message } = asError(error);
  return `${name}: ${message}\n  Fix: ${UNEXPECTED_FIX}`;
}

/** The stack, and that of each cause behind it. */
function stackOf(error: unknown): string {
  const { stack, message, cause } = asError(error);
  const own = stack ?? message;
  return cause === undefined ? own : `${own}\ncaused by ${stackOf(cause)}`;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
