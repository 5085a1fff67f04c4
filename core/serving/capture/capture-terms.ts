import type { WatchedModel } from '../../config/watched-model.ts';

/** What the reader of captures knows of the model that answered. Each may be missing: then less can be read. */
export interface CaptureTerms {
  /** In the model's order: objects and lines with a header are read by these names. */
  readonly features?: readonly string[];
  /** The dataset's key columns: rows that name them all have their key as row id. */
  readonly key?: readonly string[];
  /** The dataset's column of event time: a row that names it has it from there. */
  readonly eventTime?: string;
  /** Which of an answer's columns is the prediction: a name, or a position from 0. Default: the first. */
  readonly answerColumn?: string | number;
  /** A record that says another version answered is not used. */
  readonly version?: number;
}

export function captureTerms({ features, key, eventTime, serving }: WatchedModel): CaptureTerms {
  const { answerColumn } = serving;
  return { features, key, eventTime, ...(answerColumn === undefined ? {} : { answerColumn }) };
}
