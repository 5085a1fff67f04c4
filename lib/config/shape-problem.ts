import type * as z from 'zod';
import { ConfigShapeError } from '#core/config/errors';
import { suggest } from '#core/config/suggest';
import { keysAt, placesOf } from './known-keys.ts';

export type Issue = z.core.$ZodIssue;

/** Where a key of the file at hand stands, for a person. */
export type Locate = (path: readonly (string | number)[]) => string;

/**
 * What a schema's parser found, as errors that say where, what was received, what is allowed and how to mend it.
 * Several unknown keys of one object are several problems.
 */
export function shapeProblems(
  schema: z.ZodType,
  value: unknown,
  issues: readonly Issue[],
  locate: Locate,
): readonly ConfigShapeError[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey(schema, path, key, locate));
    }
    if (issue.code === 'invalid_union') {
      // The branch that got furthest is the one the writer meant.
      const deepest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? [];
      if (depth(deepest) > 0) {
        const below = deepest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
        return [...shapeProblems(schema, value, below, locate)];
      }
    }
    if (path.length === 0 && (value === undefined || value === null)) return [emptyFile(schema, locate)];
    const received = valueAt(value, path);
    return [
      received === undefined ? missingKey(path, issue, locate) : wrongValue(path, issue, received, locate),
    ];
  });
}

function unknownKey(
  schema: z.ZodType,
  path: readonly (string | number)[],
  key: string,
  locate: Locate,
): ConfigShapeError {
  const allowed = keysAt(schema, path);
  const nearest = suggest(key, allowed);
  const elsewhere = placesOf(schema, key).slice(0, 3);
  const fix =
    nearest !== undefined
      ? `did you mean ${nearest}?`
      : elsewhere.length > 0
        ? `move it: this key belongs at ${elsewhere.join(' or ')}`
        : 'remove the key, or correct its name';
  const dotted = [...path, key].join('.');
  return new ConfigShapeError(`unknown key ${dotted}`, {
    where: locate([...path, key]),
    received: key,
    allowed: allowed.join(', '),
    fix,
  });
}

function emptyFile(schema: z.ZodType, locate: Locate): ConfigShapeError {
  return new ConfigShapeError('the file states nothing', {
    where: locate([]),
    received: 'no key',
    allowed: keysAt(schema, []).join(', '),
    fix: 'write the keys, or remove the file with its folder',
  });
}

function missingKey(path: readonly (string | number)[], issue: Issue, locate: Locate): ConfigShapeError {
  const dotted = path.join('.') || '(the whole file)';
  return new ConfigShapeError(`missing key ${dotted}`, {
    where: locate(path),
    received: 'nothing',
    allowed: allowedBy(issue),
    fix: `add ${dotted}`,
  });
}

function wrongValue(
  path: readonly (string | number)[],
  issue: Issue,
  received: unknown,
  locate: Locate,
): ConfigShapeError {
  const dotted = path.join('.') || '(the whole file)';
  return new ConfigShapeError(`a value of ${dotted} is not allowed`, {
    where: locate(path),
    received: describe(received),
    allowed: allowedBy(issue),
    fix: fixFor(path, issue, received),
  });
}

/** Numbers carry their unit in the key: `60m` or `"60"` is the usual slip. */
function fixFor(path: readonly (string | number)[], issue: Issue, received: unknown): string {
  const unit = /(Minutes|Seconds|Hours|Days|Percent|Gb|Factor|Rows)$/.exec(String(path.at(-1)))?.[1];
  const unitWord = unit === 'Gb' ? 'GB' : unit?.toLowerCase();
  if (issue.code === 'invalid_type' && typeof received === 'string' && isNumeric(issue.expected)) {
    const number = bareNumber(received, unit);
    const inUnit = unitWord === undefined ? '' : ` in ${unitWord}`;
    return `write a bare number${inUnit}${number === undefined ? '' : `, such as ${number}`}`;
  }
  if (issue.code === 'invalid_value' && typeof received === 'string') {
    const nearest = suggest(received, issue.values.map(String));
    if (nearest !== undefined) return `did you mean ${nearest}?`;
  }
  const isBound = issue.code === 'too_small' || issue.code === 'too_big';
  const inUnit = isBound && unitWord !== undefined ? `; it is counted in ${unitWord}` : '';
  return `set ${path.join('.') || 'the file'} to what is allowed${inUnit}`;
}

const SECONDS_OF: ReadonlyMap<string, number> = new Map([
  ['Seconds', 1],
  ['Minutes', 60],
  ['Hours', 3600],
  ['Days', 86_400],
]);

/** What a text such as `2h` means in the unit of its key; undefined where that is no whole number, or not known. */
function bareNumber(text: string, unit: string | undefined): number | undefined {
  const [, digits, letter = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]?)/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  const own = SECONDS_OF.get(unit ?? '');
  const written = [...SECONDS_OF].find(([name]) => name.startsWith(letter.toUpperCase()))?.[1];
  if (letter === '' || own === undefined || written === undefined) return number;
  const converted = (number * written) / own;
  return Number.isInteger(converted) ? converted : undefined;
}

function isNumeric(expected: string): boolean {
  return expected === 'number' || expected === 'int';
}

/** What would have been accepted, in words. */
function allowedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_WORDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.map(String).join(', ');
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_union':
      return issue.errors.flatMap((branch) => branch.map(allowedBy)).join(', or ');
    default:
      return issue.message;
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a block of keys',
  record: 'a block of keys',
};

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

function describe(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Readonly<Record<string | number, unknown>>)[step];
  }
  return current;
}

function depth(issues: readonly Issue[]): number {
  return Math.max(
    0,
    ...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)),
  );
}
