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
  /** Of throttling: the operation, such as `DescribeTrainingJob`. Default: every operation that changes something. */
  operation: z.string().optional(),
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

  /** Is a request to be throttled? Counts it as used. */
  throttles(operation: string, name: string): boolean {
    const isChange = !/^(Describe|List)/.test(operation);
    return this.#use(
      (failure) =>
        failure.kind === 'throttling' &&
        name.includes(failure.match) &&
        (failure.operation === undefined ? isChange : failure.operation === operation),
    );
  }

  /** Is a failure of this kind due for this resource? Counts it as used. */
  strikes(kind: FailureKind, name: string): boolean {
    return this.#use((failure) => failure.kind === kind && name.includes(failure.match));
  }

  #use(isDue: (failure: Failure) => boolean): boolean {
    const index = this.#active.findIndex(isDue);
    const found = this.#active[index];
    if (found === undefined) return false;
    this.#active = this.#active.flatMap((failure, at) => {
      if (at !== index) return [failure];
      return failure.times > 1 ? [{ ...failure, times: failure.times - 1 }] : [];
    });
    return true;
  }
}
