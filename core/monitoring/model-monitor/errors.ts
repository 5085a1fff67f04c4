import { GyreError } from '../../errors.ts';

/** A file of SageMaker Model Monitor cannot be read: not JSON, cut off, or not of the shape that AWS documents. */
export class BadModelMonitorFileError extends GyreError {
  override readonly name = 'BadModelMonitorFileError';
  override readonly code = 'GYRE-765';
}

/** A file of SageMaker Model Monitor contradicts itself: a column twice, buckets that overlap, counts below zero. */
export class ContradictoryStatisticsError extends GyreError {
  override readonly name = 'ContradictoryStatisticsError';
  override readonly code = 'GYRE-766';
}
