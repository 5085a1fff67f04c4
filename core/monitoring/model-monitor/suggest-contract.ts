import type { ColumnConfig } from '../../config/dataset-config.ts';
import type { ModelMonitorConstraints } from './constraints.ts';

/** A column as dataset.yaml would have it; what is absent has the contract's default. */
export type SuggestedColumn = Pick<ColumnConfig, 'name' | 'type' | 'range' | 'domain'> & {
  readonly nullable?: true;
};

export interface SuggestedContract {
  readonly columns: readonly SuggestedColumn[];
  /** What a contract says otherwise or not at all, one sentence each. */
  readonly notes: readonly string[];
}

type Feature = ModelMonitorConstraints['features'][number];

const TYPES: Readonly<Record<string, ColumnConfig['type'] | undefined>> = {
  Integral: 'integer',
  Fractional: 'number',
  String: 'string',
};
const LONGEST_NAME = 128;
const LARGEST_DOMAIN = 1000;

/**
 * The columns of a data contract that asks what the constraints ask, as far as a contract can: it is strict where
 * Model Monitor counts shares, so each difference is said.
 */
export function suggestContract({
  features,
  monitoring_config: config,
}: ModelMonitorConstraints): SuggestedContract {
  const suggested = features.map((feature) => suggestColumn(feature));
  return {
    columns: suggested.flatMap(({ column }) => column ?? []),
    notes: [
      'key, eventTime and labels are not in the file: name them',
      ...suggested.flatMap(({ notes }) => notes),
      ...notesOf(config),
    ],
  };
}

function suggestColumn(feature: Feature): {
  readonly column?: SuggestedColumn;
  readonly notes: readonly string[];
} {
  const { name, inferred_type: inferred, completeness = 1 } = feature;
  if (name.length > LONGEST_NAME)
    return {
      notes: [`${name.slice(0, LONGEST_NAME)}…: left out, names have at most ${LONGEST_NAME} characters`],
    };
  const type = Object.hasOwn(TYPES, inferred) ? TYPES[inferred] : undefined;
  if (type === undefined) return { notes: [`${name}: left out, its type is ${inferred}`] };
  const domain = [...new Set(feature.string_constraints?.domains ?? [])];
  const isTooLarge = domain.length > LARGEST_DOMAIN;
  const hasDomain = type === 'string' && domain.length > 0 && !isTooLarge;
  return {
    column: {
      name,
      type,
      ...(completeness < 1 ? { nullable: true } : {}),
      ...(type !== 'string' && feature.num_constraints?.is_non_negative === true
        ? { range: { minimum: 0 } }
        : {}),
      ...(hasDomain ? { domain } : {}),
    },
    notes: [
      ...(completeness < 1 && completeness > 0
        ? [`${name}: ${percent(completeness)} had to be present; nullable allows any share`]
        : []),
      ...(isTooLarge
        ? [`${name}: a domain of ${domain.length} values is left out, ${LARGEST_DOMAIN} are allowed`]
        : []),
    ],
  };
}

function notesOf(config: ModelMonitorConstraints['monitoring_config']): readonly string[] {
  const { datatype_check_threshold: types = 1, domain_content_threshold: domains = 1 } = config ?? {};
  const { perform_comparison: comparison, comparison_threshold: threshold } =
    config?.distribution_constraints ?? {};
  const rows = 'onBreach: quarantine-rows with maximumRejectedPercent is the nearest';
  return [
    ...(types < 1 ? [`${percent(types)} of the values had to be of their type, here all: ${rows}`] : []),
    ...(domains < 1
      ? [`${percent(domains)} of the values had to be in their domain, here all: ${rows}`]
      : []),
    ...(comparison === 'Enabled'
      ? [
          `drift above a distance of ${threshold ?? 'its default'} was a violation; thresholds of drift are calibrated here`,
        ]
      : []),
  ];
}

/** Without the digits that are noise. */
function percent(share: number): string {
  return `${Number((100 * share).toPrecision(4))} %`;
}

/**
 * The columns as they stand in dataset.yaml. Text is quoted as in JSON, which is YAML.
 * @example contractText([{ name: 'age', type: 'integer', range: { minimum: 0 } }]) // 'columns:\n  - { name: "age", type: integer, range: { minimum: 0 } }'
 */
export function contractText(columns: readonly SuggestedColumn[]): string {
  const lines = columns.map(({ name, type, nullable, range, domain }) => {
    const parts = [
      `name: ${JSON.stringify(name)}`,
      `type: ${type}`,
      ...(nullable === true ? ['nullable: true'] : []),
      ...(range?.minimum === undefined ? [] : [`range: { minimum: ${range.minimum} }`]),
      ...(domain === undefined
        ? []
        : [`domain: [${domain.map((value) => JSON.stringify(value)).join(', ')}]`]),
    ];
    return `  - { ${parts.join(', ')} }`;
  });
  return ['columns:', ...lines].join('\n');
}
