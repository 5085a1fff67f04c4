import { expect } from 'vitest';
import type { GyreError } from '#core/errors';

/** What a call was refused with. */
export function refused<E extends GyreError>(
  call: () => unknown,
  kind: abstract new (...facts: never[]) => E,
): E {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(kind);
    if (error instanceof kind) return error;
  }
  throw new Error('nothing was refused');
}
