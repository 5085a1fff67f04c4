import type { ColumnConfig, DatasetConfig } from '../../config/dataset-config.ts';

/** One thing that two contracts say otherwise. */
export interface ContractDifference {
  /** `columns.temp.range`, `volume.minimumRows`. */
  readonly where: string;
  readonly before: string;
  readonly after: string;
  /**
   * narrower: uploads that were accepted may be refused. wider: values may come that nobody has seen, and models
   * trained before do not know them. meaning: rows mean something else. neutral: none of these.
   */
  readonly effect: 'narrower' | 'wider' | 'meaning' | 'neutral';
}

/**
 * What changes for who uploads and who trains when one contract takes the place of another.
 * @returns in the order of dataset.yaml; none when both ask the same
 */
export function diffContracts(before: DatasetConfig, after: DatasetConfig): readonly ContractDifference[] {
  return [
    ...differs('key', before.key, after.key, 'meaning'),
    ...differs('eventTime', before.eventTime, after.eventTime, 'meaning'),
    ...differs('labels', before.labels, after.labels, 'meaning'),
    ...differs('mode', before.mode, after.mode, 'meaning'),
    ...differs('format', before.format, after.format, 'meaning'),
    ...differs('delimiter', before.delimiter ?? ',', after.delimiter ?? ',', 'narrower'),
    ...columnDifferences(before.columns, after.columns),
    ...bound('volume.minimumRows', before.volume.minimumRows, after.volume.minimumRows, 'least'),
    ...bound('volume.maximumRows', before.volume.maximumRows, after.volume.maximumRows, 'most'),
    ...bound(
      'freshness.maximumAgeDays',
      before.freshness?.maximumAgeDays,
      after.freshness?.maximumAgeDays,
      'most',
    ),
    ...rules(before, after),
    ...differs(
      'onBreach',
      before.onBreach,
      after.onBreach,
      strictness(before) < strictness(after) ? 'narrower' : 'wider',
    ),
    ...bound('maximumRejectedPercent', before.maximumRejectedPercent, after.maximumRejectedPercent, 'most'),
    ...differs('retentionDays', before.retentionDays, after.retentionDays, 'neutral'),
  ];
}

/** A number is a kind of number, and anything can be written as text. */
const HOLDS: Readonly<Record<string, readonly string[]>> = {
  integer: ['number', 'string'],
  number: ['string'],
  boolean: ['string'],
  timestamp: ['string'],
};

function columnDifferences(
  before: readonly ColumnConfig[],
  after: readonly ColumnConfig[],
): readonly ContractDifference[] {
  const known = new Map(before.map((column) => [column.name, column]));
  const left = new Set(after.map(({ name }) => name));
  const gone = before
    .filter(({ name }) => !left.has(name))
    .map(({ name, type }) => difference(`columns.${name}`, type, 'no such column', 'narrower'));
  return [
    ...gone,
    ...after.flatMap((column) => {
      const old = known.get(column.name);
      const where = `columns.${column.name}`;
      return old === undefined
        ? [difference(where, 'no such column', column.type, 'narrower')]
        : cellDifferences(where, old, column);
    }),
  ];
}

function cellDifferences(where: string, old: ColumnConfig, now: ColumnConfig): readonly ContractDifference[] {
  const isWider = HOLDS[old.type]?.includes(now.type) === true;
  const [had, has] = [old.domain ?? [], now.domain ?? []];
  const isNarrower =
    now.domain !== undefined && (old.domain === undefined || had.some((value) => !has.includes(value)));
  return [
    ...differs(`${where}.type`, old.type, now.type, isWider ? 'wider' : 'narrower'),
    ...differs(`${where}.nullable`, old.nullable, now.nullable, now.nullable ? 'wider' : 'narrower'),
    ...bound(`${where}.range.minimum`, old.range?.minimum, now.range?.minimum, 'least'),
    ...bound(`${where}.range.maximum`, old.range?.maximum, now.range?.maximum, 'most'),
    ...differs(`${where}.domain`, had.toSorted(), has.toSorted(), isNarrower ? 'narrower' : 'wider'),
    ...differs(`${where}.sensitivity`, old.sensitivity, now.sensitivity, 'meaning'),
  ];
}

function bound(
  where: string,
  before: number | undefined,
  after: number | undefined,
  kind: 'least' | 'most',
): readonly ContractDifference[] {
  const none = kind === 'least' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const [old, now] = [before ?? none, after ?? none];
  const isNarrower = kind === 'least' ? now > old : now < old;
  return differs(where, before ?? 'none', after ?? 'none', isNarrower ? 'narrower' : 'wider');
}

function rules(before: DatasetConfig, after: DatasetConfig): readonly ContractDifference[] {
  const named = ({ crossColumn }: DatasetConfig) =>
    crossColumn.map(({ left, operator, right }) => `${left} ${operator} ${right}`);
  const [old, now] = [named(before), named(after)];
  return [
    ...old
      .filter((rule) => !now.includes(rule))
      .map((rule) => difference('crossColumn', rule, 'no such rule', 'wider')),
    ...now
      .filter((rule) => !old.includes(rule))
      .map((rule) => difference('crossColumn', 'no such rule', rule, 'narrower')),
  ];
}

function strictness({ onBreach }: DatasetConfig): number {
  return ['warn', 'quarantine-rows', 'reject'].indexOf(onBreach);
}

function differs(
  where: string,
  before: unknown,
  after: unknown,
  effect: ContractDifference['effect'],
): readonly ContractDifference[] {
  const [old, now] = [shown(before), shown(after)];
  return old === now ? [] : [difference(where, old, now, effect)];
}

function difference(
  where: string,
  before: string,
  after: string,
  effect: ContractDifference['effect'],
): ContractDifference {
  return { where, before, after, effect };
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return String(value);
}
