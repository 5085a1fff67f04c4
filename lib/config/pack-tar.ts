/** One file of an archive. */
export interface TarEntry {
  /** Path inside the archive, with `/`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const BLOCK_BYTES = 512;
/** An archive is a multiple of this; the shortest end marker is two empty blocks. */
const RECORD_BYTES = 20 * BLOCK_BYTES;
const LONGEST_NAME_BYTES = 100;
const LONGEST_PREFIX_BYTES = 155;

/**
 * Files as a POSIX ustar archive in the order given: mode 0644, owner 0, modification time 0. Synchronous, so that
 * an infrastructure program, which cannot wait, can make one.
 * @throws RangeError when a path does not fit ustar's 100 + 155 bytes
 */
export function packTar(entries: readonly TarEntry[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    parts.push(header(entry), entry.bytes, new Uint8Array(padding(entry.bytes.length, BLOCK_BYTES)));
  }
  parts.push(new Uint8Array(2 * BLOCK_BYTES));
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  parts.push(new Uint8Array(padding(length, RECORD_BYTES)));
  return Buffer.concat(parts);
}

function padding(length: number, multiple: number): number {
  return (multiple - (length % multiple)) % multiple;
}

function header({ name, bytes }: TarEntry): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  const [prefix, base] = splitName(name);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  block.write(base, 0, 'utf8');
  block.write(octal(0o644, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(bytes.length, 11), 124);
  block.write(octal(0, 11), 136);
  // The checksum is taken with its own field as spaces.
  block.write(' '.repeat(8), 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  block.write(prefix, 345, 'utf8');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** A long path is stored as a prefix and a name, cut at a slash. */
function splitName(name: string): readonly [prefix: string, base: string] {
  if (Buffer.byteLength(name) <= LONGEST_NAME_BYTES) return ['', name];
  for (let slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
    const [prefix, base] = [name.slice(0, slash), name.slice(slash + 1)];
    const fits =
      Buffer.byteLength(prefix) <= LONGEST_PREFIX_BYTES && Buffer.byteLength(base) <= LONGEST_NAME_BYTES;
    if (fits) return [prefix, base];
  }
  throw new RangeError(`the path ${name} is too long for an archive: shorten it to 100 characters`);
}
