/** Rows and code of the drills. */
import { day, rides } from '#test/handlers/training/support/rides';
import type { ModelFolder } from './loop-project.ts';

const HEADER = 'id,at,distance,stops';
/** After the training rows of the first contest. */
const LONG_DAY = day(61);
const LONG_ROWS = 1000;
/** A record of so many rows with such ids is larger than a message, and their request is not too large. */
const ID_LENGTH = 200;
const FACTOR = 3;

const long = Array.from({ length: LONG_ROWS }, (_, row) => {
  const distance = 1 + (row % 90) / 10;
  return { id: `${row}-`.padEnd(ID_LENGTH, 'x'), distance, minutes: FACTOR * distance };
});

export const LONG_RIDES = {
  day: LONG_DAY,
  rows: LONG_ROWS,
  request: csv(
    HEADER,
    long.map(({ id, distance }) => `${id},${LONG_DAY}T08:00:00Z,${distance},1`),
  ),
  labels: csv(
    'id,minutes',
    long.map(({ id, minutes }) => `${id},${minutes}`),
  ),
};

/** Rows like those of the hold-outs, with ids of their own. */
export function requestOf(series: number, request: number): string {
  const [, ...rows] = rides(140, 141, 1).trimEnd().split('\n');
  return csv(
    HEADER,
    rows.map((row) => `${series}-${request}-${row.split(',').slice(0, 4).join(',')}`),
  );
}

/** Scores in one unit and serves in another: as when training and serving differ in one setting. */
export const answersByPlace: ModelFolder = {
  files: {
    'train.py':
      'import os, pathlib\n(pathlib.Path(os.environ["SM_MODEL_DIR"]) / "model.ubj").write_bytes(b"any")\n',
    'inference.py': `
import os

def model_fn(model_dir):
    return None

def input_fn(data, content_type):
    text = data if isinstance(data, str) else bytes(data).decode()
    return text.strip().split("\\n")

def predict_fn(rows, model):
    factor = 2 if os.environ.get("SAGEMAKER_BATCH") else 1.24
    return [str(factor * float(row.split(",")[0])) for row in rows]

def output_fn(lines, accept):
    return "\\n".join(lines) + "\\n", "text/csv"
`,
  },
};

function csv(header: string, rows: readonly string[]): string {
  return `${[header, ...rows].join('\n')}\n`;
}
