import { GyreError } from '../errors.ts';

/** A transaction lost too many races in a row. State machines retry by this name. */
export class RegistryContentionError extends GyreError {
  override readonly name = 'RegistryContentionError';
  override readonly code = 'GYRE-301';
}

/** A chain or checkpoint does not verify: an event was changed, removed, reordered or forged. */
export class LedgerBrokenError extends GyreError {
  override readonly name = 'LedgerBrokenError';
  override readonly code = 'GYRE-302';
}

/** An item is too large for the registry: large things belong in S3, by hash. */
export class ItemTooLargeError extends GyreError {
  override readonly name = 'ItemTooLargeError';
  override readonly code = 'GYRE-303';
}

/** A write expected another state of the item than the one in place, without the aggregate having moved. */
export class ItemConditionError extends GyreError {
  override readonly name = 'ItemConditionError';
  override readonly code = 'GYRE-304';
}
