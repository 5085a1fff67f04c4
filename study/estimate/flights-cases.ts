import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { runCommand } from '#local/cloud/run-command';
import { preparePythonEnvironment } from '#local/python/prepare-environment';
import { StudyFailedError } from '../errors.ts';
import type { EstimateCase } from './estimate-case.ts';

const ROOT = join(import.meta.dirname, '../..');
const DAY_MILLISECONDS = 86_400_000;
const HOLDOUT_DAYS = 28;
const PROBLEMS = { 'air-time': 'regression', 'flight-late': 'binary' } as const;

const rowsSchema = z.strictObject({
  columns: z.array(z.string()),
  served: z.array(z.strictObject({ servedFrom: z.string(), firstDay: z.string(), rows: z.int() })),
});

/**
 * Both models of the flights example as they served from four days of 2013 on, trained by the project's own Python, with
 * the three months after each day in half months.
 * @throws StudyFailedError when the rows could not be made
 */
export async function flightsCases(onProgress: (line: string) => void): Promise<readonly EstimateCase[]> {
  const { python } = await preparePythonEnvironment({ root: ROOT, onProgress });
  const folder = mkdtempSync(join(tmpdir(), 'gyre-study-flights-'));
  try {
    onProgress('training eight models of the flights example');
    mkdirSync(folder, { recursive: true });
    const script = join(import.meta.dirname, 'flights_scores.py');
    const { code, stderr } = await runCommand(python, [script, join(ROOT, 'examples/flights'), folder], {
      env: process.env,
    });
    if (code !== 0) {
      throw new StudyFailedError('the rows of the flights example could not be made', {
        ...{ where: script, received: stderr.trim().split('\n').at(-1) ?? `exit ${code}` },
        fix: 'run npm run demo once, which prepares the same Python environment',
      });
    }
    const { columns, served } = rowsSchema.parse(JSON.parse(readFileSync(join(folder, 'rows.json'), 'utf8')));
    return served.flatMap((one) => readServed(join(folder, one.servedFrom), one, columns.length));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readServed(
  folder: string,
  { servedFrom, firstDay, rows }: z.infer<typeof rowsSchema>['served'][number],
  columns: number,
): readonly EstimateCase[] {
  const bytes = (path: string) => {
    const { buffer, byteOffset, byteLength } = readFileSync(join(folder, path));
    return buffer.slice(byteOffset, byteOffset + byteLength);
  };
  const all = new Float32Array(bytes('features.f32'));
  const features = Array.from({ length: columns }, (_, at) => all.subarray(at * rows, (at + 1) * rows));
  const days = new Int32Array(bytes('days.i32'));
  const holdoutRows = days.findIndex((day) => day >= HOLDOUT_DAYS);
  const windows = halfMonths(days, firstDay);
  return Object.entries(PROBLEMS).map(([model, problem]) => ({
    ...{ name: `${model} from ${servedFrom}`, group: `flights, ${model}`, problem, rows, features, days },
    predictions: new Float64Array(bytes(`${model}/predictions.f64`)),
    labels: new Float64Array(bytes(`${model}/labels.f64`)),
    ...{ holdoutRows, windows },
  }));
}

/** Days 1 to 15 and the rest of each month after the hold-out. */
function halfMonths(days: Int32Array, firstDay: string): EstimateCase['windows'] {
  const windows: { name: string; from: number; to: number }[] = [];
  days.forEach((day, row) => {
    if (day < HOLDOUT_DAYS) return;
    const date = new Date(Date.parse(firstDay) + day * DAY_MILLISECONDS).toISOString();
    const name = `${date.slice(0, 7)} ${Number(date.slice(8, 10)) <= 15 ? 'first' : 'second'} half`;
    const last = windows.at(-1);
    if (last?.name === name) last.to = row + 1;
    else windows.push({ name, from: row, to: row + 1 });
  });
  return windows;
}
