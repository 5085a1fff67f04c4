import { GyreError } from '../errors.ts';

/** A transaction lost too many races in a row. State machines retry by this name. */
export class RegistryContentionError extends GyreError {
  override readonly name = 'RegistryContentionError';
  override readonly code = 'GYRE-301';
}

/** An item, an event or a whole transition is too large for the registry: large things belong in S3, by hash. */
export class ItemTooLargeError extends GyreError {
  override readonly name = 'ItemTooLargeError';
  override readonly code = 'GYRE-303';
}

/** A write expected another state of the item than the one in place, without the aggregate having moved. */
export class ItemConditionError extends GyreError {
  override readonly name = 'ItemConditionError';
  override readonly code = 'GYRE-304';
}

/** A transition writes what it must not: the head, the ledger, one item twice, or one aggregate as both of its two. */
export class TransitionPlanError extends GyreError {
  override readonly name = 'TransitionPlanError';
  override readonly code = 'GYRE-305';
}

/** A stored item lacks what its type promises, and no upcaster supplies it. */
export class ItemShapeError extends GyreError {
  override readonly name = 'ItemShapeError';
  override readonly code = 'GYRE-306';
}
