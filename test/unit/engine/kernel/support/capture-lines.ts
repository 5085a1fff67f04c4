import { categoryValues } from '#core/engine/sketch/category-sketch';
import type { FeatureBins } from '#core/engine/sketch/feature-sketch';
import type { WindowBins } from '#core/engine/sketch/window-sketch';
import { referenceBins } from '#core/monitoring/reference-bins';
import { type Random, seededRandom } from '#core/random';

const LONG = 'a value of more than sixteen bytes';
const CATEGORIES = [
  'red',
  'green',
  'a-16-byte-value!',
  LONG,
  `${LONG}, and another`,
  'Åland',
  'x\u{1f600}y',
  'r',
];
const numbers = (values: readonly number[]): FeatureBins => ({ kind: 'number', bins: referenceBins(values) });

/** Few values, many values around zero, very large and small ones, a category, and none in training. */
export const BINS: WindowBins = {
  baseline: 'a baseline',
  features: [
    numbers([0, 1, 2, 3, 18, 21]),
    numbers(Array.from({ length: 600 }, (_, at) => Math.tan(at) / 3)),
    { kind: 'category', values: categoryValues(CATEGORIES) },
    numbers(Array.from({ length: 90 }, (_, at) => (at % 2 ? -1 : 1) * 10 ** (at / 3 - 15))),
    numbers([]),
  ],
  predictions: [numbers(Array.from({ length: 400 }, (_, at) => at / 400))],
};

/** For rows by name. */
export const NAMES = ['a', 'b', 'c', 'd', 'e'];

/** Each is the beginning of another one. */
const VERSIONS = [1, 10, 2, 21];

const ODD = [
  ...[
    '',
    '',
    ' ',
    'NaN',
    'null',
    '1e5',
    '1e',
    'e',
    '+5',
    ' 3',
    '3 ',
    '-',
    '.',
    '-.',
    '5.',
    '.5',
    '-.5',
    '--5',
    '1-2',
  ],
  ...[
    '1E+3',
    '1e-7',
    '12e3',
    '1.5e-07',
    '1e+21',
    '1e-45',
    '1e-46',
    '1.2.3',
    '0x10',
    '-0',
    '0',
    '-0.0',
    '1e400',
    '-1e400',
  ],
  ...[
    'Infinity',
    '-Infinity',
    '1_000',
    '4.9e-324',
    '1.7976931348623157e308',
    '9007199254740992',
    '9007199254740993',
  ],
  ...['18446744073709551616', '0.00012345678901234567', '99999999999999999.9', '123456789012345678901234'],
  ...[
    '0.000000000000000000012345',
    '9'.repeat(15),
    '9'.repeat(16),
    '9'.repeat(17),
    '1'.repeat(30),
    '1ee5',
    '1e.5',
    '9007199254740993.0',
    '4503599627370497.5',
    '0.1e',
    '0.1e-',
  ],
  ...['"5"', '5\u00a0', '\u00e55', '5\\u002e5', '1.2345678901234567e-7', '5e-1', '00012', '1,5'],
];

export function pick<T>(random: Random, values: readonly T[]): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

/** A number as somebody might write it: as programs print it, cut, rounded, at an edge of a bin or next to one. */
export function numberText(random: Random): string {
  const kind = random();
  if (kind < 0.12) return pick(random, ODD);
  if (kind < 0.3) {
    const bins = pick(random, BINS.features);
    const edge = bins.kind === 'number' ? (bins.bins.edges[Math.floor(random() * 250)] ?? 0) : 0;
    return String(kind < 0.2 ? edge : edge * (1 + (random() < 0.5 ? 1 : -1) * 2 ** -52));
  }
  const value = (random() - 0.5) * 10 ** (random() * 40 - 20);
  if (kind < 0.55) return String(value);
  if (kind < 0.65) return value.toExponential(Math.floor(random() * 18));
  if (kind < 0.85) return ((random() - 0.5) * 10 ** (random() * 8)).toFixed(Math.floor(random() * 20));
  const digits = Array.from({ length: 1 + Math.floor(random() * 26) }, () => Math.floor(random() * 10)).join(
    '',
  );
  const dot = Math.floor(random() * (digits.length + 3));
  return `${random() < 0.3 ? '-' : ''}${digits.slice(0, dot)}${dot <= digits.length ? '.' : ''}${digits.slice(dot)}`;
}

function categoryText(random: Random): string {
  const kind = random();
  if (kind < 0.7) return pick(random, CATEGORIES);
  return kind < 0.9
    ? pick(random, ['', ' ', 'blue', `${LONG}!`, 'redd', 're', '\u{1f600}', 'null'])
    : numberText(random);
}

function row(random: Random): string {
  const cells = BINS.features.map(({ kind }) =>
    kind === 'number' ? numberText(random) : categoryText(random),
  );
  if (random() < 0.01) cells.pop();
  if (random() < 0.01) cells.push('1');
  return cells.join(',');
}

const HOURS = [
  '2026-03-01T10',
  '2026-03-01T10',
  '2026-03-01T10',
  '2026-03-01T11',
  '2026-03-02T00',
  '2025-12-31T23',
];

function time(random: Random): string {
  const kind = random();
  if (kind < 0.01)
    return pick(random, ['2026-03-01', '2026-02-30T10:00:00Z', '2026-03-01T24:00:00Z', 'now', '']);
  const two = () => String(Math.floor(random() * 60)).padStart(2, '0');
  const clock = `${pick(random, HOURS)}:${two()}:${two()}`;
  return `${clock}${kind < 0.8 ? 'Z' : kind < 0.97 ? '.123Z' : pick(random, ['+02:00', '', '.5Z', ':00Z'])}`;
}

