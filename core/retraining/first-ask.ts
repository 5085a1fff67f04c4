import { dayAfter } from './model-state.ts';

/** The ask for a model's first contest, about one version of its dataset. */
export interface FirstAsk {
  readonly cause: 'first';
  readonly subject: string;
  /** Event time of the decision: every row of the version lies before it. */
  readonly asOf: string;
}

/**
 * @param maxEventTime newest event time that the contest is to see
 * @example firstAsk('rides', { version: 3, maxEventTime: '2013-03-31T23:00:00Z' }).subject // 'rides version 3'
 */
export function firstAsk(
  dataset: string,
  { version, maxEventTime }: { readonly version: number; readonly maxEventTime: string },
): FirstAsk {
  return { cause: 'first', subject: `${dataset} version ${version}`, asOf: dayAfter(maxEventTime) };
}

/**
 * What the newest version of the dataset asks for while no version of the model serves: one request for each dataset
 * version, whoever raises it.
 * @returns nothing while the rows are too few, or before the dataset has a version
 */
export function standingFirstAsk(
  dataset: string,
  latest: { readonly version: number; readonly totalRows: number; readonly maxEventTime: string } | undefined,
  minimumRows: number,
): readonly FirstAsk[] {
  return latest === undefined || latest.totalRows < minimumRows ? [] : [firstAsk(dataset, latest)];
}
