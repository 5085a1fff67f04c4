/**
 * Values and names as they stand in a statement of Athena (Trino's SQL). Both are quoted whatever they hold, so that
 * nothing a caller names becomes part of the statement; what no table, key or bucket can be named is refused.
 */
import { BadStatementError } from './errors.ts';

const CONTROL = /[\u0000-\u001f\u007f]/;
const LONGEST_NAME = 255;
const TABLE_NAME = /^[a-z0-9_]+$/;

/**
 * A text as a literal: a quote in it is doubled, a backslash is itself.
 * @throws BadStatementError for control characters
 * @example textLiteral("it's") // "'it''s'"
 */
export function textLiteral(value: string): string {
  if (CONTROL.test(value)) throw bad('a value with control characters', 'printable text');
  return `'${value.replaceAll("'", "''")}'`;
}

/** @example textList(['v1', 'v2']) // "('v1', 'v2')" */
export function textList(values: readonly string[]): string {
  if (values.length === 0) throw bad('no value', 'at least one value to look for');
  return `(${values.map(textLiteral).join(', ')})`;
}

/** @example wholeNumber(7) // '7' */
export function wholeNumber(value: number): string {
  if (!Number.isSafeInteger(value)) throw bad(String(value), 'a whole number');
  return String(value);
}

export interface TableName {
  readonly database: string;
  readonly table: string;
}

/**
 * A table by its database: quoted, and a quote in it doubled.
 * @example tableReference({ database: 'gyre_prod', table: 'captures' }) // '"gyre_prod"."captures"'
 */
export function tableReference({ database, table }: TableName): string {
  return `${quotedName(database)}.${quotedName(table)}`;
}

/**
 * A table in a definition, where Hive's rules hold: names that need no quoting, in backticks all the same.
 * @example definedTable({ database: 'gyre_prod', table: 'captures' }) // '`gyre_prod`.`captures`'
 */
export function definedTable({ database, table }: TableName): string {
  for (const name of [database, table]) {
    if (!TABLE_NAME.test(name) || name.length > LONGEST_NAME)
      throw bad(name, 'small letters, digits and underscores, at most 255');
  }
  return `\`${database}\`.\`${table}\``;
}

function quotedName(name: string): string {
  if (name === '' || name.length > LONGEST_NAME || CONTROL.test(name))
    throw bad(name.slice(0, LONGEST_NAME), 'a name of 1 to 255 printable characters');
  return `"${name.replaceAll('"', '""')}"`;
}

function bad(received: string, allowed: string): BadStatementError {
  return new BadStatementError('a statement of the join engine cannot be written', {
    ...{ received, allowed },
    fix: 'name database, tables, endpoint and places as the stacks name them',
  });
}
