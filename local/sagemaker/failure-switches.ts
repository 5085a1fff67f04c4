import * as z from 'zod';

/**
 * Failures that a test switches on from outside, through the loopback-only admin route. Each applies to resources
 * whose name contains `match`, at most `times` times.
 */
export const failureSchema = z.strictObject({
  kind: z.enum([
    'capacity',
    'throttling',
    'quota',
    'stuck-creating',
    'silent-rollback',
    'container-dies',
    'spot-interruption',
    'capture-stops',
  ]),
  match: z.string().default(''),
  times: z.int().min(1).default(1_000_000),
});
export type Failure = z.infer<typeof failureSchema>;
export type FailureKind = Failure['kind'];

export class FailureSwitches {
  #active: Failure[] = [];

  add(failure: Failure): void {
    this.#active.push(failure);
  }

  clear(): void {
    this.#active = [];
  }

  list(): readonly Failure[] {
    return this.#active;
  }

  /** Is a failure of this kind due for this resource? Counts it as used. */
  strikes(kind: FailureKind, name: string): boolean {
    const index = this.#active.findIndex((failure) => failure.kind === kind && name.includes(failure.match));
    const found = this.#active[index];
    if (found === undefined) return false;
    this.#active = this.#active.flatMap((failure, at) => {
      if (at !== index) return [failure];
      return failure.times > 1 ? [{ ...failure, times: failure.times - 1 }] : [];
    });
    return true;
  }
}
