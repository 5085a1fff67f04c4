import { BadScoresError } from './errors.ts';

/** One contender's answers to the hold-out, checked row by row. */
export interface Scores {
  readonly labels: Float64Array;
  readonly predictions: Float64Array;
}

/**
 * Reads the output of a transform job: `id,label,prediction` a line, ids 1..n in order.
 * @throws BadScoresError when a line is missing, in another place, or not numbers; NaN predictions are kept, and lose
 */
export function readScores(text: string, rows: number, where: string): Scores {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.length !== rows)
    throw badScores(where, `${lines.length} lines`, `${rows} lines, one per row of the hold-out`);
  const labels = new Float64Array(rows);
  const predictions = new Float64Array(rows);
  lines.forEach((line, row) => {
    const [id, label, prediction, ...more] = line.split(',');
    if (id !== String(row + 1) || label === undefined || prediction === undefined || more.length > 0) {
      throw badScores(
        where,
        `line ${row + 1} is not id ${row + 1} with label and prediction`,
        'id,label,prediction',
      );
    }
    labels[row] = numberOf(label);
    predictions[row] = numberOf(prediction);
  });
  return { labels, predictions };
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function badScores(where: string, received: string, allowed: string): BadScoresError {
  return new BadScoresError('the scores do not cover the hold-out', {
    ...{ where, received, allowed },
    fix: 'look at predict_fn and output_fn of the contender: exactly one line per input line, in order',
  });
}
