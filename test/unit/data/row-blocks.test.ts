import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BUFFER_BYTES } from '#core/data/text-source';
import { COMMA } from '#core/engine/csv/bytes';
import { ColumnTallies } from '#core/engine/csv/column-tallies';
import type { ScanColumn } from '#core/engine/csv/scan-column';
import { isTimestamp } from '#core/data/event-time';
import { startRowBlocks } from '#core/engine/rows/start-row-blocks';
import { type Random, seededRandom } from '#core/random';
import { tripCells, TRIPS_HEADER, tripsDataset } from './support/datasets.ts';
import { passOf } from './support/exact-pass.ts';
import { COLUMNS, dataset, fileOf, type Row, row, style } from './support/odd-tables.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const unbounded = { isNullable: false, minimum: -Infinity, maximum: Infinity };

function blocksOf(columns: readonly ScanColumn[]) {
  const tallies = new ColumnTallies(columns);
  const positions = columns.map((_, at) => at);
  const blocks = startRowBlocks({ columns, rules: [], positions, delimiter: COMMA, tallies }, BUFFER_BYTES);
  if (blocks === undefined) expect.fail('the kernel of rows does not run');
  return { blocks, tallies };
}

/** The cells of a column that are read as good, by their line. Another cell stands in front: no line is a blank one. */
function goodOf(column: ScanColumn, lines: readonly string[]): ReadonlyMap<number, number> {
  const { blocks } = blocksOf([{ name: 'kind', type: 'string', ...unbounded }, column]);
  const bytes = Buffer.from(lines.map((line) => `a,${line}\n`).join(''));
  blocks.bytes.set(bytes);
  const good = new Map<number, number>();
  let line = 0;
  for (let from = 0; from < bytes.length;) {
    if (blocks.read(from, bytes.length)) {
      for (let at = blocks.first; at < blocks.last; at += 1, line += 1) {
        blocks.ask(at);
        good.set(line, blocks.numberOf(1));
      }
      from = blocks.rowStart(blocks.last);
    } else {
      from = bytes.indexOf(10, from) + 1;
      line += 1;
    }
  }
  return good;
}

