import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { strangersIn } from '#build/build-library';
import { driftOfFiles } from '#cli/drift-files/drift-files';
import { seededRandom } from '#core/random';
import { examplesOfPage, examplesOfSources } from './support/examples.ts';
import { capturesOf, csvOf, flights } from './support/flights.ts';
import { compile, filesIn, newProject, type Project, run } from './support/packed-library.ts';

const ROOT = join(import.meta.dirname, '../../..');
const NAMES = [
  ...['BadBaselineError', 'BadOptionError', 'BadSketchError', 'BadTableError', 'BaselineMismatchError'],
  ...['GyreError', 'countCaptures', 'countRows', 'csvRows', 'describeColumn', 'describeError', 'judgeDrift'],
  ...['makeBaseline', 'mergeSketches', 'readBaseline', 'readSketch', 'writeBaseline', 'writeSketch'],
];

let project: Project;
const inProject = (name: string) => join(project.folder, name);

beforeAll(async () => {
  project = await newProject();
  const training = flights(seededRandom('training'), { from: '2024-01-01', rows: 2400 });
  const june = flights(seededRandom('june'), { from: '2024-06-01', rows: 800, moved: 400 });
  writeFileSync(inProject('train.csv'), csvOf(training));
  writeFileSync(inProject('june.csv'), csvOf(june));
  writeFileSync(inProject('june.jsonl.gz'), gzipSync(capturesOf(june)));
});
afterAll(() => rmSync(dirname(project.folder), { recursive: true }));

test('the package holds a module, its types, licence and documentation, and needs no other', () => {
  const installed = inProject('node_modules/gyre');
  const files = filesIn(installed);
  expect(files.filter((file) => !/^types\/(library|core)\/[\w/-]+\.d\.ts$/.test(file))).toEqual([
    ...['LICENSE', 'README.md', 'drift.js', 'package.json'],
  ]);
  const manifest = z.looseObject({}).parse(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')));
  expect(Object.keys(manifest).filter((key) => /dependencies|bin|scripts/i.test(key))).toEqual([]);
  const own = z.looseObject({}).parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  expect(manifest).toMatchObject({ version: own['version'], engines: own['engines'] });
});

test('nothing of AWS, of adapters or of any package is in the module', () => {
  const { metafile, bytes } = project.build;
  expect(Object.keys(metafile.inputs).length).toBeGreaterThan(80);
  expect(strangersIn(metafile)).toEqual([]);
  expect(bytes).toBeLessThan(300_000);
  const stranger = { bytes: 1, imports: [] };
  const inputs = {
    'node_modules/@aws-sdk/client-s3/a.js': stranger,
    'adapters/s3-object-store.ts': stranger,
  };
  expect(strangersIn({ inputs, outputs: {} })).toEqual(Object.keys(inputs));
});

const CONSUMER = `
import * as drift from 'gyre/drift';
import type { Columns, DriftPolicy, DriftVerdict, Row } from 'gyre/drift';

declare const console: { log(text: string): void };
const policy: DriftPolicy = { minimumRows: 500, windowDays: WINDOW_DAYS };
const trained: Columns = TRAINING;
const rows: readonly Row[] = ROWS;
const baseline = await drift.makeBaseline(trained, { prediction: 'delay' });
const sketch = drift.readSketch(drift.writeSketch(await drift.countRows(baseline, rows)), baseline);
const verdict: DriftVerdict = drift.judgeDrift(sketch, policy);
const status: 'stable' | 'changed' | 'drifted' | 'inconclusive' | 'no-data' = verdict.status;
interface Flight { readonly distance: number; readonly carrier?: string }
const flights: readonly Flight[] = [{ distance: 800 }];
await drift.countRows(baseline, flights);
// @ts-expect-error: a row has cells, not objects
const objects = () => drift.countRows(baseline, [{ distance: {} }]);
// @ts-expect-error: a path is no table
const path = () => drift.makeBaseline('train.csv');
// @ts-expect-error: verdicts do not change
verdict.status = 'stable';
console.log(JSON.stringify({ ...verdict, status, names: Object.keys(drift), unused: [objects, path].length }));
`;

test("a strict project compiles against the types, and its verdict is the product's on the same rows", async () => {
  const training = flights(seededRandom('training'), { from: '2024-01-01', rows: 2400 });
  const june = flights(seededRandom('june'), { from: '2024-06-01', rows: 800, moved: 400 });
  const product = await driftOfFiles({
    ...{ paths: [inProject('june.csv')], baseline: inProject('train.csv'), hasHeader: true, ignored: [] },
    ...{ prediction: 'delay', asOf: new Date(0), warn: () => undefined },
    policy: { minimumRows: 500, minimumThreshold: 0.25, calibrationFactor: 2 },
  });
  const columns = Object.fromEntries(
    (['day', 'distance', 'carrier', 'aircraft', 'delay'] as const).map((name) => [
      name,
      training.map((row) => (name === 'distance' && row[name] !== '' ? Number(row[name]) : row[name])),
    ]),
  );
  const consumer = CONSUMER.replace('WINDOW_DAYS', String(product.window.days))
    .replace('TRAINING', () => JSON.stringify(columns))
    .replace('ROWS', () => JSON.stringify(june));
  expect(compile(project, { 'consumer.ts': consumer })).toBe('');
  const said = z.looseObject({}).parse(JSON.parse(run(project, 'consumer.js')));
  const renamed = ({ feature, ...rest }: (typeof product.features)[number]) => ({ column: feature, ...rest });
  expect(said['columns']).toEqual(product.features.map(renamed));
  expect(said['prediction']).toEqual(product.prediction && renamed(product.prediction));
  expect(said).toMatchObject({
    ...{ status: 'drifted', reason: product.reason, rows: 800, methodVersion: product.methodVersion },
  });
  expect([...z.array(z.string()).parse(said['names'])].sort()).toEqual([...NAMES].sort());
});

test('every example of the documentation and of the comments compiles, and prints what it says', () => {
  const page = examplesOfPage(join(ROOT, 'docs/library.md'), 'page');
  const sources = examplesOfSources(ROOT, NAMES);
  const examples = [...page, ...sources];
  const text = sources.map(({ code }) => code.split('\n').slice(1).join('\n')).join('\n');
  const isFunction = (name: string) => /^[a-z]/.test(name) && name !== 'describeError';
  expect(NAMES.filter((name) => isFunction(name) && !text.includes(`${name}(`))).toEqual([]);
  expect(page.length).toBeGreaterThanOrEqual(5);
  const files = Object.fromEntries(examples.map(({ name, code }) => [`examples/${name}.ts`, code]));
  const all = examples.map(
    ({ name }) => `console.log('=== ${name}');\nawait import('./examples/${name}.js');`,
  );
  expect(
    compile(project, { ...files, 'all.ts': all.join('\n') }, { types: ['node'], skipLibCheck: true }),
  ).toBe('');
  const printed = run(project, 'all.js')
    .split(/^=== (?=\S+$)/m)
    .slice(1)
    .map((part) => part.trimEnd().split('\n'));
  const plain = (line: string) => line.replaceAll(/\s+/g, ' ').trim();
  for (const [at, { name, printed: expected }] of examples.entries()) {
    const [own, ...lines] = printed[at] ?? [];
    expect({ name: own, said: plain(lines.join(' ')) }).toEqual({ name, said: plain(expected.join(' ')) });
  }
});
