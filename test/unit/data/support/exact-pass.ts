import type { DatasetConfig } from '#core/config/dataset-config';
import { readCsv } from '#core/data/read-csv';
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

/** One file, scanned or read row by row: all that the pass says and writes. */
export async function passOf(content: Uint8Array, dataset: DatasetConfig, isExact: boolean) {
  const parts: Uint8Array[] = [];
  const sink = {
    rows: async (lines: Uint8Array) => void parts.push(lines),
    keys: async (lines: Uint8Array) => void parts.push(lines),
    rejected: async (lines: Uint8Array) => void parts.push(lines),
  };
  const delimiter = dataset.delimiter?.charCodeAt(0) ?? COMMA;
  const pass = isExact ? new ExactPass(dataset, sink, delimiter) : new UploadPass(dataset, sink, delimiter);
  const source = new TextSource(cutAt(content));
  await source.fill();
  const decoded = await readCsv(source, pass, delimiter);
  const found = await pass.finish(decoded);
  return { ...found, written: Buffer.concat(parts).toString() };
}
