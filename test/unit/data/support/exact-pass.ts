import type { DatasetConfig } from '#core/config/dataset-config';
import { type BlocksFrom, readCsv } from '#core/data/read-csv';
import { TextSource } from '#core/data/text-source';
import { UploadPass } from '#core/data/upload-pass';
import { COMMA } from '#core/engine/csv/bytes';
import { cutAt } from './decode.ts';

/** Takes every row the exact way: what the scanner of good rows must not change. */
class ExactPass extends UploadPass {
  override header(columns: readonly string[]) {
    return super.header(columns) === undefined ? undefined : ({} as ReturnType<UploadPass['header']>);
  }
}

/**
 * One file, all that the pass says and writes.
 * @param way  cell by cell, or from where on good rows are read a block at a time
 */
export async function passOf(content: Uint8Array, dataset: DatasetConfig, way: BlocksFrom | 'exact') {
  const parts: Uint8Array[] = [];
  const sink = {
    rows: async (lines: Uint8Array) => void parts.push(lines),
    keys: async (lines: Uint8Array) => void parts.push(lines),
    rejected: async (lines: Uint8Array) => void parts.push(lines),
  };
  const delimiter = dataset.delimiter?.charCodeAt(0) ?? COMMA;
  const pass =
    way === 'exact' ? new ExactPass(dataset, sink, delimiter) : new UploadPass(dataset, sink, delimiter);
  const source = new TextSource(cutAt(content));
  await source.fill();
  const decoded = await readCsv(source, pass, delimiter, way === 'exact' ? 'nowhere' : way);
  const found = await pass.finish(decoded);
  return { ...found, written: Buffer.concat(parts).toString() };
}
