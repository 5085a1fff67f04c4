import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { drawingFile } from '#study/report/chart';
import { tableText } from '#study/report/table';
import { estimateDrawing } from '#study/estimate/estimate-drawings';
import { estimateTables } from '#study/estimate/estimate-tables';
import { resultsOf, runEstimate } from '#study/estimate/run-estimate';
import { generatedCases } from '#study/estimate/worlds';

const ROOT = join(import.meta.dirname, '../../..');
/** A busy machine takes several times as long as an idle one. */
const PATIENT = 120_000;
const request = { isSmall: true, seed: 'small', onProgress: () => undefined };

it(
  'estimates follow inputs that change, and are told beside what came',
  async () => {
    const results = await runEstimate(request);
    const [gyre, promised] = results.contenders;
    expect([gyre?.name, promised?.name]).toEqual(['gyre', 'promised']);
    expect(gyre?.meanAbsoluteError).toBeLessThan(0.75 * (promised?.meanAbsoluteError ?? 0));
    const covariate = results.groups.filter(({ group }) => group.startsWith('covariate'));
    expect(covariate.map(({ metric }) => metric)).toEqual(['auc', 'logLoss', 'brier', 'rmse', 'mae']);
    for (const { metric, meanAbsoluteErrors, moved } of covariate)
      expect(meanAbsoluteErrors['gyre']).toBeLessThan(
        (metric === 'rmse' || metric === 'mae' ? 0.5 : 1) * moved,
      );
    expect(results.bars.filter(({ isMet }) => !isMet)).toEqual([]);
    // What inputs mean is not in the inputs: nobody sees it without labels.
    for (const { meanAbsoluteErrors, moved } of results.groups.filter(({ group }) =>
      group.startsWith('concept'),
    ))
      expect(meanAbsoluteErrors['gyre']).toBeGreaterThan(0.5 * moved);
    const svg = drawingFile(estimateDrawing(results));
    expect(svg).not.toMatch(/NaN|undefined|Infinity|<script/);
    const text = estimateTables(results).map(tableText).join('\n');
    expect(text).not.toMatch(/NaN|undefined/);
    // A peer that is wrong by nothing is no worse than anybody.
    const scored = results.scored.map((one) => ({
      ...one,
      estimates: { ...one.estimates, knowing: one.realised },
    }));
    const beside = resultsOf(scored, request, { knowing: 'knows' });
    expect(beside.contenders.at(-1)).toMatchObject({ name: 'knowing', meanAbsoluteError: 0 });
    expect(beside.bars.at(-1)?.isMet).toBe(false);
  },
  PATIENT,
);

it('draws the same worlds for a seed, and others for another', () => {
  const size = { holdoutRows: 50, windowRows: 20, windows: 2 };
  expect(generatedCases(size, 'a')).toEqual(generatedCases(size, 'a'));
  expect(generatedCases(size, 'b')).not.toEqual(generatedCases(size, 'a'));
  for (const { windows, rows, features, days } of generatedCases(size, 'a')) {
    expect(windows.at(-1)?.to).toBe(rows);
    expect(features.every((column) => column.length === rows)).toBe(true);
    expect(days[rows - 1]).toBe(28 + 2 * 14 - 1);
  }
});

it('the page holds the figures of the whole study, beside those of its peer', () => {
  const page = readFileSync(join(ROOT, 'docs/statistics.md'), 'utf8');
  const part = (name: string) =>
    page.slice(page.indexOf(`<!-- study ${name}: begin -->`), page.indexOf(`<!-- study ${name}: end -->`));
  expect(part('estimate')).toContain('npm run study -- estimate --write');
  expect(part('estimate')).not.toContain('NOT MET');
  expect(part('estimate-peers')).toMatch(/nannyml: version \d/);
  expect(existsSync(join(ROOT, 'docs/statistics/estimate.svg'))).toBe(true);
});
