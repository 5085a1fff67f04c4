import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import * as z from 'zod';
import { registerDriftCommands } from '#cli/commands/drift';
import { driftOfFiles, type DriftFilesOrder } from '#cli/drift-files/drift-files';
import { readBaseline } from '#cli/drift-files/file-baseline';
import { WindowReader } from '#cli/drift-files/file-window';
import { envelopeSchema } from '#cli/output';
import { baselineColumn } from '#core/monitoring/baseline-column';
import { type Random, seededRandom } from '#core/random';
import { captureLine } from '#core/serving/capture-record';
import { runLine } from './support/run-line.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'gyre-drift-files-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));
const HEADER = 'day,distance,carrier,id,delay';
const DAY = 86_400_000;

/** Rows of flights over some days: `moved` miles more, and a carrier that training did not have. */
function rows(
  random: Random,
  facts: { readonly from: string; readonly rows: number; readonly moved?: number },
) {
  const { from, rows: size, moved = 0 } = facts;
  return Array.from({ length: size }, (_, row) => {
    const day = new Date(Date.parse(from) + Math.floor(row / 20) * DAY).toISOString().slice(0, 10);
    const distance = (800 + 300 * (random() + random() - 1) + moved).toFixed(1);
    const carrier =
      moved > 0 && random() < 0.3 ? 'NEW, "Air"' : ['AA', 'DL', 'UA'][Math.floor(random() * 3)]!;
    return {
      day,
      distance: random() < 0.02 ? '' : distance,
      carrier,
      id: `f${row}-${from}`,
      delay: random().toFixed(3),
    };
  });
}
type Row = ReturnType<typeof rows>[number];

const quoted = (cell: string) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const lineOf = ({ day, distance, carrier, id, delay }: Row) =>
  [day, distance, carrier, id, delay].map(quoted).join(',');
const csv = (all: readonly Row[]) => `${[HEADER, ...all.map(lineOf)].join('\n')}\n`;

/** A call of the front door. */
function callLine({ day, distance, carrier, id, delay }: Row, name: string, version: number): string {
  const time = `${day}T10:00:00Z`;
  const record = {
    ...{ eventId: name, inferenceId: name, inferenceTime: time, attributes: { purpose: 'live' } as const },
    ...{ inputs: [[distance, carrier, id].map(quoted).join(',')], outputs: [delay] },
    ...{ rowIds: [`${name}#0`], eventTimes: [time] },
  };
  return captureLine(record, version);
}

function captures(all: readonly Row[]): string {
  const lines = all.map((row, at) => callLine(row, `e${at}`, 1));
  // Two calls twice, a smoke test, and a line that is cut off.
  const smoke = lines[0]!.replaceAll('"e0"', '"smoke"').replace('purpose=live', 'purpose=smoke');
  return [...lines, ...lines.slice(0, 2), smoke, lines[0]!.slice(0, 90)].join('\n');
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(FOLDER, name);
  writeFileSync(path, content);
  return path;
}

const training = rows(seededRandom('training'), { from: '2024-01-01', rows: 2400 });
const steady = rows(seededRandom('steady'), { from: '2024-06-01', rows: 800 });
const moved = rows(seededRandom('moved'), { from: '2024-06-01', rows: 800, moved: 400 });
const TRAIN = file('train.csv', csv(training));
const STEADY = file('steady.csv', csv(steady));
const MOVED = file('moved.csv', csv(moved));

const run = (...line: readonly string[]) =>
  runLine(['drift', 'files', ...line], { commands: [registerDriftCommands] });
async function ask(...line: readonly string[]) {
  const { out, exitCode } = await run(...line, '--json');
  return { exitCode, ...envelopeSchema.parse(JSON.parse(out)) };
}
const statuses = (data: unknown) => {
  const { features } = z
    .object({ features: z.array(z.object({ feature: z.string(), status: z.string() })) })
    .parse(data);
  return Object.fromEntries(features.map(({ feature, status }) => [feature, status]));
};

