import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { costSheet, type Service } from '#core/cost/cost-sheet';
import { bytesPerSecond, dailyWork, workersWithin } from '#core/cost/daily-work';
import { PRICE_LIST, PRICES } from '#core/cost/prices';
import { athenaDollars, emrServerlessDollars, rowEngineFor } from '#core/cost/row-exact';
import { DEFAULT_WORKLOAD, THROUGHPUT, type Workload } from '#core/cost/workload';
import { DEFAULT_PLAN_LIMITS } from '#core/monitoring/scale/plan-limits';

/**
 * The tables of docs/scale.md: each stands between two comments and is computed, so that no figure of the page is
 * typed. This file writes them; a test compares.
 */
const ROOT = dirname(import.meta.dirname);
const PAGE = 'docs/scale.md';
const TABLE = /(<!-- table: ([a-z-]+) -->\n)[\s\S]*?(<!-- end -->)/g;

const VOLUMES = [1e6, 1e8, 1e9, 1e10, 1e11];
const BILLION: Workload = { ...DEFAULT_WORKLOAD, capturesPerDay: 1e9 };

const dollars = (value: number) =>
  value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(2) : value.toPrecision(2);
const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const gigabytes = (bytes: number) => Number((bytes / 1e9).toPrecision(3)).toLocaleString('en-US');
/** Without powers of ten. */
const plain = (value: number) => value.toFixed(10).replace(/0+$/, '').replace(/\.$/, '');
const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const FIGURE = /^[-\d.,]+$/;
/** Columns of figures stand to the right. */
const table = (titles: readonly string[], rows: readonly (readonly (string | number)[])[]) => {
  const sides = titles.map((_, at) =>
    rows.every((cells) => FIGURE.test(String(cells[at]))) ? '--:' : '---',
  );
  return [row(titles), row(sides), ...rows.map(row)].join('\n');
};

const TABLES: Readonly<Record<string, () => string>> = {
  volumes: () =>
    table(
      ['captures a day', 'plain GB', 'objects', 'read', 'calls', 'worker-s', 's a call', 'busy at once'],
      VOLUMES.map((capturesPerDay) => {
        const work = dailyWork({ ...DEFAULT_WORKLOAD, capturesPerDay });
        return [
          ...[
            whole(capturesPerDay),
            gigabytes(work.plainBytes),
            whole(work.objects),
            work.mode,
            whole(work.calls),
          ],
          ...[whole(work.workerSeconds), work.secondsPerCall.toFixed(1), work.meanConcurrency.toPrecision(2)],
        ];
      }),
    ),
  dollars: () => {
    const services: readonly Service[] = [
      'Lambda',
      'Step Functions',
      'S3 requests',
      'S3 storage',
      'CloudWatch',
      'Athena',
      'EMR Serverless',
    ];
    return table(
      ['captures a day', ...services.map((service) => `${service} $`), 'in all $'],
      VOLUMES.map((capturesPerDay) => {
        const sheet = costSheet({ ...DEFAULT_WORKLOAD, capturesPerDay });
        const own = services.map(
          (service) => sheet.lines.find((line) => line.service === service)?.perDay ?? 0,
        );
        return [
          whole(capturesPerDay),
          ...own.map((value) => (value === 0 ? '-' : dollars(value))),
          dollars(sheet.perDay),
        ];
      }),
    );
  },
  variants: () => {
    const variants: readonly (readonly [string, Workload, ('arrival' | undefined)?])[] = [
      ['as above', BILLION],
      ['captures kept 7 days', { ...BILLION, retentionDays: 7 }],
      ['without gzip', { ...BILLION, isGzip: false }],
      ['objects of 1 MB', { ...BILLION, objectBytes: 1e6 }],
      ['each object read as it arrives', BILLION, 'arrival'],
      ['objects of 1 MB, each as it arrives', { ...BILLION, objectBytes: 1e6 }, 'arrival'],
    ];
    return table(
      [
        'one billion a day',
        'objects',
        'calls',
        'worker-s',
        'Lambda $',
        'S3 requests $',
        'S3 storage $',
        'in all $',
      ],
      variants.map(([name, workload, mode]) => {
        const { lines, work, perDay } = costSheet(workload, mode);
        const own = (service: Service) =>
          dollars(lines.find((line) => line.service === service)?.perDay ?? 0);
        return [
          ...[name, whole(work.objects), whole(work.calls), whole(work.workerSeconds)],
          ...[own('Lambda'), own('S3 requests'), own('S3 storage'), dollars(perDay)],
        ];
      }),
    );
  },
  hour: () => {
    const { plainBytes, workerSeconds, calls, secondsPerCall } = dailyWork(BILLION);
    const runs = BILLION.runsPerDay;
    const perHour = workerSeconds / runs;
    return table(
      ['one hour of one billion a day', 'figure'],
      [
        ['plain GB', gigabytes(plainBytes / runs)],
        ['children of the map', whole(calls / runs)],
        ['worker-seconds', whole(perHour)],
        ['seconds with all children at once', secondsPerCall.toFixed(1)],
        ['workers to be done within a minute', workersWithin(perHour, 60)],
        [
          `seconds for the whole day anew, ${DEFAULT_PLAN_LIMITS.concurrency} at once`,
          whole(workerSeconds / DEFAULT_PLAN_LIMITS.concurrency),
        ],
      ],
    );
  },
  rows: () =>
    table(
      ['captures a day', 'stored GB', 'labels joined by', 'Athena, one pass $', 'EMR Serverless, one pass $'],
      VOLUMES.map((capturesPerDay) => {
        const { plainBytes, storedBytes } = dailyWork({ ...DEFAULT_WORKLOAD, capturesPerDay });
        return [
          ...[whole(capturesPerDay), gigabytes(storedBytes), rowEngineFor(plainBytes)],
          ...[dollars(athenaDollars(storedBytes, 1)), dollars(emrServerlessDollars(plainBytes))],
        ];
      }),
    ),
  speeds: () =>
    table(
      ['a worker of one processor', 'plain MB/s'],
      [
        ['processor, plain (half of what was measured)', THROUGHPUT.plainBytesPerSecond / 1e6],
        ['processor, from gzip (half of what was measured)', THROUGHPUT.gzipBytesPerSecond / 1e6],
        ['network', THROUGHPUT.networkBytesPerSecond / 1e6],
        ['so plain objects', bytesPerSecond(false) / 1e6],
        ['and gzip, at four plain bytes for one', bytesPerSecond(true) / 1e6],
      ],
    ),
  prices: () =>
    [
      `Region ${PRICE_LIST.region}, ${PRICE_LIST.asOf}, ${PRICE_LIST.standing}.\n`,
      table(
        ['what', 'dollars', 'found out', 'source'],
        Object.values(PRICES).map(({ unit, dollars: price, standing, source }) => [
          unit,
          plain(price),
          standing,
          `<${source}>`,
        ]),
      ),
    ].join('\n'),
};

/** The page with its tables as they are computed today. */
export function withTables(page: string): string {
  return page.replace(TABLE, (_, begin: string, name: string, end: string) => {
    const make = TABLES[name];
    if (make === undefined) throw new Error(`docs/scale.md names a table that there is not: ${name}`);
    return `${begin}${make()}\n${end}`;
  });
}

/** Names of the tables that a page has. */
export function tablesIn(page: string): readonly string[] {
  return [...page.matchAll(TABLE)].map(([, , name = '']) => name);
}

export const TABLE_NAMES: readonly string[] = Object.keys(TABLES);

if (import.meta.main) {
  const path = join(ROOT, PAGE);
  writeFileSync(path, withTables(readFileSync(path, 'utf8')));
}
