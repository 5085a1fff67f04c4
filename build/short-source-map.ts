import { dirname, relative, resolve } from 'node:path';
import { decode, encode, type SourceMapMappings, type SourceMapSegment } from '@jridgewell/sourcemap-codec';

interface FullMap {
  readonly sources: readonly string[];
  readonly mappings: string;
}

/**
 * What goes into an asset of a bundle's source map: lines of our own files, and which package the rest is. Enough to
 * tell in a log where an error came from, in a tenth of the bytes.
 *
 * @param text  the bundler's map
 * @param path  where the bundler would put it: its sources are relative to that
 * @param root  what the sources are named relative to in the short map
 * @returns a source map, version 3; for a package the source is its name and the line the first
 */
export function shortSourceMap(text: string, path: string, root: string): string {
  const { sources, mappings } = JSON.parse(text) as FullMap;
  const names = sources.map((source) => nameOf(relative(root, resolve(dirname(path), source))));
  const kept = [...new Set(names)].sort();
  const places = names.map((name) => ({ index: kept.indexOf(name), isOurs: !isPackage(name) }));
  const short: SourceMapMappings = decode(mappings).map((segments) => {
    const line: SourceMapSegment[] = [];
    for (const [column, source, sourceLine] of segments) {
      const place = source === undefined ? undefined : places[source];
      if (place === undefined) continue;
      const at = place.isOurs ? (sourceLine ?? 0) : 0;
      const last = line.at(-1);
      if (last?.[1] !== place.index || last[2] !== at) line.push([column, place.index, at, 0]);
    }
    return line;
  });
  return JSON.stringify({ version: 3, sources: kept, names: [], mappings: encode(short) });
}

/** A package's file by the package, ours by its path in the repository, Node's own module by its name. */
function nameOf(path: string): string {
  const [, inPackage, ofNode] = /.*(?:node_modules\/((?:@[^/]+\/)?[^/]+)|node-module:(.*))/.exec(path) ?? [];
  return ofNode ?? (inPackage === undefined ? path : `${PACKAGE}${inPackage}`);
}

const PACKAGE = 'npm:';
const isPackage = (name: string) => name.startsWith(PACKAGE);