describe('a block reads', () => {
  const digits = (most: number) => fc.array(fc.nat(9), { maxLength: most }).map((list) => list.join(''));
  const written = fc
    .tuple(
      fc.constantFrom('', '-', '+', '--'),
      digits(20),
      fc.constantFrom('', '.', '..'),
      digits(22),
      fc.nat(99),
    )
    .map(([sign, whole, point, places, exponent]) => {
      const end = exponent % 3 === 0 ? `e${exponent % 2 === 0 ? '-' : ''}${exponent}` : '';
      return `${sign}${whole}${point}${point === '' ? '' : places}${end}`;
    });
  const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String);
  const common = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(String);
  const texts = fc.array(fc.oneof(written, double, common), { minLength: 1, maxLength: 200 });

  test('the double that Number reads, whatever is written, and nothing that is no number', () => {
    fc.assert(
      fc.property(texts, (lines) => {
        const good = goodOf({ name: 'x', type: 'number', ...unbounded }, lines);
        lines.forEach((line, at) => {
          const value = NUMBER.test(line) && Number.isFinite(Number(line)) ? Number(line) : undefined;
          expect([line, good.get(at)]).toEqual([line, value]);
        });
      }),
      { numRuns: 400 },
    );
  });

  test('integers of up to fifteen digits, with a sign', () => {
    const text = fc.tuple(
      fc.constantFrom('', '-', '+', ' '),
      digits(17),
      fc.constantFrom('', '', '', '.', 'x'),
    );
    fc.assert(
      fc.property(
        fc.array(
          text.map((parts) => parts.join('')),
          { minLength: 1, maxLength: 200 },
        ),
        (lines) => {
          const good = goodOf({ name: 'x', type: 'integer', ...unbounded }, lines);
          lines.forEach((line, at) => {
            const value = /^[+-]?\d{1,15}$/.test(line) ? Number(line) : undefined;
            expect([line, good.get(at)]).toEqual([line, value]);
          });
        },
      ),
      { numRuns: 400 },
    );
  });

  test('bounds, both of them good', () => {
    const lines = ['0.9', '1', '1.5', '2', '2.1', '-2', '1e0', '2e0', '-0', '1.9999999999999999999'];
    const good = goodOf({ name: 'x', type: 'number', isNullable: false, minimum: 1, maximum: 2 }, lines);
    expect([...good.keys()].map((at) => lines[at])).toEqual([
      '1',
      '1.5',
      '2',
      '1e0',
      '2e0',
      '1.9999999999999999999',
    ]);
  });

  test('times that are plainly some, and no other text', () => {
    const two = (most: number) => fc.nat(most).map((value) => String(value).padStart(2, '0'));
    const time = fc
      .tuple(
        two(13),
        two(32),
        two(25),
        two(61),
        two(61),
        fc.constantFrom('', '.', '.5', '.123456789', '.1234567890'),
      )
      .map(
        ([month, day, hour, minute, second, rest]) =>
          `2024-${month}-${day}T${hour}:${minute}:${second}${rest}Z`,
      );
    const damaged = fc
      .tuple(time, fc.nat(30), fc.constantFrom('', ' ', '0', '-', ':', 'T', 'Z', '/', '\u20ac'))
      .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + 1));
    fc.assert(
      fc.property(fc.array(fc.oneof(time, damaged), { minLength: 1, maxLength: 200 }), (lines) => {
        const good = goodOf({ name: 'x', type: 'timestamp', ...unbounded }, lines);
        lines.forEach((line, at) => {
          if (good.has(at)) expect([line, isTimestamp(line)]).toEqual([line, true]);
        });
        const usual = lines.flatMap((line, at) =>
          isTimestamp(line) && !line.includes('-02-29') ? [at] : [],
        );
        expect(usual.filter((at) => !good.has(at))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

const pick = <T>(random: Random, values: readonly T[]): T => {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('nothing to choose from');
  return value;
};

/** Hundreds of rows, most of them good: blocks with gaps, with values that come for the first time and too many of them. */
function longTable(random: Random, odd: readonly Row[], share: number): Row[] {
  return Array.from({ length: 1 + Math.floor(random() * 400) }, (_, at): Row => {
    const good: Row = {
      ...{ id: `t${at}`, at: `2024-05-${10 + Math.floor(random() * 18)}T10:00:00Z` },
      ...{ stops: String(Math.floor(random() * 4)), km: random() < 0.1 ? '' : String(4 + random() * 30) },
      ...{ kind: pick(random, ['bus', 'tram']), wet: pick(random, ['true', 'false']) },
      ...{ late: pick(random, ['0', '1', '']), note: `n${Math.floor(random() ** 2 * 250)}` },
    };
    if (random() >= share) return good;
    const name = pick(random, COLUMNS);
    return { ...good, [name]: pick(random, odd)[name] };
  });
}

test('A-08 long tables leave behind what the exact way leaves, read in blocks or row by row', async () => {
  const [odd, styles, datasets] = [row, style, dataset].map((what) => fc.sample<unknown>(what, 300)) as [
    Row[],
    (typeof style extends fc.Arbitrary<infer T> ? T : never)[],
    (typeof dataset extends fc.Arbitrary<infer T> ? T : never)[],
  ];
  const random = seededRandom('long tables');
  for (let index = 0; index < 200; index += 1) {
    const terms = pick(random, datasets);
    const rows = longTable(random, odd, pick(random, [0, 0.01, 0.1, 0.6]));
    const content = fileOf(rows, pick(random, styles), terms.delimiter ?? ',');
    const exact = await passOf(content, terms, 'exact');
    expect(await passOf(content, terms, 'first-row')).toEqual(exact);
    expect(await passOf(content, terms, 'nowhere')).toEqual(exact);
  }
});

/** A file of several pieces: lines of every kind, one of them longer than the reader's buffer. */
function largeFile(lineEnd: string, longest: number): Buffer {
  const rows = Array.from({ length: 40_000 }, (_, at) => {
    const cells = tripCells({ id: `t${at}`, km: String(at / 7), late: at % 3 === 0 ? '' : '1' });
    if (at % 997 === 0) return cells.map((cell) => `"${cell}"`).join(',');
    if (at % 1999 === 0) return cells.with(2, '77').join(',');
    return at === 30_000 ? cells.with(0, 'x'.repeat(longest)).join(',') : cells.join(',');
  });
  return Buffer.from(`${[TRIPS_HEADER, ...rows].join(lineEnd)}${lineEnd}`);
}

test.each([
  ['\n', 10],
  ['\r\n', 10],
  ['\n', 600_000],
])('A-08 files of several pieces, lines that end with %j, the longest of %i', async (lineEnd, longest) => {
  const content = largeFile(lineEnd, longest);
  const terms = tripsDataset({ onBreach: 'quarantine-rows' });
  expect(await passOf(content, terms, 'second-piece')).toEqual(await passOf(content, terms, 'exact'));
});

test.each(['nowhere', 'second-piece', 'first-row'] as const)(
  'A-08 a row of more than a million characters is refused, with blocks from %s',
  async (way) => {
    const content = Buffer.from(`${TRIPS_HEADER}\n${tripCells({ id: 'x'.repeat(1_010_000) }).join(',')}\n`);
    const { facts } = await passOf(content, tripsDataset(), way);
    expect(facts.failure).toMatchObject({ reason: 'line-too-long', line: 2 });
  },
);

test('good rows are taken in blocks, not one by one', () => {
  const { blocks, tallies } = blocksOf([
    { name: 'kind', type: 'string', ...unbounded },
    { name: 'x', type: 'number', ...unbounded },
  ]);
  const bytes = Buffer.from(Array.from({ length: 200 }, (_, at) => `k${at % 150},${at}\n`).join(''));
  blocks.bytes.set(bytes);
  const sizes: number[] = [];
  for (let from = 0; from < bytes.length; from = blocks.rowStart(blocks.last)) {
    expect(blocks.read(from, bytes.length)).toBe(true);
    blocks.count(blocks.first, blocks.last);
    sizes.push(blocks.last - blocks.first);
  }
  expect(sizes).toEqual([64, 64, 64, 8]);
  expect(tallies.finish()).toMatchObject([
    { count: 200, missing: 0 },
    { count: 200, numeric: { minimum: 0, maximum: 199, mean: 99.5 } },
  ]);
});

test('rows with quotes around plain cells are taken in blocks, rows with others are not', () => {
  const { blocks } = blocksOf([
    { name: 'kind', type: 'string', ...unbounded },
    { name: 'x', type: 'number', ...unbounded },
  ]);
  const lines = [
    '"a","1"\r\n',
    'b,"2"\n',
    '"c",3\r\n',
    '"d,",4\n',
    '"e""",5\n',
    '"f"g,6\n',
    '"h\n",7\n',
    '"","8"\n',
    '"i",9\n',
  ];
  const bytes = Buffer.from(lines.join(''));
  blocks.bytes.set(bytes);
  expect(blocks.read(0, bytes.length)).toBe(true);
  expect(blocks.last - blocks.first).toBe(3);
  expect(Buffer.from(blocks.written(0, 3)).toString()).toBe('a,1\nb,2\nc,3\n');
  expect(blocks.areVerbatim(0, 3)).toBe(false);
  let from = blocks.rowStart(3);
  for (const line of lines.slice(3, 8)) {
    expect([line, blocks.read(from, bytes.length)]).toEqual([line, false]);
    from += line.length;
  }
  // After some rows in a row that were not for it, a block is not asked for at once.
  const isTaken = Array.from({ length: 5 }, () => blocks.read(from, bytes.length));
  expect(isTaken.at(-1)).toBe(true);
  expect(Buffer.from(blocks.written(0, 1)).toString()).toBe('i,9\n');
});

test('values of a domain are counted however many and long they are', () => {
  const domain = Array.from({ length: 5000 }, (_, at) => `${'v'.repeat(at % 60)}${at}`);
  const { blocks, tallies } = blocksOf([{ name: 'kind', type: 'string', ...unbounded, domain }]);
  const lines = domain.slice(0, 90).flatMap((value) => [value, value]);
  const bytes = Buffer.from([...lines, 'none'].map((line) => `${line}\n`).join(''));
  blocks.bytes.set(bytes);
  let from = 0;
  while (blocks.read(from, bytes.length)) {
    blocks.count(blocks.first, blocks.last);
    from = blocks.rowStart(blocks.last);
  }
  expect(bytes.subarray(from).toString()).toBe('none\n');
  const counted = new Map(tallies.finish()[0]?.values);
  expect(counted).toEqual(new Map(domain.slice(0, 90).map((value) => [value, 2])));
});

test('a table that is too large for the memory of a kernel is left to the reader of rows', () => {
  const columns = Array.from({ length: 5000 }, (_, at) => ({
    ...{ name: `c${at}`, type: 'string' as const, ...unbounded },
  }));
  const shape = { columns, rules: [], positions: columns.map((_, at) => at), delimiter: COMMA };
  expect(startRowBlocks({ ...shape, tallies: new ColumnTallies(columns) }, BUFFER_BYTES)).toBeUndefined();
});