test('rows like those of training are stable, with thresholds from its days, and 0 is the exit code', async () => {
  const { out, err, exitCode } = await run(STEADY, '--baseline', TRAIN);
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^stable: no change/);
  expect(out).toContain('calibrated on 120 days for 40');
  expect(err).toContain('id: left out, since nearly every row has a value of its own');
});

test('columns that number the rows are left out: later rows have greater ones, which is no drift', async () => {
  const numbered = (all: readonly Row[], from: number, step: number) =>
    [`row,${HEADER}`, ...all.map((row, at) => `${from + at * step},${lineOf(row)}`)].join('\n');
  const before = file('numbered-before.csv', numbered(training, 1, 3));
  const { exitCode, data, warnings } = await ask(
    file('numbered-now.csv', numbered(steady, 10_000, 3)),
    ...['--baseline', before],
  );
  expect(exitCode).toBe(0);
  expect(Object.keys(statuses(data))).toEqual(['distance', 'carrier', 'delay']);
  expect(warnings).toContain('row: left out, since it counts up from row to row');

  // A measure is compared, however its rows are sorted: some are equal, or are no whole numbers.
  const sorted = (scale: number) =>
    ['row,minutes', ...training.map((_, at) => `${at % 7},${Math.floor(at / 2) / scale}`)].join('\n');
  for (const scale of [1, 8]) {
    const same = file(`sorted-${scale}.csv`, sorted(scale));
    expect(Object.keys(statuses((await ask(same, '--baseline', same)).data))).toEqual(['row', 'minutes']);
  }
});

test('drift of numbers and of categories is found, and 1 is the exit code', async () => {
  const { exitCode, ok, data } = await ask(MOVED, '--baseline', TRAIN);
  expect({ exitCode, ok }).toEqual({ exitCode: 1, ok: false });
  expect(statuses(data)).toEqual({ distance: 'drifted', carrier: 'drifted', delay: 'stable' });
  expect(data).toMatchObject({
    ...{ status: 'drifted', baseline: { rows: 2400, days: 120 } },
    window: { rows: 800, days: 40, from: '2024-06-01T00:00:00.000Z' },
    features: [{ feature: 'distance', direction: 'up' }, { feature: 'carrier', direction: 'none' }, {}],
  });
});

test('F-01 captures, packed or not, say what their rows in a table say; repeats and bad lines are counted', async () => {
  const text = captures(moved);
  const table = await ask(MOVED, '--baseline', TRAIN, '--prediction', 'delay');
  for (const [name, content] of [
    ['plain.jsonl', text],
    ['packed.jsonl.gz', gzipSync(text)],
    ['packed.jsonl.zst', zstdCompressSync(text)],
  ] as const) {
    const found = await ask(file(name, content), '--baseline', TRAIN, '--prediction', 'delay');
    expect(found.data).toMatchObject({
      coverage: { records: 802, duplicates: 2, badRecords: { 'not-json': 1 }, liveRows: 800 },
    });
    const { features, prediction } = z.looseObject({}).parse(table.data);
    expect(found.data).toMatchObject({ features, prediction });
  }
});

/** A call with a body of JSON, which the kernel leaves to the slow path. */
function jsonCapture({ day, distance, carrier, id, delay }: Row): string {
  const side = (mode: string, value: unknown) => ({
    ...{ observedContentType: 'application/json', mode, encoding: 'JSON', data: JSON.stringify(value) },
  });
  const instances = [{ carrier, id, distance: distance === '' ? null : Number(distance) }];
  return JSON.stringify({
    captureData: {
      endpointInput: side('INPUT', { instances }),
      endpointOutput: side('OUTPUT', { predictions: [Number(delay)] }),
    },
    eventMetadata: { eventId: `json ${id}`, inferenceTime: `${day}T23:59:59.75Z` },
    eventVersion: '0',
  });
}

