import { seededRandom } from '#core/random';
import { captureLine } from '#core/serving/capture-record';
import { sourceOf } from '../drift/features.ts';
import { MODEL_FEATURES, VERSION } from './models.ts';

/** Some hours of capture objects, spread evenly over models and hours. */
export interface Traffic {
  readonly models: readonly string[];
  /** First hour, UTC: `2026-11-20T00`. */
  readonly from: string;
  readonly hours: number;
  readonly objects: number;
}

export interface CaptureFile {
  readonly key: string;
  readonly text: string;
  readonly rows: number;
}

const MOST_LINES = 60;
/** P(lines >= k) = k^-1.33: most objects hold one line, the mean is about 2.8. */
const SKEW = 0.75;
/** Distinct rows; which of them a record holds is drawn. */
const ROW_POOL = 2000;
const HOUR_MILLISECONDS = 3_600_000;

/** @example linesOf(0.5) // 1 */
export function linesOf(uniform: number): number {
  return Math.min(MOST_LINES, Math.floor((1 - uniform) ** -SKEW));
}

/** The first hour behind the traffic. @example endOf({ from: '2026-11-20T22', hours: 3 }) // '2026-11-21T01' */
export function endOf({ from, hours }: Pick<Traffic, 'from' | 'hours'>): string {
  return hourAfter(from, hours);
}

/** Capture objects as an endpoint writes them, one request a line. The same traffic gives the same bytes. */
export function* captureFiles(
  endpointOf: (model: string) => string,
  traffic: Traffic,
): Generator<CaptureFile> {
  const { models, from, hours, objects } = traffic;
  const pool = rowPool();
  const folders = models.length * hours;
  for (let index = 0; index < objects; index += 1) {
    const folder = index % folders;
    const model = models[folder % models.length] ?? '';
    const hour = hourAfter(from, Math.floor(folder / models.length));
    yield captureFile(endpointOf(model), hour, index, pool);
  }
}

function captureFile(endpoint: string, hour: string, index: number, pool: readonly Row[]): CaptureFile {
  const name = `${endpoint}-${hour}-${index}`;
  const random = seededRandom(name);
  const lines = linesOf(random());
  const minute = String(Math.floor(60 * random())).padStart(2, '0');
  const inferenceTime = `${hour}:${minute}:00Z`;
  const records = Array.from({ length: lines }, (_, line) => {
    const row = pool[Math.floor(random() * pool.length)] ?? { cells: '', answer: '' };
    const eventId = `${name}-${line}`;
    return captureLine(
      {
        ...{ eventId, inferenceId: eventId, inferenceTime, attributes: { purpose: 'live' } },
        ...{ inputs: [row.cells], outputs: [row.answer], rowIds: [eventId], eventTimes: [inferenceTime] },
      },
      VERSION,
    );
  });
  const folder = `${endpoint}/v${VERSION}/${hour.replace('T', '-').replaceAll('-', '/')}`;
  return { key: `${folder}/${index}.jsonl`, text: `${records.join('\n')}\n`, rows: lines };
}

interface Row {
  readonly cells: string;
  readonly answer: string;
}

function rowPool(): readonly Row[] {
  const source = sourceOf('captures');
  return Array.from({ length: ROW_POOL }, () => ({
    cells: MODEL_FEATURES.map((feature) => feature.text(source, true)).join(','),
    answer: source.uniform().toFixed(6),
  }));
}

function hourAfter(from: string, hours: number): string {
  return new Date(Date.parse(`${from}:00:00Z`) + hours * HOUR_MILLISECONDS).toISOString().slice(0, 13);
}
