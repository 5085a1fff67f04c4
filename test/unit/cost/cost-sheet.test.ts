import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { tablesIn, TABLE_NAMES, withTables } from '#build/scale-tables';
import { bestAdvice } from '#core/cost/advice';
import { restingDollars, RESTING } from '#core/cost/at-rest';
import { costSheet, dominantLine, type Service } from '#core/cost/cost-sheet';
import { PRICE_LIST, PRICES } from '#core/cost/prices';
import { DEFAULT_WORKLOAD, type Workload } from '#core/cost/workload';

const ROOT = join(import.meta.dirname, '../../..');
const sheetOf = (change: Partial<Workload> = {}) => costSheet({ ...DEFAULT_WORKLOAD, ...change });
const perDay = (sheet: ReturnType<typeof costSheet>, service: Service) =>
  sheet.lines.find((line) => line.service === service)?.perDay ?? Number.NaN;

describe('costSheet', () => {
  it('prices one billion captures a day as the formulas do by hand', () => {
    const sheet = sheetOf({ capturesPerDay: 1e9 });
    // 600 GB in 600 children: 600e9 / 139e6 + 600 x 0.25 seconds of 1,769 MB.
    expect(sheet.work).toMatchObject({ mode: 'map', calls: 600, objects: 8941 });
    expect(sheet.work.workerSeconds).toBeCloseTo(4466.5, 1);
    expect(perDay(sheet, 'Lambda')).toBeCloseTo(0.103, 3);
    expect(perDay(sheet, 'Step Functions')).toBeCloseTo(0.026, 3);
    expect(perDay(sheet, 'S3 requests')).toBeCloseTo(0.0066, 4);
    expect(perDay(sheet, 'S3 storage')).toBeCloseTo(3.45, 2);
    expect(perDay(sheet, 'Athena')).toBeCloseTo(0.75, 2);
    expect(dominantLine(sheet).service).toBe('S3 storage');
    expect(sheet.rowEngine).toBe('athena');
  });

  it('has at rest what the templates have, and adds up', () => {
    const sheet = sheetOf({ models: 3 });
    expect(restingDollars(RESTING.platform).toFixed(2)).toBe('8.50');
    expect(restingDollars(RESTING.model).toFixed(2)).toBe('2.10');
    expect(sheet.atRestPerMonth).toBeCloseTo(8.5 + 3 * 2.1, 10);
    expect(sheet.lines.reduce((sum, line) => sum + line.perDay, 0)).toBeCloseTo(sheet.perDay, 10);
  });

  it('costs at least what is at rest, and never less for more of anything', () => {
    const workload = fc.record({
      models: fc.integer({ min: 1, max: 500 }),
      capturesPerDay: fc.integer({ min: 0, max: 2_000_000_000 }),
      bytesPerCapture: fc.integer({ min: 100, max: 20_000 }),
      features: fc.integer({ min: 1, max: 2000 }),
      retentionDays: fc.integer({ min: 1, max: 400 }),
    });
    const fields = fc.constantFrom(
      'models',
      'bytesPerCapture',
      'features',
      'retentionDays',
      'capturesPerDay',
    );
    fc.assert(
      fc.property(workload, fields, (own, field) => {
        const sheet = sheetOf(own);
        expect(sheet.perDay).toBeGreaterThanOrEqual(sheet.atRestPerMonth / 30);
        // Between two of the engines that join labels the price of that may fall.
        const without = ({ lines }: typeof sheet) =>
          lines.filter(({ service }) => service !== 'Athena' && service !== 'EMR Serverless');
        const sum = (one: typeof sheet) => without(one).reduce((total, line) => total + line.perDay, 0);
        // A map has children beside its runs: more models may need fewer of them.
        if (field !== 'models' || sheet.work.mode === 'inline')
          expect(sum(sheetOf({ ...own, [field]: own[field] * 2 }))).toBeGreaterThanOrEqual(
            sum(sheet) - 1e-12,
          );
      }),
      { numRuns: 200 },
    );
  });
});

describe('bestAdvice', () => {
  it('names what saves most, with what it saves', () => {
    const billion = sheetOf({ capturesPerDay: 1e9 });
    const advice = bestAdvice(billion);
    expect(advice?.text).toContain('7 days instead of 30');
    expect(advice?.saves).toBeCloseTo(3.45 * (23 / 30), 2);
    expect(bestAdvice(sheetOf({ capturesPerDay: 1e9, isGzip: false }))?.text).toContain('gzip');
    expect(bestAdvice(sheetOf({ capturesPerDay: 1e9, retentionDays: 7 }))?.text).toContain('Parquet');
    expect(bestAdvice(sheetOf())).toBeUndefined();
  });
});

test('every price has a date, a unit and a page of AWS', () => {
  expect(PRICE_LIST.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
  for (const { dollars, unit, source } of Object.values(PRICES)) {
    expect(dollars).toBeGreaterThan(0);
    expect(unit).not.toBe('');
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z0-9-]+\/pricing\/([a-z-]+\/)?$/);
  }
});

/** When this fails: `node build/scale-tables.ts` writes the tables anew. */
test('docs/scale.md has the tables that are computed today', () => {
  const page = readFileSync(join(ROOT, 'docs', 'scale.md'), 'utf8');
  expect(tablesIn(page).toSorted()).toEqual(TABLE_NAMES.toSorted());
  expect(withTables(page)).toBe(page);
});