test('the kernel, two threads and reading line by line give the same verdict, byte for byte', async () => {
  const lines = captures(moved).split('\n');
  const json = moved.slice(0, 40).map(jsonCapture);
  const paths = [
    file('first.jsonl', lines.slice(0, 300).join('\n')),
    file('second.jsonl.gz', gzipSync([...lines.slice(300, 500), ...json].join('\n'))),
    MOVED,
    // A call that the first file has as well, and lines that none can read.
    file('third.jsonl', [...lines.slice(500), lines[7], '{}', 'no call'].join('\r\n')),
  ];
  const verdictBy = async (counting?: DriftFilesOrder['counting']) => {
    const verdict = await driftOfFiles({
      ...{ paths, baseline: TRAIN, hasHeader: true, ignored: [], prediction: 'delay', asOf: new Date(0) },
      policy: { minimumRows: 500, minimumThreshold: 0.25, calibrationFactor: 2 },
      ...{ warn: () => undefined, ...(counting === undefined ? {} : { counting }) },
    });
    return JSON.stringify(verdict, undefined, 2);
  };
  const plain = await verdictBy({ withKernel: false });
  expect(JSON.parse(plain)).toMatchObject({
    window: { rows: 1640, from: '2024-06-01T00:00:00.000Z', to: '2024-07-10T10:00:00.000Z' },
    coverage: { records: 1643, duplicates: 3, badRecords: { 'not-json': 2, 'wrong-shape': 1 } },
  });
  expect(await verdictBy()).toBe(plain);
  expect(await verdictBy({ leastBytesForThreads: 0 })).toBe(plain);
});

/** Calls of versions 1 and 12 in turn, then some of version 2, which got other columns, and some that name none. */
function versionsOf(): readonly string[] {
  const wide = captures(steady.slice(0, 30)).replaceAll('"modelVersion":1', '"modelVersion":2');
  return [
    ...moved.flatMap((row, at) => [callLine(row, `old ${at}`, 1), callLine(steady[at]!, `new ${at}`, 12)]),
    ...wide.split('\n').map((line) => line.replace('"data":"', '"data":"1,')),
    ...moved.slice(0, 40).map(jsonCapture),
  ];
}

test('versions in one file are kept apart: refused until one is named, or any', async () => {
  const path = file('versions.jsonl', versionsOf().join('\n'));
  const base = ['--baseline', TRAIN, '--prediction', 'delay'];
  const refused = await run(path, ...base);
  expect({ exitCode: refused.exitCode, out: refused.out }).toEqual({ exitCode: 2, out: '' });
  expect(refused.err).toContain(
    [
      'GYRE-945 the captures are of several model versions',
      `  where     ${path}`,
      '  received  versions 1, 2, 12',
      '  allowed   captured calls that one version answered',
      '  Fix: choose one with --model-version 12, or compare all together with --model-version any',
    ].join('\n'),
  );
  const ofOne = versionsOf().filter((line) => !/"modelVersion":1?2/.test(line));
  const alone = await ask(file('old.jsonl', ofOne.join('\n')), ...base);
  const { features, prediction } = z.looseObject({}).parse(alone.data);
  const { data } = await ask(path, ...base, '--model-version', '1');
  // The line that is cut off names no version.
  expect(data).toMatchObject({
    ...{ status: 'drifted', window: { rows: 840 }, features, prediction },
    coverage: { records: 840, liveRows: 840, badRecords: { 'other-version': 833, 'not-json': 1 } },
  });
  const page = join(FOLDER, 'version.html');
  const told = await run(path, ...base, '--model-version', '12', '--report', page);
  expect(told.out).toContain('0 duplicates, 834 bad records left out (1 not-json, 833 other-version)');
  const text = readFileSync(page, 'utf8');
  expect(text).toMatch(/Not used: other-version<\/th>\s*<td class="number">833</);
  expect(text).toContain('--model-version 12 --minimum-rows');
  const all = await ask(path, ...base, '--model-version', 'any');
  expect(all.data).toMatchObject({
    ...{ status: 'drifted', window: { rows: 1640 } },
    coverage: { duplicates: 2, badRecords: { 'other-columns': 30, 'not-json': 1 } },
  });
});

