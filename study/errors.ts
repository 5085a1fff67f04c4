import { GyreError } from '#core/errors';

/** A folder given to a study does not hold a baseline, windows and a truth that fit each other. */
export class BadStudyDataError extends GyreError {
  override readonly name = 'BadStudyDataError';
  override readonly code = 'GYRE-970';
}

/** A study was asked for that does not exist, or with words that it does not know. */
export class StudyUsageError extends GyreError {
  override readonly name = 'StudyUsageError';
  override readonly code = 'GYRE-971';
}

/** What a study needs could not be made: rows of an example, by a program of its own. */
export class StudyFailedError extends GyreError {
  override readonly name = 'StudyFailedError';
  override readonly code = 'GYRE-972';
}
