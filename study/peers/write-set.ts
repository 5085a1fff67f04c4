import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeSet, type JudgedFeature, type SetPlan } from '../verdicts/judge-set.ts';

/** Writes what a set draws for scripts to read, and judges it as ever. */
export function writeSet(folder: string, plan: SetPlan): readonly JudgedFeature[] {
  mkdirSync(folder, { recursive: true });
  const columns: { readonly name: string; readonly isCategory: boolean }[] = [];
  const append = (file: string, values: Float64Array) =>
    appendFileSync(join(folder, file), new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const judged = judgeSet(plan, (feature, before, now) => {
    columns.push({ name: feature.name, isCategory: feature.values.kind === 'category' });
    append('baseline.f64', before);
    append('window.f64', now);
  });
  const { rows, baselineRows } = plan;
  writeFileSync(join(folder, 'meta.json'), JSON.stringify({ rows, baselineRows, columns }));
  return judged;
}
