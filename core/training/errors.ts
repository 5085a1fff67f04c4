import { GyreError } from '../errors.ts';

/** The model is not declared in the deployed project, or its published revision cannot be read. */
export class UnknownModelError extends GyreError {
  override readonly name = 'UnknownModelError';
  override readonly code = 'GYRE-401';
}

/** A training job ended without an artifact that can be released: missing, empty, cut off or not an archive. */
export class BadArtifactError extends GyreError {
  override readonly name = 'BadArtifactError';
  override readonly code = 'GYRE-402';
}

/** A contender's scores do not cover the hold-out row by row. */
export class BadScoresError extends GyreError {
  override readonly name = 'BadScoresError';
  override readonly code = 'GYRE-403';
}

/** A contest, version or evidence that a step needs is not in the registry. */
export class ContestNotFoundError extends GyreError {
  override readonly name = 'ContestNotFoundError';
  override readonly code = 'GYRE-404';
}

/** The champion changed while the contest ran: its comparison says nothing about the one that serves now. */
export class StaleChampionError extends GyreError {
  override readonly name = 'StaleChampionError';
  override readonly code = 'GYRE-405';
}

/** A decision came for a contest that has ended otherwise: somebody else closed it first. */
export class ContestClosedError extends GyreError {
  override readonly name = 'ContestClosedError';
  override readonly code = 'GYRE-406';
}

/** A recalibrated champion won, and what its archive is made of is not what the evidence names. */
export class RecalibrationError extends GyreError {
  override readonly name = 'RecalibrationError';
  override readonly code = 'GYRE-407';
}
