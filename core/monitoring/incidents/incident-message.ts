import type { Ending, Incident, IncidentCause, IncidentFeature, NoticeKind } from './incident-record.ts';

/** What a topic takes: a subject of at most 100 ASCII characters, and a text. */
export interface IncidentMessage {
  readonly subject: string;
  readonly body: string;
}

const TITLES: Readonly<Record<IncidentCause, string>> = {
  drift: 'inputs drifted',
  quality: 'worse than promised',
  coverage: 'captures tell too little',
};
const LONGEST_SUBJECT = 100;
const LONGEST_NAME = 60;
/** As many lines of features as a person reads. */
const SHOWN_FEATURES = 5;

/**
 * An incident as people read it in a mail or a channel: verdict, features, first bad window, what to do and how to look
 * closer. Ids, names of columns and numbers only: no value of a row leaves the environment by a message.
 * @param environment becomes `--env` in the commands; the embedded cloud's is left out
 */
export function incidentMessage(kind: NoticeKind, incident: Incident, environment: string): IncidentMessage {
  const { incidentId, model, cause, version, last, proposal } = incident;
  const command = (line: string) => `  ${line}${environment === 'local' ? '' : ` --env ${environment}`}`;
  const isOver = kind === 'closed';
  const sections = [
    [`${model} v${version}, ${cause}: ${TITLES[cause]} (${incidentId}, ${kind})`],
    isOver && incident.ended !== undefined ? [`Ended: ${endingText(incident.ended)}`] : [],
    [
      `Verdict: ${last.reason}`,
      `First bad: ${incident.firstBad.slice(0, 10)}; last: ${last.subject.slice(0, 10)}; bad so far: ${incident.judgements}; worst ${incident.worstSeverity.toFixed(2)} x its limit`,
    ],
    incident.features.length === 0
      ? []
      : ['Features by impact:', ...incident.features.slice(0, SHOWN_FEATURES).map(featureLine)],
    incident.similar.map(
      (past) =>
        `Like ${past.incidentId} of ${past.firstBad.slice(0, 10)} (${past.similarity.toFixed(2)}), which ended: ${howText(past.ended, past.endedVersion)}`,
    ),
    isOver ? [] : [`Proposed: ${proposal.text}`, `Because: ${proposal.because}`],
    [
      ...(isOver ? [] : proposal.commands.map(command)),
      command(`gyre incident show ${incidentId}`),
      ...(isOver ? [] : [command(`gyre incident ack ${incidentId}`)]),
    ],
  ];
  return {
    subject: ascii(`Gyre ${environment}: ${model} v${version} ${TITLES[cause]} (${kind})`).slice(
      0,
      LONGEST_SUBJECT,
    ),
    body: `${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.map((line) => clean(line)).join('\n'))
      .join('\n\n')}\n`,
  };
}

/** @example howText('promoted', 3) // 'v3 was promoted' */
export function howText(how: Ending['how'], version: number | null): string {
  if (how === 'back-to-normal') return 'the verdict is good again';
  if (how === 'closed-by-person') return 'a person closed it';
  const verbs = {
    promoted: 'was promoted',
    restored: 'was restored',
    'rolled-back': 'was brought back by a person',
  };
  return `v${version ?? '?'} ${verbs[how]}`;
}

/** How an incident ended, with who and why where a person did it. */
export function endingText({ how, version, by, message }: Ending): string {
  const text = howText(how, version);
  if (how !== 'closed-by-person') return text;
  return `closed by ${clean(by)}${message === undefined ? '' : `: ${clean(message)}`}`;
}

function featureLine({ feature, status, ratio, direction, ...own }: IncidentFeature): string {
  const missing =
    own.missingShareNow - own.missingShareBefore >= 0.01
      ? `, missing ${(100 * own.missingShareBefore).toFixed(1)} -> ${(100 * own.missingShareNow).toFixed(1)} %`
      : '';
  const weight = own.importance === null ? '' : `, importance ${(100 * own.importance).toFixed(0)} %`;
  return `  ${clean(feature, LONGEST_NAME)}: ${status}, ${ratio.toFixed(2)} x its threshold, went ${direction}${missing}${weight}`;
}

/** Names of columns and texts of people come from outside: one line of visible characters each. */
function clean(text: string, most = 500): string {
  const visible = text.toWellFormed().replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return visible.length <= most ? visible : `${visible.slice(0, most - 3)}...`;
}

/** SNS refuses a subject with anything else. */
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
