import { GyreError } from '../../errors.ts';

/** A name or value cannot stand in a statement of the join engine, or the statement is longer than the engine takes. */
export class BadStatementError extends GyreError {
  override readonly name = 'BadStatementError';
  override readonly code = 'GYRE-680';
}
