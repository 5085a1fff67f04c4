/** Archives that no honest tool makes, byte by byte. */
import { gzipSync } from 'node:zlib';

export interface RawEntry {
  readonly name?: string;
  readonly type?: string;
  readonly body?: string | Buffer;
  readonly link?: string;
  readonly prefix?: string;
  /** Overrides the size field. */
  readonly sizeField?: string | Buffer;
  readonly checksum?: number;
}

/** One entry as ustar, with nothing checked. */
export function rawEntry(entry: RawEntry): Buffer {
  const body = Buffer.from(entry.body ?? '');
  const block = Buffer.alloc(512);
  block.write(entry.name ?? 'file', 0);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  const size = entry.sizeField ?? `${body.length.toString(8).padStart(11, '0')}\0`;
  Buffer.from(size).copy(block, 124);
  block.write('00000000000\0', 136);
  block.write(' '.repeat(8), 148);
  block.write(entry.type ?? '0', 156);
  block.write(entry.link ?? '', 157);
  block.write('ustar\x0000', 257);
  block.write(entry.prefix ?? '', 345);
  const sum = entry.checksum ?? block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([block, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

export const rawTar = (...entries: readonly RawEntry[]): Buffer =>
  Buffer.concat([...entries.map(rawEntry), Buffer.alloc(1024)]);

export const rawArchive = (...entries: readonly RawEntry[]): Buffer => gzipSync(rawTar(...entries));

/** A pax record with its own length in front. */
export function pax(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest) + 1;
  while (`${length}`.length + Buffer.byteLength(rest) !== length) length += 1;
  return `${length}${rest}`;
}

const LINKS = ['/etc/passwd', '../../etc/passwd', 'train.py', '.', '/proc/self/environ', 'a/b'];
const NAMES: Readonly<Record<string, string>> = {
  'parent folder': '../escape',
  'deep traversal': 'a/b/../../../escape',
  'traversal at the end': 'a/..',
  'only dots': '..',
  'dot then traversal': './../escape',
  'double slash traversal': 'a//../../escape',
  'absolute name': '/tmp/gyre-escape',
  'absolute with two slashes': '//tmp/gyre-escape',
  'drive letter': 'C:/windows/x',
  'drive letter, lower case': 'c:x',
  'backslash traversal': '..\\escape',
  'backslash path': 'a\\..\\escape',
  'UNC name': '\\\\host\\share',
  'line feed in the name': 'a\nb',
  'carriage return in the name': 'a\rb',
  'escape sequence in the name': 'a\u001b[31m',
  'tab in the name': 'a\tb',
  'delete character in the name': 'a\u007f',
};
const TYPES: Readonly<Record<string, string>> = {
  'character device': '3',
  'block device': '4',
  fifo: '6',
  'directory dump': 'D',
  'part of another volume': 'M',
  'sparse file': 'S',
  'volume label': 'V',
  'unknown type Z': 'Z',
  'unknown type 8': '8',
  'unknown type 9': '9',
  'Solaris extended header': 'X',
  'old GNU name': 'N',
};

/** Every archive must be refused, and leave nothing behind. */
export const ZOO: Readonly<Record<string, Buffer>> = {
  ...Object.fromEntries(
    Object.entries(NAMES).map(([title, name]) => [title, rawArchive({ name, body: 'x' })]),
  ),
  ...Object.fromEntries(
    Object.entries(NAMES).map(([title, name]) => [
      `folder: ${title}`,
      rawArchive({ name: `${name}/`, type: '5' }),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(TYPES).map(([title, type]) => [title, rawArchive({ name: 'thing', type })]),
  ),
  ...Object.fromEntries(
    LINKS.map((link) => [`symbolic link to ${link}`, rawArchive({ name: 'train.py', type: '2', link })]),
  ),
  ...Object.fromEntries(
    LINKS.map((link) => [`hard link to ${link}`, rawArchive({ name: 'x', type: '1', link })]),
  ),
  'write through a symbolic link': rawArchive(
    { name: 'out', type: '2', link: '/tmp' },
    { name: 'out/gyre-escape', body: 'x' },
  ),
  'prefix field that leaves': rawArchive({ prefix: '../..', name: 'escape', body: 'x' }),
  'absolute prefix field': rawArchive({ prefix: '/tmp', name: 'gyre-escape', body: 'x' }),
  'long GNU name that leaves': rawArchive(
    { name: '././@LongLink', type: 'L', body: `../${'a/'.repeat(60)}x\0` },
    { name: 'short', body: 'x' },
  ),
  'pax path that leaves': rawArchive(
    { name: 'PaxHeader', type: 'x', body: pax('path', '../../escape') },
    { name: 'innocent', body: 'x' },
  ),
  'pax absolute path': rawArchive(
    { name: 'PaxHeader', type: 'x', body: pax('path', '/tmp/gyre-escape') },
    { name: 'innocent', body: 'x' },
  ),
  'pax link path': rawArchive(
    { name: 'PaxHeader', type: 'x', body: pax('linkpath', '/etc/passwd') },
    { name: 'innocent', body: 'x' },
  ),
  'pax size that hides an entry': rawArchive(
    { name: 'PaxHeader', type: 'x', body: pax('size', '0') },
    { name: 'innocent', body: rawEntry({ name: '../escape', body: 'x' }) },
  ),
  'pax sparse file': rawArchive(
    { name: 'PaxHeader', type: 'x', body: pax('GNU.sparse.realsize', '99999999999') },
    { name: 'innocent', body: 'x' },
  ),
  'global pax path': rawArchive(
    { name: 'PaxHeader', type: 'g', body: pax('path', '../escape') },
    { name: 'innocent', body: 'x' },
  ),
  'huge pax header': rawArchive({ name: 'PaxHeader', type: 'x', body: pax('comment', 'x'.repeat(100_000)) }),
  'huge GNU long name': rawArchive({ name: 'L', type: 'L', body: 'a'.repeat(100_000) }, { name: 'x' }),
  'base-256 size': rawArchive({
    name: 'x',
    sizeField: Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]),
    body: 'x',
  }),
  'negative base-256 size': rawArchive({ name: 'x', sizeField: Buffer.alloc(12, 0xff), body: 'x' }),
  'size that is no number': rawArchive({ name: 'x', sizeField: '99zz9999999\0', body: 'x' }),
  'directory with contents': rawArchive({ name: 'd/', type: '5', body: 'x' }),
  'second entry of the same name': rawArchive({ name: 'a', body: '1' }, { name: 'a', body: '2' }),
  'second entry, written differently': rawArchive({ name: 'a/b', body: '1' }, { name: './a//b', body: '2' }),
  'file in the place of a folder': rawArchive({ name: 'a/', type: '5' }, { name: 'a', body: 'x' }),
  'folder below a file': rawArchive({ name: 'a', body: 'x' }, { name: 'a/b', body: 'y' }),
  'file named like a folder': rawArchive({ name: 'a/', type: '0', body: 'x' }),
  'file with the name of the root': rawArchive({ name: './', type: '0', body: 'x' }),
  'too deep': rawArchive({ name: `${'a/'.repeat(40)}x`, body: 'x' }),
  'component of 300 bytes': rawArchive(
    { name: 'PaxHeader', type: 'x', body: pax('path', 'a'.repeat(300)) },
    { name: 'x', body: 'x' },
  ),
  'path of 2,000 bytes': rawArchive(
    { name: 'PaxHeader', type: 'x', body: pax('path', 'abcdefg/'.repeat(30) + 'x'.repeat(1800)) },
    { name: 'x', body: 'x' },
  ),
  'name that is no UTF-8': rawArchive(
    { name: 'PaxHeader', type: 'x', body: pax('path', 'a\ufffdb') },
    { name: 'x' },
  ),
  'wrong checksum': rawArchive({ name: 'a', body: 'x', checksum: 1 }),
  'cut off in the data': gzipSync(rawTar({ name: 'a', body: 'x'.repeat(5000) }).subarray(0, 1500)),
  'cut off in the header': gzipSync(rawTar({ name: 'a', body: 'x' }).subarray(0, 300)),
  'cut off gzip': rawArchive({ name: 'a', body: 'x'.repeat(5000) }).subarray(0, 40),
  'gzip with a wrong checksum': brokenGzip(),
  'tar without gzip': rawTar({ name: 'a', body: 'x' }),
  text: Buffer.from('no archive'),
  'nothing at all': Buffer.alloc(0),
};

function brokenGzip(): Buffer {
  const archive = Buffer.from(rawArchive({ name: 'a', body: 'x'.repeat(2000) }));
  archive.writeUInt32LE(1, archive.length - 8);
  return archive;
}
