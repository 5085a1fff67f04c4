import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCsv } from '#core/data/decode-csv';
import { readRows } from '#core/data/read-rows';
import type { BlocksFrom } from '#core/data/read-csv';
import { emptyFeatureSketch } from '#core/engine/sketch/feature-sketch';
import { BaselineTable } from '#core/monitoring/table/baseline-table';
import { binsOf, countCell, countColumn } from '#core/monitoring/table/table-baseline';
import { seededRandom } from '#core/random';
import { COLUMNS, fileOf, row, style } from './support/odd-tables.ts';

async function* piecesOf(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** A cell is a number where its column was read as numbers. */
type Cell = string | number;

async function rowsOf(text: string | Uint8Array, wanted: readonly string[], blocksFrom: BlocksFrom) {
  const rows: Cell[][] = [];
  let names: readonly string[] = [];
  let blocks = 0;
  const decoded = await readRows(
    piecesOf(text),
    {
      header: (found) => (names = found),
      row: (cells) => rows.push([...cells]),
      numeric: () => new Set(wanted.map((name) => names.indexOf(name))),
      block: (block) => {
        blocks += 1;
        const columns = names.map((_, column) => block.numbers(column));
        for (let at = 0; at < block.rows; at += 1)
          rows.push(names.map((_, column) => columns[column]?.[at] ?? block.text(column, at)));
      },
    },
    blocksFrom,
  );
  return { rows, names, blocks, decoded };
}

async function cellsOf(text: string | Uint8Array) {
  const rows: string[][] = [];
  const { rows: count, failure } = await decodeCsv(piecesOf(text), {
    header: () => undefined,
    row: (cells) => void rows.push([...cells]),
  });
  return { rows, decoded: { rows: count, ...(failure === undefined ? {} : { failure }) } };
}

/** What a text says, to somebody who has taken it for a number or a text. */
function asRead(cell: Cell | undefined, text: string): Cell {
  if (typeof cell !== 'number') return text;
  if (text === '') return Number.NaN;
  return Number.isNaN(Number(text)) ? text : Number(text);
}

async function expectEqual(
  text: string | Uint8Array,
  wanted: readonly string[],
  blocksFrom: BlocksFrom,
): Promise<number> {
  const [found, exact] = [await rowsOf(text, wanted, blocksFrom), await cellsOf(text)];
  expect(found.decoded).toEqual(exact.decoded);
  expect(found.rows).toEqual(
    exact.rows.map((cells, at) => cells.map((cell, column) => asRead(found.rows[at]?.[column], cell))),
  );
  return found.blocks;
}

test('rows come in their order and as their cells say, whoever has read them', async () => {
  const numbers = fc.subarray([...COLUMNS]);
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 60 }), style, numbers, async (rows, how, wanted) => {
      await expectEqual(fileOf(rows, how, ','), wanted, 'first-row');
    }),
    { numRuns: 500 },
  );
});

/** Rows of a long table: measured values, codes, some cells that are no number, quotes, and a text of two bytes. */
function longTable(rows: number): string {
  const random = seededRandom('read-rows');
  const lines = Array.from({ length: rows }, (_, at) => {
    const measured = random() < 0.002 ? 'n/a' : random() < 0.05 ? '' : (random() * 100).toFixed(3);
    const kind = ['bus', 'tram', '"a,b"', 'métro', ''][Math.floor(random() * 5)] ?? '';
    return `${at},${measured},${kind},2024-05-${String(1 + (at % 28)).padStart(2, '0')},${random() < 0.3 ? 'x' : '7'}`;
  });
  return `id,measured,kind,day,mixed\n${lines.join('\n')}\n`;
}

test('a long table is read in blocks but for its first piece and its odd rows', async () => {
  const blocks = await expectEqual(longTable(20_000), ['id', 'measured', 'mixed'], 'second-piece');
  expect(blocks).toBeGreaterThan(200);
  const { rows } = await rowsOf(longTable(20_000), ['measured', 'mixed'], 'second-piece');
  // A column of which a third is no number is left to be read as text.
  expect(rows.at(-1)?.map((cell) => typeof cell)).toEqual(['string', 'number', 'string', 'string', 'string']);
});

test('a baseline and a window count blocks as they count rows', async () => {
  const text = longTable(12_000);
  const { rows } = await cellsOf(text);
  const names = ['id', 'measured', 'kind', 'day', 'mixed'];
  const facts = { name: 'rows', ignored: ['id'] };
  const [byRows, byBlocks] = [new BaselineTable(facts), new BaselineTable(facts)];
  byRows.columns(names, true);
  for (const cells of rows) byRows.row(cells);
  const baseline = byRows.finish();
  expect(baseline.columns.map(({ column }) => column.name)).toEqual(['measured', 'kind', 'mixed']);

  const sketches = () => baseline.columns.map((column) => emptyFeatureSketch(binsOf(column)));
  const [expected, found] = [sketches(), sketches()];
  for (const cells of rows)
    baseline.columns.forEach((column, at) => {
      const sketch = expected[at];
      if (sketch !== undefined) countCell(sketch, column, cells[column.place] ?? '');
    });
  await readRows(piecesOf(text), {
    header: () => byBlocks.columns(names, true),
    row: (cells) => {
      byBlocks.row(cells);
      baseline.columns.forEach((column, at) => {
        const sketch = found[at];
        if (sketch !== undefined) countCell(sketch, column, cells[column.place] ?? '');
      });
    },
    numeric: () => byBlocks.numeric(),
    block: (block) => {
      byBlocks.block(block);
      baseline.columns.forEach((column, at) => {
        const sketch = found[at];
        if (sketch !== undefined) countColumn(sketch, column, block, column.place);
      });
    },
  });
  expect(byBlocks.finish()).toEqual(baseline);
  expect(found).toEqual(expected);
});
