/**
 * The root of every error Gyre throws on purpose.
 *
 * An error says what was received, where, what is allowed and how to mend it, so that the CLI, a quarantine
 * record and a state machine's Cause can all print the same four facts. Expected outcomes are values, not errors.
 */
export interface ErrorFacts {
  /** File with line and column, or the object, column or resource that is at fault. */
  readonly where?: string;
  readonly received?: string;
  readonly allowed?: string;
  /** One imperative sentence: what the reader does next. */
  readonly fix: string;
}

/** `GYRE-nnn`: 1 configuration, 2 data, 3 registry, 4 training, 5 deployment, 6 serving, 7 monitoring, 8 retraining, 9 machine. */
export type ErrorCode = `GYRE-${number}`;

export abstract class GyreError extends Error {
  /** Set by each subclass to its own class name: state machines retry and catch by it. */
  abstract override readonly name: string;
  abstract readonly code: ErrorCode;
  readonly facts: ErrorFacts;
  /** The errors that this one sums up; most sum up none. */
  readonly problems: readonly GyreError[] = [];

  constructor(headline: string, facts: ErrorFacts, options?: ErrorOptions) {
    super(headline, options);
    this.facts = facts;
  }
}

/** The four facts as lines of text: headline, where, received, allowed, Fix; then those of each problem summed up. */
export function describeError(error: GyreError): string {
  const { where, received, allowed, fix } = error.facts;
  const own = [
    `${error.code} ${error.message}`,
    where === undefined ? undefined : `  where     ${where}`,
    received === undefined ? undefined : `  received  ${received}`,
    allowed === undefined ? undefined : `  allowed   ${allowed}`,
    `  Fix: ${fix}`,
  ]
    .filter((line) => line !== undefined)
    .join('\n');
  return [own, ...error.problems.map(describeError)].join('\n\n');
}
