import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { runCommand } from '#local/cloud/run-command';
import { findPython } from '#local/python/find-python';
import { type JudgedFeature, type SetPlan } from '../verdicts/judge-set.ts';
import { FULL, planSets } from '../verdicts/plan-sets.ts';
import { type Peer, PEERS } from './peers.ts';
import { writeSet } from './write-set.ts';

export interface PeerRequest {
  readonly seed: string;
  readonly sets: number;
  /** Where virtual environments are kept between runs. */
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress: (line: string) => void;
}

/** A peer's verdicts beside the truth, or why it has none. */
export interface PeerVerdicts {
  readonly peer: Peer;
  readonly features: readonly JudgedFeature[];
  readonly failure: string | undefined;
}

const lineSchema = z.strictObject({ set: z.string(), changed: z.array(z.string()) });
/** Nothing leaves the machine: these tools report their use unless told otherwise. */
export const SILENT = {
  ...{ NML_DISABLE_USAGE_LOGGING: '1', DO_NOT_TRACK: '1', WHYLOGS_NO_ANALYTICS: 'True' },
  ...{ PYTHONWARNINGS: 'ignore', TF_CPP_MIN_LOG_LEVEL: '3' },
};

/** The first of the study's mixed sets, of at most 50,000 rows, judged by every peer that can be installed. */
export async function runPeers(request: PeerRequest): Promise<{
  readonly sets: number;
  readonly judged: readonly JudgedFeature[];
  readonly peers: readonly PeerVerdicts[];
}> {
  const { seed, sets, home, environment, onProgress } = request;
  const plans = planSets({ ...FULL, oracle: 0, huge: [] }, seed).slice(0, sets);
  const folder = mkdtempSync(join(tmpdir(), 'gyre-study-sets-'));
  try {
    onProgress(`writing ${plans.length} sets`);
    const judged = plans.map((plan, index) => writeSet(join(folder, nameOf(index)), plan));
    const peers: PeerVerdicts[] = [];
    for (const peer of PEERS) {
      onProgress(`${peer.name} ${peer.version}`);
      peers.push(await judgeByPeer(peer, { folder, home, environment, plans, judged }));
    }
    return { sets: plans.length, judged: judged.flat(), peers };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function nameOf(index: number): string {
  return `set-${String(index).padStart(4, '0')}`;
}

interface PeerWork {
  readonly folder: string;
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly plans: readonly SetPlan[];
  readonly judged: readonly (readonly JudgedFeature[])[];
}

async function judgeByPeer(peer: Peer, work: PeerWork): Promise<PeerVerdicts> {
  const failed = (failure: string): PeerVerdicts => ({ peer, features: [], failure });
  const python = await preparePeer(peer, work);
  if (typeof python !== 'string') return failed(python.failure);
  const script = join(import.meta.dirname, peer.script);
  const env = { ...work.environment, ...SILENT };
  const { code, stdout, stderr } = await runCommand(python, [script, work.folder], { env });
  if (code !== 0) return failed(`exit ${code}: ${lastLine(stderr)}`);
  const said = new Map<string, readonly string[]>();
  for (const line of stdout.split('\n').filter((text) => text.startsWith('{"set"'))) {
    const { set, changed } = lineSchema.parse(JSON.parse(line));
    said.set(set, changed);
  }
  const features = work.judged.flatMap((own, index) =>
    own.map((feature) => ({
      ...feature,
      said: { [peer.name]: said.get(nameOf(index))?.includes(feature.name) ?? false },
    })),
  );
  return { peer, features, failure: undefined };
}

/** Installed once a list of requirements: a change of the list makes another environment. */
export async function preparePeer(
  { name, requirements }: Peer,
  { home, environment }: Pick<PeerRequest, 'home' | 'environment'>,
): Promise<string | { readonly failure: string }> {
  const folder = join(home, name);
  const python = join(folder, 'bin', 'python');
  const marker = join(folder, `installed ${requirements.join(' ').replaceAll(/[^\w.=<, -]/g, '_')}`);
  if (existsSync(marker)) return python;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const env = environment;
  const made = await runCommand(await findPython(env), ['-m', 'venv', folder], { env });
  if (made.code !== 0) return { failure: `no virtual environment: ${lastLine(made.stderr)}` };
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements];
  const installed = await runCommand(python, pip, { env });
  if (installed.code !== 0) return { failure: `not installed: ${lastLine(installed.stderr)}` };
  writeFileSync(marker, '');
  return python;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