test('a file of another version as a whole is left out; without any of the version nothing can be compared', async () => {
  const [old = '', young = ''] = [1, 2].map((version) => {
    const lines = moved.map((row, at) => callLine(row, `v${version} ${at}`, version));
    return file(`v${version}.jsonl`, lines.join('\n'));
  });
  const base = ['--baseline', TRAIN, '--prediction', 'delay'];
  const { data } = await ask(old, young, ...base, '--model-version', '2');
  expect(data).toMatchObject({ window: { rows: 800 }, coverage: { badRecords: { 'other-version': 800 } } });
  const none = await run(old, young, ...base, '--model-version', '3');
  expect(none.exitCode).toBe(2);
  expect(none.err).toMatch(/received {2}1600 other-version\n.+\n {2}Fix: .+--model-version any/);
});

test.each(['0', '1.5', 'v2', '01', '', '99999999999999999'])('%j is no version', async (version) => {
  const { exitCode, err } = await run(MOVED, '--baseline', TRAIN, '--model-version', version);
  expect(exitCode).toBe(2);
  expect(err).toMatch(/GYRE-940[^]+a whole number from 1, or any/);
});

test('the first file at fault is named, whatever those behind it are', async () => {
  const empty = file('nothing.jsonl', '{}\n');
  const ragged = file('ragged-too.csv', 'distance,carrier\n1,a\n2\n');
  const cut = file('cut.jsonl.gz', gzipSync(captures(moved)).subarray(0, 9000));
  const good = file('good.jsonl', captures(moved));
  for (const [first, ...others] of [
    [empty, ragged, cut],
    [ragged, empty, cut],
    [cut, ragged, empty],
  ]) {
    const { exitCode, err } = await run(
      ...[good, first!, ...others],
      ...['--baseline', TRAIN, '--prediction', 'delay'],
    );
    expect(exitCode).toBe(2);
    expect(err).toContain(`where     ${first!}`);
  }
});

test('ten times the captures take no more memory', async () => {
  const peak = async (rows: number) => {
    const path = join(FOLDER, `many-${rows}.jsonl`);
    const [line = ''] = captures(moved.slice(0, 1)).split('\n');
    for (let from = 0; from < rows; from += 10_000)
      appendFileSync(
        path,
        Array.from({ length: 10_000 }, (_, at) => `${line.replaceAll('e0', `e${from + at}`)}\n`).join(''),
      );
    const script = join(import.meta.dirname, 'support', 'drift-captures.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...['--max-old-space-size=64', '--max-semi-space-size=4'],
      ...[script, path, TRAIN],
    ]);
    return z.object({ rows: z.literal(rows), megabytes: z.number() }).parse(JSON.parse(stdout)).megabytes;
  };
  const [few, many] = [await peak(20_000), await peak(200_000)];
  expect(many).toBeLessThan(few + 30);
});

test.each([' 10:00:00', 'T10:00:00.5', ' 10:00:00+02:00', 'T08:00Z'])(
  'times like 2024-06-01%s tell days',
  async (time) => {
    const timed = (all: readonly Row[]) => csv(all.map((row) => ({ ...row, day: `${row.day}${time}` })));
    const { data } = await ask(
      file('timed.csv', timed(steady)),
      '--baseline',
      file('timed-train.csv', timed(training)),
    );
    expect(data).toMatchObject({ baseline: { days: 120 }, window: { days: 40 } });
  },
);

