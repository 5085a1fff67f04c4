import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceError, validation } from '../service-error.ts';

/** One shape of the service model, without its documentation. */
export interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, string>>;
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

export interface Constraints {
  readonly operations: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export const constraints = JSON.parse(
  readFileSync(join(import.meta.dirname, 'constraints.json'), 'utf8'),
) as Constraints;

const WHOLE = new Set(['integer', 'long']);
const patterns = new Map<string, RegExp>();

/**
 * Checks a request as SageMaker does before it looks at anything else.
 * @throws ServiceError ValidationException that lists every violation, or SerializationException for a wrong type
 */
export function validateRequest(operation: string, request: unknown): void {
  const input = constraints.operations[operation];
  if (input === undefined)
    throw new ServiceError('UnknownOperationException', `unknown operation ${operation}`);
  const violations: string[] = [];
  check(input, request, '', violations);
  if (violations.length === 0) return;
  const count = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`;
  throw validation(`${count} detected: ${violations.join('; ')}`);
}

function check(shapeName: string, value: unknown, path: string, violations: string[]): void {
  const shape = constraints.shapes[shapeName];
  if (shape === undefined) return;
  switch (shape.type) {
    case 'structure':
      checkStructure(shape, value, path, violations);
      return;
    case 'list':
      if (!Array.isArray(value)) throw wrongType(path, 'a list');
      checkBounds(shape, value.length, 'length', value, path, violations);
      checkItems(shape.member ?? '', value, path, violations);
      return;
    case 'map':
      if (!isRecord(value)) throw wrongType(path, 'a map');
      checkBounds(shape, Object.keys(value).length, 'length', value, path, violations);
      checkParts('Map keys', shape.key ?? '', Object.keys(value), value, path, violations);
      checkParts('Map value', shape.value ?? '', Object.values(value), value, path, violations);
      return;
    case 'string':
      if (typeof value !== 'string') throw wrongType(path, 'a string');
      checkString(shape, value, path, violations);
      return;
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      if (typeof value !== 'number') throw wrongType(path, 'a number');
      if (WHOLE.has(shape.type) && !Number.isInteger(value)) throw wrongType(path, 'an integer');
      checkBounds(shape, value, 'value', value, path, violations);
      return;
    case 'timestamp':
      if (typeof value !== 'number') throw wrongType(path, 'a time in epoch seconds');
      return;
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType(path, 'a boolean');
      return;
  }
}

function checkStructure(shape: Shape, value: unknown, path: string, violations: string[]): void {
  if (!isRecord(value)) throw wrongType(path, 'a structure');
  const at = (member: string) => (path === '' ? lowerFirst(member) : `${path}.${lowerFirst(member)}`);
  for (const member of shape.required ?? []) {
    if (value[member] === undefined || value[member] === null) {
      violations.push(`Value null at '${at(member)}' failed to satisfy constraint: Member must not be null`);
    }
  }
  for (const [member, memberShape] of Object.entries(shape.members ?? {})) {
    const item = value[member];
    if (item !== undefined && item !== null) check(memberShape, item, at(member), violations);
  }
}

/** Structures in a list have a path each; scalars are told together, at the path of the list. */
function checkItems(
  memberShape: string,
  items: readonly unknown[],
  path: string,
  violations: string[],
): void {
  const member = constraints.shapes[memberShape];
  if (member?.type !== 'structure' && member?.type !== 'list') {
    checkParts('Member', memberShape, items, items, path, violations);
    return;
  }
  items.forEach((item, index) => check(memberShape, item, `${path}.${index + 1}.member`, violations));
}

/** The service names the whole list or map and every constraint of its parts, not the part that broke one. */
function checkParts(
  parts: 'Member' | 'Map keys' | 'Map value',
  shapeName: string,
  values: readonly unknown[],
  whole: object,
  path: string,
  violations: string[],
): void {
  const broken: string[] = [];
  for (const value of values) check(shapeName, value, path, broken);
  if (broken.length === 0) return;
  const all = constraintsOf(constraints.shapes[shapeName]).join(', ');
  violations.push(
    `Value '${shown(whole)}' at '${path}' failed to satisfy constraint: ${parts} must satisfy constraint: [${all}]`,
  );
}

function constraintsOf(shape: Shape | undefined): readonly string[] {
  const what = shape?.type === 'string' ? 'length' : 'value';
  return [
    ...(shape?.max === undefined ? [] : [`Member must have ${what} less than or equal to ${shape.max}`]),
    ...(shape?.min === undefined ? [] : [`Member must have ${what} greater than or equal to ${shape.min}`]),
    ...(shape?.pattern === undefined ? [] : [patternConstraint(shape.pattern)]),
    ...(shape?.enum === undefined ? [] : [enumConstraint(shape.enum)]),
  ];
}

const patternConstraint = (pattern: string) => `Member must satisfy regular expression pattern: ${pattern}`;
const enumConstraint = (values: readonly string[]) =>
  `Member must satisfy enum value set: [${values.join(', ')}]`;

function checkString(shape: Shape, value: string, path: string, violations: string[]): void {
  const failed = (constraint: string) =>
    violations.push(`Value '${value}' at '${path}' failed to satisfy constraint: ${constraint}`);
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    failed(enumConstraint(shape.enum));
  }
  checkBounds(shape, value.length, 'length', value, path, violations);
  if (shape.pattern !== undefined && !matches(shape.pattern, value)) {
    failed(patternConstraint(shape.pattern));
  }
}

function checkBounds(
  shape: Shape,
  measure: number,
  what: 'length' | 'value',
  value: string | number | object,
  path: string,
  violations: string[],
): void {
  const failed = (relation: string, bound: number) =>
    violations.push(
      `Value '${shown(value)}' at '${path}' failed to satisfy constraint: Member must have ${what} ${relation} than or equal to ${bound}`,
    );
  if (shape.min !== undefined && measure < shape.min) failed('greater', shape.min);
  if (shape.max !== undefined && measure > shape.max) failed('less', shape.max);
}

const LONGEST_SHOWN = 200;

/** Lists and maps as the service's Java prints them. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`.slice(0, LONGEST_SHOWN);
  if (!isRecord(value)) return String(value);
  const entries = Object.entries(value).map(([key, item]) => `${key}=${shown(item)}`);
  return `{${entries.join(', ')}}`.slice(0, LONGEST_SHOWN);
}

/**
 * The service matches the whole value. Its patterns are Java's: `.` takes no line end (no newline in a
 * hyperparameter), `\p{L}` needs Unicode mode, and the POSIX class that JavaScript lacks is spelled out.
 */
function matches(pattern: string, value: string): boolean {
  const compiled = patterns.get(pattern) ?? new RegExp(`^(?:${inJavaScript(pattern)})$`, 'u');
  patterns.set(pattern, compiled);
  return compiled.test(value);
}

function inJavaScript(pattern: string): string {
  return pattern.replaceAll('\\p{Alnum}', 'a-zA-Z0-9');
}

function wrongType(path: string, expected: string): ServiceError {
  return new ServiceError(
    'SerializationException',
    `${path === '' ? 'the request' : path} must be ${expected}`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
