/** `gyre incident ls|show|ack|close`: what is wrong with models, since when, and what to do. */
import type { Command } from 'commander';
import { endingText, howText } from '#core/monitoring/incidents/incident-message';
import type { Incident, IncidentFeature } from '#core/monitoring/incidents/incident-record';
import { acknowledge, type ChangedIncident, close } from '../actions/change-incident.ts';
import type { CommandContext } from '../context.ts';
import type { Paper } from '../output.ts';
import { findIncident, listIncidents, withProposalOfNow } from '../queries/read-incidents.ts';
import { cleanText } from '../table.ts';

export function registerIncidentCommands(program: Command, context: CommandContext): void {
  const incident = program
    .command('incident')
    .description('what is wrong with models, one incident for each cause');
  incident
    .command('ls [model]')
    .description('open incidents, the newest first')
    .option('--all', 'closed ones as well')
    .addHelpText('after', '\nExamples:\n  gyre incident ls\n  gyre incident ls air-time --all --json')
    .action(async (name: string | undefined, { all = false }: { all?: boolean }) => {
      const { registry } = await context.connect();
      const known = await listIncidents(await registry(), name);
      const incidents = all ? known : known.filter(({ status }) => status !== 'closed');
      context.print({ ok: true, data: { incidents } }, drawIncidents);
    });
  incident
    .command('show <incident>')
    .description('verdict, features by impact, similar ones before, and what to do as things stand now')
    .addHelpText('after', '\nExamples:\n  gyre incident show in-0123456789abcdef')
    .action(async (incidentId: string) => {
      const { registry } = await context.connect();
      const found = await findIncident(await registry(), incidentId);
      context.print({ ok: true, data: await withProposalOfNow(await registry(), found) }, drawIncident);
    });
  incident
    .command('ack <incident>')
    .description('say that you take care of it; it stays open until the verdict is good')
    .option('-m, --message <text>', 'what you are doing about it')
    .addHelpText('after', '\nExamples:\n  gyre incident ack in-0123456789abcdef -m "asked the feed team"')
    .action(async (incidentId: string, { message }: { message?: string }) => {
      const { registry } = await context.connect();
      const found = await findIncident(await registry(), incidentId);
      context.print({ ok: true, data: await acknowledge(context, found, message) }, drawChanged);
    });
  incident
    .command('close <incident>')
    .description('end it, although its verdict stands; a later bad window opens another one')
    .requiredOption('-m, --message <text>', 'why')
    .addHelpText('after', '\nExamples:\n  gyre incident close in-0123456789abcdef -m "expected: spring"')
    .action(async (incidentId: string, { message }: { message: string }) => {
      const { registry } = await context.connect();
      const found = await findIncident(await registry(), incidentId);
      context.print({ ok: true, data: await close(context, found, message) }, drawChanged);
    });
}

function drawIncidents({ incidents }: { readonly incidents: readonly Incident[] }, paper: Paper): string {
  if (incidents.length === 0) return 'no incident; closed ones: gyre incident ls --all';
  return paper.table(
    [
      { title: 'INCIDENT', value: (own) => own.incidentId },
      { title: 'MODEL', value: (own) => own.model },
      { title: 'VERSION', value: (own) => `v${own.version}` },
      { title: 'CAUSE', value: (own) => own.cause },
      { title: 'SINCE', value: (own) => own.firstBad.slice(0, 10) },
      { title: 'STATUS', value: statusOf },
      { title: 'WORST', value: (own) => `${own.worstSeverity.toFixed(2)} x` },
      { title: 'WHY', value: (own) => own.last.reason },
    ],
    incidents,
  );
}

function statusOf({ status, ended }: Incident): string {
  return ended === undefined ? status : `closed: ${howText(ended.how, ended.version)}`;
}

function drawIncident(incident: Incident, paper: Paper): string {
  const { incidentId, model, version, cause, status, last, features, similar, proposal } = incident;
  const { acknowledged, ended } = incident;
  const lines = [
    `${paper.heading(`${model} v${version}`)}  ${cause}: ${status} (${incidentId})`,
    `verdict   ${last.reason}`,
    `since     ${incident.firstBad.slice(0, 10)}, last ${last.subject.slice(0, 10)}; ${incident.judgements} bad so far, worst ${incident.worstSeverity.toFixed(2)} x its limit`,
    `report    ${last.reportKey}`,
    ...(acknowledged === undefined
      ? []
      : [
          `taken by  ${acknowledged.by}${acknowledged.message === undefined ? '' : `: ${acknowledged.message}`}`,
        ]),
    ...similar.map(
      (past) =>
        `like      ${past.incidentId} of ${past.firstBad.slice(0, 10)} (${past.similarity.toFixed(2)}), which ended: ${howText(past.ended, past.endedVersion)}`,
    ),
    ...(ended === undefined
      ? [
          `do        ${proposal.text}`,
          `because   ${proposal.because}`,
          ...proposal.commands.map((line) => `          ${line}`),
        ]
      : [`ended     ${ended.asOf.slice(0, 10)}, ${endingText(ended)}`]),
  ].map(cleanText);
  const table = features.length === 0 ? [] : [drawFeatures(features, paper)];
  return [lines.join('\n'), ...table].join('\n\n');
}

function drawFeatures(features: readonly IncidentFeature[], paper: Paper): string {
  const share = (value: number) => `${(100 * value).toFixed(1)} %`;
  return paper.table(
    [
      { title: 'FEATURE', value: (own) => own.feature },
      { title: 'VERDICT', value: (own) => own.status },
      { title: 'IMPACT', value: (own) => own.impact.toFixed(2) },
      { title: 'TIMES THRESHOLD', value: (own) => own.ratio.toFixed(2) },
      { title: 'IMPORTANCE', value: (own) => (own.importance === null ? undefined : share(own.importance)) },
      { title: 'WENT', value: (own) => own.direction },
      {
        title: 'MISSING',
        value: (own) => `${share(own.missingShareBefore)} -> ${share(own.missingShareNow)}`,
      },
    ],
    features,
  );
}

function drawChanged({ incident, isChanged }: ChangedIncident): string {
  const { incidentId, acknowledged } = incident;
  const by = incident.ended?.by ?? acknowledged?.by;
  const state = `${incidentId} is ${statusOf(incident)}${by === undefined ? '' : ` (${by})`}`;
  return cleanText(isChanged ? state : `${state}: it was so before, nothing was changed`);
}