test('a folder means all data files below it, and all of them are one window', async () => {
  const folder = join(FOLDER, 'day');
  mkdirSync(join(folder, 'hour'), { recursive: true });
  writeFileSync(join(folder, 'a.csv'), csv(steady.slice(0, 500)));
  writeFileSync(join(folder, 'hour', 'b.csv.gz'), gzipSync(csv(steady.slice(500))));
  writeFileSync(join(folder, 'notes.md'), 'no data');
  const whole = z.looseObject({}).parse((await ask(STEADY, '--baseline', TRAIN)).data);
  const { data } = await ask(folder, '--baseline', TRAIN);
  expect(data).toMatchObject({ features: whole['features'], window: { rows: 800, days: 40 } });
});

test('tables without a header are compared by the place of their columns', async () => {
  const bare = (all: readonly Row[]) =>
    all.map(({ distance, delay }) => `${distance || '0'},${delay}\n`).join('');
  const [before, now] = [file('bare-train.csv', bare(training)), file('bare-moved.csv', bare(moved))];
  const { data, warnings } = await ask(now, '--baseline', before);
  expect(statuses(data)).toEqual({ 'column-1': 'drifted', 'column-2': 'stable' });
  // A header names no two columns alike.
  const twice = file(
    'twice.csv',
    `AA,AA\n${training.map(({ carrier }) => `${carrier},${carrier}\n`).join('')}`,
  );
  expect((await ask(twice, '--baseline', twice)).data).toMatchObject({ window: { rows: 2401 } });
  expect(warnings).toContain(
    'no times: thresholds cannot be calibrated, and each is the smallest that is allowed',
  );
});

test('a column that a file lacks is named and not compared; a column more is none of the baseline', async () => {
  const other = file(
    'other.csv',
    `more,distance\n${steady.map(({ distance }) => `x,${distance}\n`).join('')}`,
  );
  const { exitCode, data, warnings } = await ask(other, '--baseline', TRAIN, '--ignore', 'delay');
  expect(exitCode).toBe(0);
  expect(statuses(data)).toEqual({ distance: 'stable' });
  expect(warnings).toContain('not in the files, so not compared: carrier');
});

test('profiles are baselines as well: one that was stored with a version, or of Model Monitor', async () => {
  const numbers = training.map(({ distance }) => (distance === '' ? Number.NaN : Number(distance)));
  const stored = {
    ...{ format: 1, model: 'flights', contestId: 'ct-1', trainStart: '2024-01-01', trainEnd: '2024-04-30' },
    ...{ rows: numbers.length, features: [baselineColumn('distance', numbers, [])] },
    prediction: baselineColumn('prediction', [0.5], []),
  };
  const found = await ask(MOVED, '--baseline', file('baseline.json', JSON.stringify(stored)));
  expect(statuses(found.data)).toEqual({ distance: 'drifted' });
  const monitored = await ask(MOVED, '--baseline', 'test/fixtures/model-monitor/statistics.json');
  expect(statuses(monitored.data)).toEqual({ distance: 'drifted', carrier: 'drifted' });
  expect(monitored.warnings).toContain('carrier: 2 of 3 values are listed');
});

test('values that training had not do not make a change where values are rare, and do where they are frequent', async () => {
  const names = (seed: string, fresh: number) => {
    const random = seededRandom(seed);
    const name = () =>
      random() < fresh ? `new-${Math.floor(random() * 200)}` : `n${Math.floor(2000 ** random())}`;
    return `name\n${Array.from({ length: 4000 }, () => `${name()}\n`).join('')}`;
  };
  const before = file('names.csv', names('names', 0));
  const same = await ask(file('names-same.csv', names('other names', 0)), '--baseline', before);
  expect(statuses(same.data)).toEqual({ name: 'stable' });
  const fresh = await ask(file('names-fresh.csv', names('other names', 0.2)), '--baseline', before);
  expect(statuses(fresh.data)).not.toEqual({ name: 'stable' });
});

