import { shareText, type Table } from '../report/table.ts';
import { CONTENDERS } from '../verdicts/contenders.ts';
import { FAMILIES } from '../verdicts/families.ts';
import type { JudgedFeature } from '../verdicts/judge-set.ts';
import { LARGE, scoreContender, type ScoredContender } from '../verdicts/run-verdicts.ts';
import type { PeerVerdicts } from './run-peers.ts';

/** Contenders of the study and peers on the same sets. */
export interface PeerResults {
  readonly sets: number;
  readonly contenders: readonly (ScoredContender & {
    /** On the windows of 20,000 rows and more among them. */
    readonly large: { readonly precision: number; readonly recall: number };
  })[];
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
}

export function peerResults(
  sets: number,
  judged: readonly JudgedFeature[],
  peers: readonly PeerVerdicts[],
): PeerResults {
  const scored = (features: readonly JudgedFeature[], name: string, method: string) => {
    const { precision, recall } = scoreContender(
      features.filter(({ rows }) => rows >= LARGE),
      name,
      method,
    );
    return { ...scoreContender(features, name, method), large: { precision, recall } };
  };
  const able = peers.filter(({ failure }) => failure === undefined);
  return {
    sets,
    contenders: [
      ...CONTENDERS.map(({ name, method }) => scored(judged, name, method)),
      ...able.map(({ peer, features }) =>
        scored(features, peer.name, `version ${peer.version}, ${peer.method}`),
      ),
    ],
    failures: peers.flatMap(({ peer, failure }) =>
      failure === undefined ? [] : [{ name: peer.name, reason: failure }],
    ),
  };
}

export function peerTable({ sets, contenders, failures }: PeerResults): Table {
  const names = FAMILIES.map(({ name }) => name);
  return {
    title: `Tools of the field at their defaults, on ${sets} of the sets (500 to 50,000 rows, 25 features each)`,
    columns: [
      ...['contender', 'precision', 'recall', '20,000 rows and more'],
      ...names.map((name) => `recall: ${name}`),
    ],
    rows: contenders.map((one) => [
      ...[one.name, shareText(one.precision), shareText(one.recall)],
      `${shareText(one.large.precision)} / ${shareText(one.large.recall)}`,
      ...names.map((name) => {
        const recall = one.byFamily[name];
        return recall === undefined ? '-' : shareText(recall);
      }),
    ]),
    note: [
      ...contenders.slice(CONTENDERS.length).map(({ name, method }) => `${name}: ${method}.`),
      ...failures.map(({ name, reason }) => `${name} did not run: ${reason}.`),
    ].join(' '),
  };
}
