/** Profiles a stream made on the spot and prints what it took: `node profile-stream.ts <kind> <megabytes>`. */
import { datasetConfigSchema } from '#core/config/dataset-config';
import { profileUpload } from '#core/data/profile-upload';

const [kind = 'rows', size = '20'] = process.argv.slice(2);
const wantedBytes = Number(size) * 1e6;

const dataset = datasetConfigSchema.parse({
  ...{ name: 'trips', owner: 'operations', key: ['id'], eventTime: 'at', labels: ['late'] },
  columns: [
    { name: 'id', type: 'string' },
    { name: 'at', type: 'timestamp' },
    { name: 'note', type: 'string' },
    { name: 'late', type: 'integer', nullable: true },
  ],
});
const HEADER = 'id,at,note,late\n';
const TIME = '2024-05-01T10:00:00Z';

function makePiece(index: number): string {
  switch (kind) {
    case 'one-line':
      return 'x'.repeat(65_536);
    case 'one-quoted-cell':
      return `${index === 0 ? '"' : ''}${'x\n'.repeat(32_768)}`;
    case 'wide-values':
      return `w${index},${TIME},${String(index)}${'v'.repeat(65_536)},1\n`;
    default:
      return Array.from(
        { length: 500 },
        (_, row) => `r${index}-${row},${TIME},${'n'.repeat(80)}${row},1\n`,
      ).join('');
  }
}

let readBytes = 0;
let peakBytes = 0;
async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(HEADER);
  for (let index = 0; readBytes < wantedBytes; index += 1) {
    const piece = Buffer.from(makePiece(index));
    readBytes += piece.length;
    peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
    yield piece;
  }
}

const nowhere = async (): Promise<void> => undefined;
const { facts } = await profileUpload(bytes(), dataset, { rows: nowhere, keys: nowhere, rejected: nowhere });
const report = {
  rows: facts.rows,
  ...(facts.failure === undefined ? {} : { reason: facts.failure.reason }),
  megabytesRead: readBytes / 1e6,
  peakMegabytes: peakBytes / 1e6,
};
process.stdout.write(JSON.stringify(report));