test('the page says the verdict first, loads nothing, and holds names as text', async () => {
  const page = join(FOLDER, 'report.html');
  const hostile = file('hostile.csv', csv(moved).replace('distance', '<script>alert(1)</script>'));
  const before = file('hostile-train.csv', csv(training).replace('distance', '<script>alert(1)</script>'));
  await run(hostile, '--baseline', before, '--report', page, '--ignore', 'delay,carrier');
  const text = readFileSync(page, 'utf8');
  expect(text).toMatch(/<h1>\s*1 of 1 input drifted/);
  expect(text).toContain('--ignore &#39;delay,carrier&#39; --minimum-rows 500');
  expect(text).not.toMatch(/<script|https?:\/\//);
});

test('github: errors for what drifted, with signs of its syntax escaped', async () => {
  const { out, exitCode } = await run(MOVED, '--baseline', TRAIN, '--format', 'github');
  expect(exitCode).toBe(1);
  const lines = out.trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  for (const line of lines)
    expect(line).toMatch(/^::(error file=[^:,]+,title=gyre drift%3A \w+|notice title=gyre drift)::\S/);
});

test('names that would steer a terminal, or end a line of GitHub, are text', async () => {
  const name = '"dis\ntance\u001b[31m::error::"';
  const [now, before] = [MOVED, TRAIN].map((path, at) =>
    file(`steering-${at}.csv`, readFileSync(path, 'utf8').replace('distance', name)),
  );
  for (const format of ['text', 'github']) {
    const { out, err } = await run(
      now!,
      '--baseline',
      before!,
      '--format',
      format,
      '--ignore',
      'delay,carrier',
    );
    expect(out + err).not.toMatch(/\u001b|^::error::/m);
  }
});

test('junit: a column a test, a drifted one a failure', async () => {
  const { out } = await run(MOVED, '--baseline', TRAIN, '--format', 'junit');
  expect(out).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="[^"]+" tests="3" failures="2"/,
  );
  expect(out.match(/<testcase classname="gyre.drift" name="[^"]+" time="0">/g)).toHaveLength(3);
  expect(out.match(/<failure message="drifted: stability index [^"<>]+" type="drifted"\/>/g)).toHaveLength(2);
  expect(out.match(/<(testsuites?|testcase|properties|system-out)[ >]/g)?.length).toBe(
    out.match(/<\/(testsuites?|testcase|properties|system-out)>/g)?.length,
  );
  const few = await run(MOVED, '--baseline', TRAIN, '--format', 'junit', '--minimum-rows', '10000');
  expect(few.exitCode).toBe(0);
  expect(few.out).toContain('tests="1" failures="0" errors="0" skipped="1"');
});

test('sarif: a result a column that drifted, in the shape of 2.1.0', async () => {
  const { out } = await run(MOVED, '--baseline', TRAIN, '--format', 'sarif');
  const location = z.strictObject({
    physicalLocation: z.strictObject({
      artifactLocation: z.strictObject({ uri: z.url() }),
      region: z.strictObject({ startLine: z.literal(1) }),
    }),
    logicalLocations: z.array(z.strictObject({ name: z.string(), kind: z.literal('member') })),
  });
  const result = z.strictObject({
    ...{ ruleId: z.enum(['drifted', 'changed']), ruleIndex: z.int(), level: z.enum(['error', 'warning']) },
    ...{ message: z.strictObject({ text: z.string() }), locations: z.array(location).length(1) },
    partialFingerprints: z.record(z.string(), z.string()),
  });
  const rule = z.looseObject({ id: z.string(), shortDescription: z.strictObject({ text: z.string() }) });
  const log = z
    .strictObject({
      $schema: z.url(),
      version: z.literal('2.1.0'),
      runs: z.tuple([
        z.looseObject({
          tool: z.strictObject({ driver: z.strictObject({ name: z.string(), rules: z.array(rule) }) }),
          results: z.array(result),
        }),
      ]),
    })
    .parse(JSON.parse(out));
  const [{ tool, results }] = log.runs;
  expect(results.map(({ ruleId }) => ruleId)).toEqual(['drifted', 'drifted']);
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
});

test.each([
  ['a file that is not there', () => [join(FOLDER, 'nowhere.csv'), '--baseline', TRAIN]],
  ['a baseline that is not there', () => [MOVED, '--baseline', join(FOLDER, 'nowhere.csv')]],
  ['an empty file', () => [file('empty.csv', ''), '--baseline', TRAIN]],
  ['rows of other lengths', () => [file('ragged.csv', 'distance,carrier\n1,a\n2\n'), '--baseline', TRAIN]],
  ['a file without one column of the baseline', () => [file('else.csv', 'a,b\n1,2\n'), '--baseline', TRAIN]],
  [
    'a packed file that is cut off',
    () => [file('cut.csv.gz', gzipSync(csv(moved)).subarray(0, 900)), '--baseline', TRAIN],
  ],
  ['captures of other columns', () => [file('wide.jsonl', captures(moved)), '--baseline', TRAIN]],
  ['JSON that is no baseline', () => [MOVED, '--baseline', file('other.json', '{"a":1}')]],
  ['a baseline without the column that is ignored', () => [MOVED, '--baseline', TRAIN, '--ignore', 'label']],
  [
    'a page in a folder that is not there',
    () => [MOVED, '--baseline', TRAIN, '--report', join(FOLDER, 'no', 'x.html')],
  ],
])('%s ends with 2 and a way out', async (_, line) => {
  const { exitCode, out, err } = await run(...line());
  expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
  expect(err).toMatch(/GYRE-(?:704|94[15])[^]+Fix: \w/);
});

test('columns that a file lacks are empty in all of its rows, however long it is', async () => {
  const lines = Array.from({ length: 4000 }, (_, at) => `${at % 97},${at / 7},k${at % 5},${at % 13}`);
  const baselineFile = join(FOLDER, 'four-columns.csv');
  writeFileSync(baselineFile, `a,b,c,d\n${lines.join('\n')}\n`);
  const tell = () => undefined;
  const baseline = await readBaseline({
    ...{ path: baselineFile, header: 'auto', ignored: [], prediction: 'd' },
    tell,
  });
  // Others in front and between, in another order, without column b.
  const rest = lines.map((line) => line.split(',')).map(([a, , c, d]) => `${d},x,${c},${a}`);
  const fileOf = (name: string, some: readonly string[]) => {
    const path = join(FOLDER, name);
    writeFileSync(path, `d,other,c,a\n${some.join('\n')}\n`);
    return path;
  };
  const counted = async (files: readonly string[]) => {
    const reader = new WindowReader(baseline, 'auto', {}, tell);
    for (const file of files) await reader.add(file);
    return reader.finish();
  };
  // Short files are read cell by cell, a long one in blocks.
  const short = Array.from({ length: 10 }, (_, at) =>
    fileOf(`short-${at}.csv`, rest.slice(400 * at, 400 * (at + 1))),
  );
  const found = await counted([fileOf('long.csv', rest)]);
  const sums = ({ bins }: { readonly bins: Float64Array }) => bins.reduce((sum, count) => sum + count, 0);
  expect(found.sketch.features.map(sums)).toEqual([4000, 4000, 4000]);
  expect(found.sketch.predictions.map(sums)).toEqual([4000]);
  expect(found.sketch.features[1]).toMatchObject({ missing: { empty: 4000 }, count: 0 });
  const { sketch, absent } = await counted(short);
  expect([...absent]).toEqual(['b']);
  expect(found.sketch.coverage).toEqual(sketch.coverage);
  expect(found.sketch.features.map(({ bins }) => bins)).toEqual(sketch.features.map(({ bins }) => bins));
  expect(found.sketch.predictions).toEqual(sketch.predictions);
});
