import { payloadType } from '#core/serving/capture/content-type';
import { csvCells, csvRow } from '#core/serving/capture/csv-cells';
import type { CaptureSide } from '#core/serving/capture/record-shape';
import type { CapturedCall } from './capture-counter.ts';
import { HOLE_ANSWER, HOLE_CELL, HOLE_SCALAR } from './layout.ts';
import type { VaryingPart, VaryingText } from './pattern-scanner.ts';

/** A text, and whether it is a name; or another scalar, as it stands in a JSON string. */
const SCALAR = /\\"([^"\\]*)\\"(\s*:)?|-?\d[^\s,\]}\\]*|true|false|null/g;

const BETWEEN = /^\s*,\s*$/;

interface Scalar {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export function isJsonBody(side: CaptureSide): boolean {
  return side.encoding === 'JSON' && payloadType(side).format === 'json';
}

/**
 * A body with one row whose values are the features in their order, and nothing else, each a hole. What a reader makes
 * of a body follows from its names and brackets, which are literal, as long as every value stays a scalar.
 *
 * By name, a value that is missing or the same as the time might be a time that rows bring themselves: not learned from.
 * The values of one list have no names.
 * @param raw the body as it stands in its line
 */
export function inputParts(raw: string, { inputs, eventTimes }: CapturedCall): VaryingText | undefined {
  const [row] = inputs;
  const scalars = scalarsOf(raw);
  if (row === undefined || inputs.length !== 1 || scalars === undefined) return undefined;
  const texts = scalars.map(({ text }) => text);
  const isUnderstood =
    csvRow(texts) === row &&
    csvCells(row).length === texts.length &&
    (isOneList(raw, scalars) || texts.every((text) => text !== '' && text !== eventTimes[0]));
  return isUnderstood ? partsOf(raw, scalars, () => HOLE_CELL) : undefined;
}

/** A body with the answer to one row: it is told from other values of the body by what it says in this one. */
export function outputParts(raw: string, { outputs }: CapturedCall): VaryingText | undefined {
  const [answer] = outputs;
  const scalars = scalarsOf(raw);
  if (outputs.length !== 1 || scalars?.filter(({ text }) => text === answer).length !== 1) return undefined;
  return partsOf(raw, scalars, ({ text }) => (text === answer ? HOLE_ANSWER : HOLE_SCALAR));
}

/** Of one value a list may as well be a column. */
function isOneList(raw: string, scalars: readonly Scalar[]): boolean {
  const between = scalars.slice(1).map(({ from }, at) => raw.slice(scalars[at]?.to, from));
  return between.length > 0 && between.every((text) => BETWEEN.test(text));
}

/** What is no JSON, and is read all the same. */
const BARE = /NaN|Infinity/;

/** @returns undefined when there are other escapes than those of quotes */
function scalarsOf(raw: string): readonly Scalar[] | undefined {
  if (raw.replaceAll('\\"', '').includes('\\') || BARE.test(raw)) return undefined;
  return [...raw.matchAll(SCALAR)].flatMap((found) => {
    const [whole, quoted, colon] = found;
    const place = { from: found.index, to: found.index + whole.length };
    return colon === undefined ? { ...place, text: quoted ?? (whole === 'null' ? '' : whole) } : [];
  });
}

function partsOf(raw: string, scalars: readonly Scalar[], holeOf: (scalar: Scalar) => number): VaryingText {
  const parts = scalars.map((scalar, at): VaryingPart => ({
    literal: raw.slice(scalars[at - 1]?.to ?? 0, scalar.from),
    ...{ hole: holeOf(scalar), text: scalar.text },
  }));
  return { parts, end: raw.slice(scalars.at(-1)?.to ?? 0) };
}