function attributes(random: Random, style: Random, own: string): unknown {
  const kind = style();
  if (kind < 0.4) return undefined;
  if (kind < 0.7) return [own];
  if (kind < 0.8) return own;
  return pick(style, [
    ...[
      ['tenant=3'],
      ['tenant=4', 'region=eu'],
      [],
      'plain',
      ['purpose=smoke'],
      ['purpose=live'],
      ['purpose = shadow'],
    ],
    ...[
      [`{"event-time":"${time(random)}"}`],
      [`event-time=${time(random)}`],
      [`tenant=3;purpose=smoke`],
      ['pupil=1'],
    ],
  ]);
}

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** A cell as a value of JSON; now and then as it stands, whatever it is. */
function jsonValue(random: Random, cell: string): string {
  if (random() < 0.02) return cell;
  if (cell === '' && random() < 0.9) return 'null';
  if (random() < 0.01)
    return pick(random, ['true', 'false', 'nul', '[]', 'NaN', '1 ', '01', '-', '1.', '.5']);
  return JSON_NUMBER.test(cell) && random() < 0.97 ? cell : JSON.stringify(cell);
}

/** A body of JSON with a row or some, in order or by name. */
function jsonRows(random: Random, style: Random, rows: readonly string[]): string {
  const comma = style() < 0.7 ? ',' : ', ';
  const [kind, isNamed, isBare] = [style(), style() < 0.5, style() < 0.1];
  const bodies = rows.map((each) => {
    const cells = each.split(',').map((cell) => jsonValue(random, cell));
    if (isNamed) {
      const named = cells.map((cell, at) => `"${NAMES[at] ?? 'more'}":${cell}`);
      if (random() < 0.05) named.push(...named.splice(0, 1));
      return `{${named.join(comma)}}`;
    }
    return kind < 0.5 ? `[${cells.join(comma)}]` : `{"features":[${cells.join(comma)}]}`;
  });
  return isBare ? bodies.join(comma) : `{"instances":[${bodies.join(comma)}]}`;
}

function jsonAnswers(random: Random, style: Random, answers: readonly string[]): string {
  const kind = style();
  const values = answers.map((answer) => jsonValue(random, answer));
  if (kind < 0.5) return `{"predictions":[${values.join(',')}]}`;
  const label = pick(random, ['1', '0', '"a"', 'null', '0.5']);
  return `{"predictions":[${values.map((value) => `{"score":${value},"label":${label}}`).join(',')}]}`;
}

function jsonSide(mode: string, data: string): unknown {
  return { observedContentType: 'application/json', mode, data, encoding: 'JSON' };
}

function side(random: Random, style: Random, mode: string, lines: readonly string[]): unknown {
  const isInput = mode === 'INPUT';
  if (style() < 0.3)
    return jsonSide(mode, isInput ? jsonRows(random, style, lines) : jsonAnswers(random, style, lines));
  const end = pick(style, ['\n', '', '', '\r\n']);
  const body = lines.join(end === '\r\n' ? '\r\n' : '\n') + end;
  const isBase64 = style() < 0.3;
  return {
    observedContentType:
      random() < 0.98 ? 'text/csv' : pick(random, ['text/csv; charset=utf-8', 'application/json']),
    mode,
    data: isBase64 ? Buffer.from(body).toString('base64') : body,
    encoding: isBase64 ? 'BASE64' : random() < 0.99 ? 'CSV' : 'JSON',
  };
}

/** A line as one of some writers has it, and now and then as another one. */
export function writtenText(random: Random, writer: string): string {
  return captureText(random, random() < 0.03 ? random : seededRandom(writer));
}

/**
 * A line of a capture object; most are such as somebody writes, some are not.
 * @param style what all lines of a writer have in common; default: nothing, so that the kernel takes few of them
 */
export function captureText(random: Random, style: Random = random): string {
  const kind = random();
  if (kind < 0.01) return pick(random, ['', ' ', '{', 'null', '[]', '{"captureData":{}}']);
  const rows = random() < 0.8 ? 1 : 1 + Math.floor(random() * 5);
  const inputs = Array.from({ length: rows }, () => row(random));
  const answers = Array.from({ length: random() < 0.99 ? rows : 2 }, () => numberText(random));
  const eventId =
    random() < 0.95
      ? `id-${Math.floor(random() * 400)}-${'x'.repeat(random() * 30)}`
      : pick(random, ['ä', '']);
  const eventTime = time(random);
  const own = `purpose=live;event-time=${eventTime}`;
  const isOwn = style() < 0.3;
  const hasInferenceId = isOwn || style() < 0.2;
  const record = {
    captureData: {
      endpointInput: side(random, style, 'INPUT', inputs),
      endpointOutput: side(random, style, 'OUTPUT', answers),
    },
    eventMetadata: {
      eventId,
      ...(hasInferenceId ? { inferenceId: `inference ${eventId}` } : {}),
      customAttributes: attributes(random, style, own),
      inferenceTime: time(random),
    },
    eventVersion: random() < 0.99 ? '0' : '1',
    ...(isOwn
      ? {
          gyre: {
            modelVersion: VERSIONS[eventId.length % VERSIONS.length],
            rowIds: inputs.map((_, at) => `${eventId}#${at}`),
            eventTimes: inputs.map(() => eventTime),
          },
        }
      : {}),
  };
  return JSON.stringify(record, undefined, random() < 0.99 ? undefined : ' ').replaceAll('\n', ' ');
}
