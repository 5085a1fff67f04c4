import type { ColumnFacts, TableFacts } from './column-facts.ts';

export interface ContractTerms {
  readonly name: string;
  readonly owner: string;
  /** Default: the first column without gaps whose values are all different. */
  readonly key?: readonly string[];
  /** Default: the first timestamp column without gaps. */
  readonly eventTime?: string;
  readonly labels?: readonly string[];
}

export interface InferredContract {
  /** A whole dataset.yaml. */
  readonly text: string;
  /** What a person has to decide, one sentence each. */
  readonly notes: readonly string[];
}

/** A domain is proposed for at most so many values, each of which came so often on average. */
const LARGEST_DOMAIN = 50;
const ROWS_A_VALUE = 20;

/**
 * A dataset.yaml that the file itself satisfies. What one file shows is not what the next may bring, so the contract
 * asks for no more than types, gaps, signs, and the values of text with few of them.
 */
export function inferContract({ rows, columns }: TableFacts, terms: ContractTerms): InferredContract {
  const whole = columns.filter(({ missing, type }) => missing === 0 && type !== 'empty');
  const key =
    terms.key ??
    whole
      .filter(isIdentifier)
      .slice(0, 1)
      .map(({ name }) => name);
  const time = terms.eventTime ?? whole.find(({ type }) => type === 'timestamp')?.name;
  const labels = terms.labels ?? [];
  const lines = columns.map((column) => columnLine(column, rows, labels.includes(column.name)));
  const text = [
    `name: ${quoted(terms.name)}`,
    `owner: ${quoted(terms.owner)}`,
    key.length > 0 ? `key: [${key.map(quoted).join(', ')}]` : '# key: the columns that tell rows apart',
    time === undefined ? '# eventTime: a timestamp column, UTC' : `eventTime: ${quoted(time)}`,
    labels.length > 0
      ? `labels: [${labels.map(quoted).join(', ')}]`
      : '# labels: what a model learns to tell',
    'columns:',
    ...lines,
    '',
  ].join('\n');
  return { text, notes: notesOf({ key, time, labels, columns }, terms) };
}

function isIdentifier({ isUnique, type }: ColumnFacts): boolean {
  return isUnique && (type === 'string' || type === 'integer');
}

function columnLine(column: ColumnFacts, rows: number, isLabel: boolean): string {
  const { name, type, missing, numbers } = column;
  const domain = isLabel ? undefined : domainOf(column, rows);
  const parts = [
    `name: ${quoted(name)}`,
    `type: ${type === 'empty' ? 'string' : type}`,
    ...(missing > 0 || isLabel ? ['nullable: true'] : []),
    ...(numbers !== undefined && numbers.least >= 0 ? ['range: { minimum: 0 }'] : []),
    ...(domain === undefined ? [] : [`domain: [${domain.map(quoted).join(', ')}]`]),
  ];
  return `  - { ${parts.join(', ')} }`;
}

function domainOf({ type, values, distinct, isDistinctExact }: ColumnFacts, rows: number) {
  const isSmall = isDistinctExact && distinct <= LARGEST_DOMAIN && values.length === distinct;
  if (type !== 'string' || !isSmall || rows < ROWS_A_VALUE * distinct) return undefined;
  return values.map(([value]) => value).sort();
}

function notesOf(
  found: {
    readonly key: readonly string[];
    readonly time: string | undefined;
    readonly labels: readonly string[];
    readonly columns: readonly ColumnFacts[];
  },
  terms: ContractTerms,
): readonly string[] {
  const { key, time, labels, columns } = found;
  const guessed = (what: string, name: string) => `${what} is taken to be ${name}: correct it if it is not`;
  return [
    ...(key.length === 0 ? ['no column tells all rows apart: name the key'] : []),
    ...(key.length > 0 && terms.key === undefined ? [guessed('the key', key.join(', '))] : []),
    ...(time === undefined
      ? ['no timestamp column without gaps (2013-01-31T09:00:00Z): name the event time']
      : []),
    ...(time !== undefined && terms.eventTime === undefined ? [guessed('the event time', time)] : []),
    ...(labels.length === 0 ? ['labels are not in a file: name them'] : []),
    ...columns
      .filter(({ type }) => type === 'empty')
      .map(({ name }) => `${name} has no value at all: its type is a guess`),
  ];
}

/** As in JSON, which is YAML. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
