import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  closeSync,
  openSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { referenceBins } from '#core/monitoring/reference-bins';
import { seededRandom } from '#core/random';
import type { StoredBins } from './stored-bins.ts';
import { FEATURES, rowText, sourceOf } from './features.ts';

/** Enough for bins and for every category's values. */
const TRAINING_ROWS = 200_000;
const WRITE_CHARACTERS = 1 << 20;
const FIRST_TIME = Date.UTC(2026, 0, 1);
const MILLISECONDS_APART = 3.6;

export interface Inputs {
  readonly rows: number;
  readonly bins: string;
  readonly csv: string;
  readonly gzip: string;
  readonly base64: string;
}

/** In which form a contender reads the captured rows; the same rows in each. */
export type InputForm = 'plain' | 'gzip' | 'base64';

/** Writes what is not there yet: bins of training rows, and captured rows in the forms that are asked for. */
export async function makeInputs(
  folder: string,
  rows: number,
  forms: ReadonlySet<InputForm>,
): Promise<Inputs> {
  mkdirSync(folder, { recursive: true });
  const path = (name: string) => join(folder, name);
  const inputs: Inputs = {
    rows,
    bins: path(`bins-${TRAINING_ROWS}.json`),
    csv: path(`captures-${rows}.jsonl`),
    gzip: path(`captures-${rows}.jsonl.gz`),
    base64: path(`captures-base64-${rows}.jsonl`),
  };
  await whenMissing(inputs.bins, (to) => writeFileSync(to, JSON.stringify(trainingBins())));
  await whenMissing(inputs.csv, (to) => writeCaptures(to, rows, (text) => text, 'CSV'));
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  if (forms.has('base64'))
    await whenMissing(inputs.base64, (to) => writeCaptures(to, rows, base64, 'BASE64'));
  if (forms.has('gzip'))
    await whenMissing(inputs.gzip, async (to) => {
      await pipeline(
        createReadStream(inputs.csv, { highWaterMark: 1 << 20 }),
        createGzip({ level: 6 }),
        createWriteStream(to),
      );
    });
  return inputs;
}

/** A file that stands there is whole: it was written under another name. */
async function whenMissing(path: string, write: (to: string) => unknown): Promise<void> {
  if (existsSync(path)) return;
  console.error(`writing ${path}`);
  await write(`${path}.part`);
  renameSync(`${path}.part`, path);
}

function trainingBins(): StoredBins {
  const source = sourceOf('training');
  const rows = Array.from({ length: TRAINING_ROWS }, () => rowText(source, false).split(','));
  const features = FEATURES.map(({ name, isNumber }, at) => {
    const cells = rows.map((row) => row[at] ?? '').filter((cell) => cell !== '');
    return isNumber
      ? { name, bins: referenceBins(cells.map(Number)) }
      : { name, values: [...new Set(cells)] };
  });
  const scores = sourceOf('scores');
  const prediction = {
    name: 'score',
    bins: referenceBins(Array.from({ length: 20_000 }, () => scores.uniform())),
  };
  return { features, prediction };
}

function writeCaptures(path: string, rows: number, encode: (text: string) => string, encoding: string): void {
  const source = sourceOf('captured');
  const ids = seededRandom('ids');
  const file = openSync(path, 'w');
  let text = '';
  const side = (mode: string, data: string) =>
    `{"observedContentType":"text/csv","mode":"${mode}","data":"${encode(data)}","encoding":"${encoding}"}`;
  for (let row = 0; row < rows; row += 1) {
    const input = side('INPUT', rowText(source, true));
    const output = side('OUTPUT', String(source.uniform()));
    const attributes = row % 4 === 0 ? `"customAttributes":["tenant=${row % 7}"],` : '';
    const time = new Date(FIRST_TIME + Math.floor(row * MILLISECONDS_APART)).toISOString().slice(0, 19);
    text += `{"captureData":{"endpointInput":${input},"endpointOutput":${output}},`;
    text += `"eventMetadata":{"eventId":"${uuid(ids)}",${attributes}"inferenceTime":"${time}Z"},"eventVersion":"0"}\n`;
    if (text.length < WRITE_CHARACTERS) continue;
    writeSync(file, text);
    text = '';
  }
  writeSync(file, text);
  closeSync(file);
}

function uuid(random: () => number): string {
  const hex = (digits: number) =>
    Math.floor(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(6)}${hex(6)}`;
}
