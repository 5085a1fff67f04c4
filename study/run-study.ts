import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { falseAlarmDrawing, powerDrawing } from './calibration/calibration-drawings.ts';
import { calibrationTables } from './calibration/calibration-tables.ts';
import { runCalibration } from './calibration/run-calibration.ts';
import { folderTables } from './data/folder-tables.ts';
import { judgeFolder } from './data/judge-folder.ts';
import { StudyUsageError } from './errors.ts';
import { estimateDrawing } from './estimate/estimate-drawings.ts';
import { runEstimatePeers } from './estimate/estimate-peers.ts';
import { estimateTables } from './estimate/estimate-tables.ts';
import { runEstimate } from './estimate/run-estimate.ts';
import { coverageDrawing } from './gate/gate-drawings.ts';
import { gateTables } from './gate/gate-tables.ts';
import { runGate } from './gate/run-gate.ts';
import { peerResults, peerTable } from './peers/peer-results.ts';
import { runPeers } from './peers/run-peers.ts';
import { type Section, writeSection } from './report/statistics-page.ts';
import { type Bar, type Table, tableText } from './report/table.ts';
import { runVerdicts } from './verdicts/run-verdicts.ts';
import { recallDrawing } from './verdicts/verdict-drawings.ts';
import { verdictTables } from './verdicts/verdict-tables.ts';

export const USAGE = `npm run study -- verdicts [--json] [--small] [--seed TEXT] [--data DIR | --peers] [--write]
npm run study -- calibration [--json] [--small] [--seed TEXT] [--write]
npm run study -- gate [--json] [--small] [--seed TEXT] [--write]
npm run study -- estimate [--json] [--small] [--seed TEXT] [--peers] [--write]`;

const STUDIES = ['verdicts', 'calibration', 'gate', 'estimate'] as const;

/** Where text goes. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

interface Outcome {
  readonly results: object;
  readonly tables: readonly Table[];
  readonly bars: readonly Bar[];
  readonly section?: Section;
}

interface StudyLine {
  readonly study: (typeof STUDIES)[number];
  readonly isJson: boolean;
  readonly isSmall: boolean;
  readonly seed: string;
  readonly data: string | undefined;
  readonly hasPeers: boolean;
  readonly mustWrite: boolean;
}

/**
 * Runs a study and prints its results.
 * @param line arguments without program and script
 * @returns 0, or 1 when a bar is not met
 * @throws GyreError for words that are not known, or data that cannot be judged
 */
export async function runStudy(line: readonly string[], { out, err }: Streams): Promise<number> {
  const asked = readLine(line);
  const { results, tables, bars, section } = await outcomeOf(asked, (text) => err(`  ${text}\n`));
  out(asked.isJson ? `${JSON.stringify(results)}\n` : `${tables.map(tableText).join('\n\n')}\n`);
  if (asked.mustWrite && section !== undefined) writeSection(section);
  return bars.every(({ isMet }) => isMet) ? 0 : 1;
}

async function outcomeOf(asked: StudyLine, onProgress: (text: string) => void): Promise<Outcome> {
  const { study, data, isSmall, seed, hasPeers } = asked;
  const basis = `Made by \`npm run study -- ${study}${isSmall ? ' --small' : ''} --write\` with the seed \`${seed}\`.`;
  if (data !== undefined) {
    const results = await judgeFolder(data, onProgress);
    return { results, tables: folderTables(results), bars: [] };
  }
  if (study === 'estimate') return await estimateOutcome(asked, basis, onProgress);
  if (hasPeers) return await peersOutcome(asked, onProgress);
  if (study === 'calibration') {
    const results = runCalibration({ isSmall, seed, onProgress });
    const tables = calibrationTables(results);
    const drawings = { 'false-alarms': falseAlarmDrawing(results), power: powerDrawing(results) };
    return { results, tables, bars: results.bars, section: { study, basis, tables, drawings } };
  }
  if (study === 'gate') {
    const results = runGate({ isSmall, seed, onProgress });
    const tables = gateTables(results);
    const drawings = { 'gate-coverage': coverageDrawing(results) };
    return { results, tables, bars: results.bars, section: { study, basis, tables, drawings } };
  }
  const results = runVerdicts({ isSmall, seed, onProgress });
  const tables = verdictTables(results);
  const drawings = { recall: recallDrawing(results) };
  return { results, tables, bars: results.bars, section: { study, basis, tables, drawings } };
}

const PEERS_HOME = join(import.meta.dirname, '../.gyre/study/peers');

async function estimateOutcome(
  { isSmall, seed, hasPeers }: StudyLine,
  basis: string,
  onProgress: (text: string) => void,
): Promise<Outcome> {
  const request = { isSmall, seed, onProgress };
  if (hasPeers) {
    const results = await runEstimatePeers(request, { home: PEERS_HOME, environment: process.env });
    const tables = estimateTables(results);
    const peersBasis = `Made by \`npm run study -- estimate --peers --write\` with the seed \`${seed}\`.`;
    const section = { study: 'estimate-peers', basis: peersBasis, tables, drawings: {} } as const;
    return { results, tables, bars: results.bars, section };
  }
  const results = await runEstimate(request);
  const tables = estimateTables(results);
  const drawings = { estimate: estimateDrawing(results) };
  return { results, tables, bars: results.bars, section: { study: 'estimate', basis, tables, drawings } };
}

const PEER_SETS = { all: 60, small: 3 } as const;

async function peersOutcome(
  { seed, isSmall }: StudyLine,
  onProgress: (text: string) => void,
): Promise<Outcome> {
  const { sets, judged, peers } = await runPeers({
    ...{ seed, sets: isSmall ? PEER_SETS.small : PEER_SETS.all, onProgress, environment: process.env },
    home: PEERS_HOME,
  });
  const results = peerResults(sets, judged, peers);
  const tables = [peerTable(results)];
  const basis = `Made by \`npm run study -- verdicts --peers --write\` with the seed \`${seed}\`.`;
  return { results, tables, bars: [], section: { study: 'peers', basis, tables, drawings: {} } };
}

function readLine(line: readonly string[]): StudyLine {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = {
    peers: flag,
    json: flag,
    small: flag,
    write: flag,
    seed: { ...text, default: 'gyre' },
    data: text,
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...line], options, allowPositionals: true });
    const [named, ...rest] = positionals;
    const study = STUDIES.find((one) => one === named);
    if (study === undefined || rest.length > 0)
      throw new Error(named === undefined ? 'no study named' : positionals.join(' '));
    if (values.data !== undefined && (study !== 'verdicts' || values.write || values.peers))
      throw new Error('--data, which goes with verdicts, without --peers and --write');
    if (values.peers && study !== 'verdicts' && study !== 'estimate')
      throw new Error('--peers, which goes with verdicts and estimate');
    const { json: isJson, small: isSmall, write: mustWrite, peers: hasPeers, seed, data } = values;
    return { study, isJson, isSmall, mustWrite, hasPeers, seed, data };
  } catch (error) {
    throw new StudyUsageError('the study asked for is not known', {
      received: error instanceof Error ? error.message : String(error),
      allowed: USAGE,
      fix: 'name one of the studies, and options of it',
    });
  }
}
