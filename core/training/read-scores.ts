import { BadScoresError } from './errors.ts';

/** One contender's answers to the hold-out, checked row by row. */
export interface Scores {
  readonly labels: Float64Array;
  readonly predictions: Float64Array;
}

/**
 * Reads the output of a transform job: `id,label,prediction` a line, ids 1..n in order.
 * @param rows  lines there must be
 * @param where the object's key, for the error
 * @throws BadScoresError when a line is missing, in another place, or not of this form; a prediction that is no
 *         number is kept as NaN, and loses
 * @example readScores('1,10,9.5\n2,20,nan\n', 2, 'key').predictions.length // 2
 */
export function readScores(text: string, rows: number, where: string): Scores {
  const labels = new Float64Array(rows);
  const predictions = new Float64Array(rows);
  let row = 0;
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    if (row >= rows) throw badScores(where, `more than ${rows} lines`, `${rows} lines, one per row`);
    const [id, label, prediction, ...more] = text.slice(start, end).split(',');
    if (id !== String(row + 1) || label === undefined || prediction === undefined || more.length > 0) {
      const received = `line ${row + 1} is not id ${row + 1} with label and prediction`;
      throw badScores(where, received, 'id,label,prediction');
    }
    labels[row] = numberOf(label);
    predictions[row] = numberOf(prediction);
    row += 1;
    start = end + 1;
  }
  if (row < rows) throw badScores(where, `${row} lines`, `${rows} lines, one per row of the hold-out`);
  return { labels, predictions };
}

/**
 * Every contender must have been asked about the same rows: labels came back through its own job.
 * @throws BadScoresError when a label differs from the first contender's
 */
export function requireSameLabels(labels: Float64Array, first: Float64Array, where: string): void {
  for (let row = 0; row < first.length; row += 1) {
    // Object.is: a label that is no number is the same as itself.
    if (!Object.is(labels[row], first[row])) {
      throw badScores(where, `line ${row + 1} has another label`, 'the labels of the hold-out, in its order');
    }
  }
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
