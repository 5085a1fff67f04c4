/** `gyre data ls|show|profile|contract|quarantine`: datasets, their versions, their columns, and what was set aside. */
import { type Command, InvalidArgumentError } from 'commander';
import type { UploadRecord } from '#core/data/upload-outcome';
import type { CommandContext } from '../context.ts';
import { registerDataFiles } from '../data-files/register.ts';
import type { Paper } from '../output.ts';
import { formatOutline } from '../outline.ts';
import {
  listDatasets,
  listQuarantine,
  readDataset,
  readDatasetVersion,
  readQuarantined,
} from '../queries/read-datasets.ts';

export function registerDataCommands(program: Command, context: CommandContext): void {
  const data = program
    .command('data')
    .description('datasets, their versions, and uploads that were set aside');
  data
    .command('ls')
    .description('datasets with their newest version')
    .action(async () => {
      const { registry } = await context.connect();
      context.print({ ok: true, data: { datasets: await listDatasets(await registry()) } }, drawDatasets);
    });
  data
    .command('show <dataset> [version]')
    .description('versions and uploads of a dataset, or one version with its manifest')
    .action(async (name: string, version?: string) => {
      const { registry, store, names } = await context.connect();
      if (version === undefined) {
        context.print({ ok: true, data: await readDataset(await registry(), name) }, drawDataset);
        return;
      }
      const which = { name, version: parseVersion(version) };
      const found = await readDatasetVersion(await registry(), await store(), names.bucket('lake'), which);
      context.print({ ok: true, data: found }, formatOutline);
    });
  registerDataFiles(data, context);
  registerQuarantine(data, context);
}

function registerQuarantine(data: Command, context: CommandContext): void {
  const quarantine = data.command('quarantine').description('uploads that were set aside, and why');
  quarantine
    .command('ls')
    .description('all of them, the newest first')
    .action(async () => {
      const { registry } = await context.connect();
      const uploads = await listQuarantine(await registry());
      context.print({ ok: true, data: { uploads } }, drawQuarantine);
    });
  quarantine
    .command('show <upload>')
    .description('every reason, with row, column and how to mend it')
    .action(async (uploadId: string) => {
      const { registry, store, names } = await context.connect();
      const found = await readQuarantined(await registry(), await store(), names.bucket('lake'), uploadId);
      context.print({ ok: true, data: found }, drawQuarantined);
    });
}

type Datasets = { readonly datasets: Awaited<ReturnType<typeof listDatasets>> };

function drawDatasets({ datasets }: Datasets, paper: Paper): string {
  if (datasets.length === 0) return 'no dataset yet: land a file as <landing bucket>/<dataset>/<file>.csv';
  return paper.table(
    [
      { title: 'DATASET', value: (line) => line.name },
      { title: 'VERSION', value: (line) => line.version },
      { title: 'ROWS', value: (line) => line.totalRows },
      { title: 'FROM', value: (line) => line.minEventTime },
      { title: 'TO', value: (line) => line.maxEventTime },
    ],
    datasets,
  );
}

function drawDataset(dataset: Awaited<ReturnType<typeof readDataset>>, paper: Paper): string {
  const { name, version, totalRows, minEventTime = '-', maxEventTime = '-' } = dataset;
  const head = `${paper.heading(name)} version ${version}, ${totalRows} rows, ${minEventTime} to ${maxEventTime}`;
  const table = paper.table(
    [
      { title: 'VERSION', value: (line) => line.version },
      { title: 'ROWS', value: (line) => line.rows },
      { title: 'REJECTED', value: (line) => line.rejectedRows },
      { title: 'TOTAL', value: (line) => line.totalRows },
      { title: 'UPLOAD', value: (line) => line.uploadId },
      { title: 'COMMITTED', value: (line) => line.committedAt },
    ],
    dataset.versions,
  );
  const parts = [
    dataset.versions.length === 0 ? `${paper.heading(name)} has no version yet` : `${head}\n${table}`,
  ];
  if (dataset.uploads.length > 0) parts.push(drawUploads(dataset.uploads, paper));
  if (dataset.uploads.some(({ status }) => status === 'quarantined'))
    parts.push('`gyre data quarantine show <upload>` tells why one was set aside, and how to mend it');
  return parts.join('\n\n');
}

function drawUploads(uploads: readonly UploadRecord[], paper: Paper): string {
  return paper.table(
    [
      { title: 'UPLOAD', value: (line) => line.uploadId },
      { title: 'STATUS', value: (line) => line.status },
      { title: 'VERSION', value: (line) => line.version },
      { title: 'REASON', value: (line) => line.reasons?.[0]?.code },
      { title: 'FILE', value: (line) => line.key },
      { title: 'WHEN', value: (line) => line.endedAt ?? line.claimedAt },
    ],
    uploads,
  );
}

type Uploads = { readonly uploads: Awaited<ReturnType<typeof listQuarantine>> };

function drawQuarantine({ uploads }: Uploads, paper: Paper): string {
  if (uploads.length === 0) return 'nothing was set aside';
  return paper.table(
    [
      { title: 'UPLOAD', value: (line) => line.uploadId },
      { title: 'DATASET', value: (line) => line.dataset },
      { title: 'REASON', value: (line) => line.reasons?.[0]?.code },
      { title: 'FILE', value: (line) => line.key },
      { title: 'WHEN', value: (line) => line.endedAt },
    ],
    uploads,
  );
}

function drawQuarantined(upload: Awaited<ReturnType<typeof readQuarantined>>, paper: Paper): string {
  const head = `${paper.heading(upload.uploadId)} of ${upload.dataset}: ${upload.key}, ${upload.sizeBytes} bytes`;
  const reasons = (upload.reasons ?? []).map(({ code, row, line, column, received, allowed, fix }) => {
    const place = [
      row === undefined ? '' : `row ${row}`,
      line === undefined ? '' : `line ${line}`,
      column === undefined ? '' : `column ${column}`,
    ].filter((part) => part !== '');
    return formatOutline({ [[code, ...place].join(', ')]: { received, allowed, Fix: fix } });
  });
  return [head, ...reasons].join('\n');
}

function parseVersion(text: string): number {
  const version = Number(text.replace(/^v/, ''));
  if (Number.isInteger(version) && version > 0) return version;
  throw new InvalidArgumentError('a version is a whole number from 1');
}
