/** One figure of a family, told apart from the others by its labels. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Figures of one meaning, as OpenMetrics groups them. */
export interface MetricFamily {
  /** `gyre_…`; with a unit it ends in `_<unit>`. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'info' | 'stateset';
  readonly unit?: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** What the format adds to the name of a sample. */
const SUFFIX: Readonly<Record<MetricFamily['type'], string>> = {
  counter: '_total',
  gauge: '',
  info: '_info',
  stateset: '',
};

/**
 * Families as OpenMetrics text, without its last line break, since whoever prints adds one. A figure that is no finite
 * number is left out, and so is a family without figures.
 * @example openMetricsText([{ name: 'a', type: 'gauge', help: 'b', samples: [{ labels: { c: '"' }, value: 1 }] }]) // '# TYPE a gauge\n# HELP a b\na{c="\\""} 1\n# EOF'
 * @see https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
 */
export function openMetricsText(families: readonly MetricFamily[]): string {
  return [...families.flatMap(linesOf), '# EOF'].join('\n');
}

function linesOf({ name, type, unit, help, samples }: MetricFamily): readonly string[] {
  const told = samples.filter(({ value }) => Number.isFinite(value));
  if (told.length === 0) return [];
  return [
    `# TYPE ${name} ${type}`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escape(help)}`,
    ...told.map(({ labels, value }) => `${name}${SUFFIX[type]}${labelText(labels)} ${value}`),
  ];
}

function labelText(labels: Sample['labels']): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escape(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** The three characters that end a value or a line. */
function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
