/** `gyre label put|status`: outcomes handed in, and what became of them. */
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { LabelsRecord } from '#core/serving/ground-truth-records';
import { readInputFile } from '../actions/read-input-file.ts';
import type { CommandContext } from '../context.ts';
import type { Paper } from '../output.ts';
import { type LabelsView, readLabels } from '../queries/read-monitoring.ts';

export function registerLabelCommands(program: Command, context: CommandContext): void {
  const label = program
    .command('label')
    .description('label files: what turned out, joined with what was answered');
  label
    .command('status <model>')
    .description('label files: what waits, was joined or was set aside with the reason, and the joins')
    .addHelpText('after', '\nExamples:\n  gyre label status air-time\n  gyre label status air-time --json')
    .action(async (name: string) => {
      const { registry } = await context.connect();
      context.print({ ok: true, data: await readLabels(await registry(), name) }, drawLabels);
    });
  label
    .command('put <model> <file>')
    .description('hand in a CSV of outcomes: key columns of the dataset or row_id, and label columns')
    .addHelpText('after', '\nExample:\n  gyre label put air-time 2013-04-01.csv')
    .action(async (name: string, file: string) => {
      const { store, names } = await context.connect();
      const to = { bucket: names.bucket('landing'), key: `_labels/${name}/${basename(file)}` };
      await (await store()).write(to, readInputFile(file), 'text/csv');
      context.print(
        { ok: true, data: { put: to } },
        () => `put; whether it waits or was set aside: gyre label status ${name}`,
      );
    });
}

function drawLabels({ model, files, joins }: LabelsView, paper: Paper): string {
  const count = (status: LabelsRecord['status']) => files.filter((file) => file.status === status).length;
  const head = `${paper.heading(model)}  label files: ${count('waiting')} waiting, ${count('joined')} joined, ${count('quarantined')} quarantined`;
  if (files.length === 0) return head;
  const fileTable = paper.table(
    [
      { title: 'LABELS', value: (file) => file.labelsId },
      { title: 'KEY', value: (file) => file.key },
      { title: 'STATUS', value: (file) => file.status },
      { title: 'ROWS', value: (file) => file.rows },
      { title: 'MATCHED', value: (file) => file.matched },
      { title: 'WAITING', value: (file) => file.waitingRows },
      { title: 'UNKNOWN', value: (file) => file.unknownRows },
      { title: 'CONTRADICTIONS', value: (file) => file.contradictions },
      { title: 'WHY', value: whyOf },
    ],
    files,
  );
  const joinTable = paper.table(
    [
      { title: 'JOIN', value: (join) => join.joinId },
      { title: 'AS OF', value: (join) => join.asOf.slice(0, 10) },
      { title: 'STATUS', value: (join) => join.status },
      { title: 'FILES', value: (join) => join.labelFiles },
      { title: 'ROWS', value: (join) => join.rows },
      { title: 'WAITING', value: (join) => join.waitingRows },
      { title: 'UNKNOWN', value: (join) => join.unknownRows },
      { title: 'LEFT OUT', value: (join) => join.leftOutRows },
      { title: 'UPLOAD', value: (join) => (join.uploadId === '' ? undefined : join.uploadId) },
      { title: 'WHY', value: whyOf },
    ],
    joins,
  );
  return [head, fileTable, ...(joins.length === 0 ? [] : [joinTable])].join('\n\n');
}

function whyOf({ reasons = [] }: Pick<LabelsRecord, 'reasons'>): string {
  const [first] = reasons;
  if (first === undefined) return '';
  const column = first.column === undefined ? '' : `${first.column}: `;
  const where = first.line === undefined ? column : `line ${first.line}: `;
  const more = reasons.length > 1 ? `, and ${reasons.length - 1} more` : '';
  return `${where}${first.code}, ${first.received}${more}`;
}
