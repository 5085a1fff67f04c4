import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { runCommand } from '#local/cloud/run-command';
import { StudyFailedError } from '../errors.ts';
import { PEERS } from '../peers/peers.ts';
import { preparePeer, SILENT } from '../peers/run-peers.ts';
import type { EstimateCase } from './estimate-case.ts';
import {
  type EstimateRequest,
  type EstimateResults,
  estimateCases,
  resultsOf,
  scoreCases,
} from './run-estimate.ts';
import type { ScoredWindow } from './score-case.ts';

const lineSchema = z.strictObject({
  case: z.string(),
  window: z.string(),
  metric: z.string(),
  value: z.number(),
});

/** Seeds of generated cases, so that none of them decides. */
const MORE_SEEDS = 4;

/**
 * The study with NannyML's estimates of the same windows beside it, on generated cases of five seeds.
 * @param place where virtual environments are kept between runs
 * @throws StudyFailedError when NannyML could not be installed or did not run
 */
export async function runEstimatePeers(
  request: EstimateRequest,
  place: { readonly home: string; readonly environment: NodeJS.ProcessEnv },
): Promise<EstimateResults> {
  const peer = PEERS.find(({ name }) => name === 'nannyml');
  if (peer === undefined) throw new TypeError('no peer estimates quality');
  const failed = (received: string) =>
    new StudyFailedError('NannyML did not estimate', {
      ...{ where: peer.requirements.join(' '), received },
      fix: 'look whether pip can install these packages; without --peers the study needs none of them',
    });
  const python = await preparePeer(peer, place);
  if (typeof python !== 'string') throw failed(python.failure);
  const { seed, isSmall } = request;
  const more = Array.from({ length: isSmall ? 0 : MORE_SEEDS }, (_, index) => `${seed}-${index + 1}`);
  const cases = await estimateCases({ ...request, seeds: [seed, ...more] });
  const folder = mkdtempSync(join(tmpdir(), 'gyre-study-estimate-'));
  try {
    cases.forEach((one, index) => writeCase(join(folder, String(index).padStart(2, '0')), one));
    request.onProgress(`${peer.name} ${peer.version}`);
    const script = join(import.meta.dirname, 'nannyml_estimates.py');
    const { code, stdout, stderr } = await runCommand(python, [script, folder], {
      env: { ...place.environment, ...SILENT },
    });
    if (code !== 0) throw failed(stderr.trim().split('\n').at(-1) ?? `exit ${code}`);
    const said = new Map<string, number>();
    for (const line of stdout.split('\n').filter((text) => text.startsWith('{"case"'))) {
      const { value, ...what } = lineSchema.parse(JSON.parse(line));
      said.set(keyOf(what), value);
    }
    const scored = scoreCases(cases, request).map((one): ScoredWindow => {
      const value = said.get(keyOf(one));
      return value === undefined ? one : { ...one, estimates: { ...one.estimates, [peer.name]: value } };
    });
    const day = new Date().toISOString().slice(0, 10);
    return resultsOf(scored, request, {
      [peer.name]: `version ${peer.version} on ${day}, CBPE and DLE at their defaults, one chunk a window`,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function keyOf(one: { readonly case: string; readonly window: string; readonly metric: string }): string {
  return `${one.case}\n${one.window}\n${one.metric}`;
}

function writeCase(folder: string, one: EstimateCase): void {
  mkdirSync(folder);
  const bytes = (values: Float32Array | Float64Array) =>
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  writeFileSync(join(folder, 'features.f32'), Buffer.concat(one.features.map(bytes)));
  writeFileSync(join(folder, 'predictions.f64'), bytes(one.predictions));
  writeFileSync(join(folder, 'labels.f64'), bytes(one.labels));
  const { name, problem, rows, holdoutRows, windows, features } = one;
  const meta = { name, problem, rows, holdoutRows, windows, columns: features.length };
  writeFileSync(join(folder, 'meta.json'), JSON.stringify(meta));
}
