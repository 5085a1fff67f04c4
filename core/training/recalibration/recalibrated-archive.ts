import { pipeline, promises, Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { extract, type Pack, pack } from 'tar-stream';
import { canonicalJson } from '../../registry/canonical-json.ts';
import { plainPath, textOf } from './archive-file.ts';
import { type Curve, CURVES_FILE, curvesSchema } from './curve.ts';
import { ARCHIVE_INFERENCE } from './default-inference.ts';

const EPOCH = new Date(0);
/** Models hardly compress; a higher level costs more time than it saves. */
const GZIP_LEVEL = 4;
/** Byte 9 of a gzip header names the operating system that wrote it; 255 is "unknown" on all of them. */
const [GZIP_SYSTEM_BYTE, GZIP_UNKNOWN_SYSTEM] = [9, 255] as const;

/**
 * A champion's model archive with one more curve and with inference code that applies it; everything else as it is and in
 * its order. Equal archives, curves and code give equal bytes. It is a stream from end to end: a model of any size needs
 * the same memory.
 *
 * @param bytes     the champion's model.tar.gz
 * @param curve     comes after the curves that the archive has already
 * @param inference code for `code/inference.py`
 * @throws whatever reading or unpacking throws; a ZodError for an archive whose curves are none
 */
export async function* recalibratedArchive(
  bytes: AsyncIterable<Uint8Array>,
  { curve, inference }: { readonly curve: Curve; readonly inference: string },
): AsyncGenerator<Uint8Array> {
  const [packer, gzip] = [pack(), createGzip({ level: GZIP_LEVEL })];
  const packing = copyEntries(bytes, packer, { curve, inference });
  packing.catch((error: unknown) =>
    packer.destroy(error instanceof Error ? error : new Error(String(error), { cause: error })),
  );
  // A pipeline hands every failure on to the last stream, where it ends the loop.
  pipeline(packer, gzip, () => undefined);
  let isFirst = true;
  for await (const chunk of gzip as AsyncIterable<Buffer>) {
    if (isFirst) chunk[GZIP_SYSTEM_BYTE] = GZIP_UNKNOWN_SYSTEM;
    isFirst = false;
    yield chunk;
  }
  await packing;
}

async function copyEntries(
  bytes: AsyncIterable<Uint8Array>,
  packer: Pack,
  { curve, inference }: { readonly curve: Curve; readonly inference: string },
): Promise<void> {
  const walker = extract();
  pipeline(Readable.from(bytes), createGunzip(), walker, () => undefined);
  const header = { mtime: EPOCH, uid: 0, gid: 0, uname: '', gname: '' };
  const put = (name: string, text: string) =>
    promises.pipeline(
      Readable.from([Buffer.from(text)]),
      packer.entry({ ...header, name, ...sizeOf(text), mode: 0o644 }),
    );
  let hasCurves = false;
  for await (const entry of walker) {
    const { name, type, size } = entry.header;
    const path = plainPath(name);
    if (type === 'directory') {
      packer.entry({ ...header, name, type, mode: 0o755 });
      entry.resume();
    } else if (path === CURVES_FILE) {
      const before = curvesSchema.parse(JSON.parse(await textOf(entry as AsyncIterable<Uint8Array>)));
      await put(name, canonicalJson([...before, curve]));
      hasCurves = true;
    } else if (path === ARCHIVE_INFERENCE) {
      entry.resume();
      await put(name, inference);
    } else {
      await promises.pipeline(
        entry as AsyncIterable<Uint8Array>,
        packer.entry({ ...header, name, size, mode: 0o644 }),
      );
    }
  }
  if (!hasCurves) await put(CURVES_FILE, canonicalJson([curve]));
  packer.finalize();
}

function sizeOf(text: string): { readonly size: number } {
  return { size: Buffer.byteLength(text) };
}
