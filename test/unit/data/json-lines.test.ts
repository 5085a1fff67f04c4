import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonRow } from '#core/data/json-row';
import { profileUpload } from '#core/data/profile-upload';
import { cutAt } from './support/decode.ts';
import { tripsDataset } from './support/datasets.ts';

describe('a line of JSON is cells by name, or the reason why not', () => {
  test('texts as they are, numbers as they are written, nothing for null', () => {
    const row = jsonRow(' {"a":"x\\u00e9\\n", "b" : -1.50e+3,"c":true,"d":null,"e":""} \r');
    expect(row).toEqual({
      cells: new Map([
        ['a', 'x\u00e9\n'],
        ['b', '-1.50e+3'],
        ['c', 'true'],
        ['d', ''],
        ['e', ''],
      ]),
    });
  });
  test.each([
    ['[]', 'bad-json'],
    ['{"a":1', 'bad-json'],
    ['{"a":1}x', 'bad-json'],
    ['{"a":01}', 'bad-json'],
    ['{"a":.5}', 'bad-json'],
    ['{"a":NaN}', 'bad-json'],
    ['{a:1}', 'bad-json'],
    ['{"a":1,}', 'bad-json'],
    ['{"a":{}}', 'nested-value'],
    ['{"a":[1]}', 'nested-value'],
    ['{"a":1,"a":2}', 'duplicate-column'],
    ['{"a":"\\u0000"}', 'nul-byte'],
    ['{"a":"\\ud800"}', 'not-utf-8'],
  ])('%s: %s', (line, reason) => {
    const row = jsonRow(line);
    expect('failure' in row && row.failure.reason).toBe(reason);
  });
  test('agrees with JSON.parse on what is an object', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '"a"',
      '"b"',
      ':',
      ',',
      '1',
      '-',
      '.5',
      'e3',
      'null',
      'true',
      ' ',
      '"\\n"',
      '0',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (parts) => {
        const line = `{"x":${parts.join('')}}`;
        const row = jsonRow(line);
        const isBad = 'failure' in row && row.failure.reason === 'bad-json';
        expect(isBad).toBe(!isObject(line) && !('failure' in row && row.failure.reason !== 'bad-json'));
      }),
      { numRuns: 3000 },
    );
  });
});

function isObject(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

const cell = fc.constantFrom(
  '3',
  '1.5',
  '-0',
  '"bus"',
  '"tr,m"',
  '"a\\"b"',
  '"\\u20ac"',
  '"t"',
  'true',
  'false',
  'null',
  '1e5',
  '""',
);
const row = fc.record({
  id: fc.nat(500).map((id) => `"t${id}"`),
  at: fc.constantFrom('"2024-05-01T10:00:00Z"', '"2024-05-02T10:00:00Z"', '"yesterday"'),
  stops: fc.oneof({ weight: 5, arbitrary: fc.nat(9).map(String) }, cell),
  km: cell,
  kind: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('"bus"', '"tram"') }, cell),
  wet: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('true', 'false') }, cell),
  late: fc.constantFrom('0', '1', 'null'),
});

test('A-08 lines that are read in one go leave behind what each line alone would', async () => {
  const blank = fc.constantFrom('', '', ' ');
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 8 }),
      blank,
      fc.boolean(),
      async (rows, space, isFirst) => {
        const lines = rows.map((cells) => {
          const pairs = Object.entries(cells).map(([name, value]) => `"${name}"${space}:${space}${value}`);
          return `{${pairs.join(`${space},`)}}`;
        });
        // A first line in another order: no line after it is written like it.
        const odd =
          '{"late":0,"id":"first","at":"2024-05-01T10:00:00Z","stops":1,"km":1,"kind":"bus","wet":true}';
        const straight = `{"id":"first","at":"2024-05-01T10:00:00Z","stops":1,"km":1,"kind":"bus","wet":true,"late":0}`;
        const [exact, scanned] = [await passOf([odd, ...lines]), await passOf([straight, ...lines])];
        expect(scanned).toEqual(exact);
        if (isFirst)
          expect(await passOf([straight, ...lines], '\r\n')).toMatchObject({ sha256: exact.sha256 });
      },
    ),
    { numRuns: 600 },
  );
});

async function passOf(lines: readonly string[], lineEnd = '\n') {
  const dataset = tripsDataset({ format: 'jsonl', onBreach: 'quarantine-rows' });
  const written: Uint8Array[] = [];
  const keep = async (bytes: Uint8Array) => void written.push(bytes);
  const pass = await profileUpload(cutAt(Buffer.from(lines.join(lineEnd))), dataset, {
    ...{ rows: keep, keys: keep, rejected: keep },
  });
  return { ...pass, written: Buffer.concat(written).toString() };
}
