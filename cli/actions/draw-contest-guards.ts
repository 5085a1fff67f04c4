import type { ContenderEvidence } from '#core/training/evaluate-contenders';
import { holmAdjust } from '#core/training/holm';
import type { Paper } from '../output.ts';

/** More lines than this are for the page of the contest, and for --json. */
const MOST_LINES = 10;

/** What stands beside the contest's metric, each part only where it was measured; nothing for contests of the first method. */
export function drawGuards(contenders: readonly ContenderEvidence[], paper: Paper): readonly string[] {
  return [
    ...drawMeasures(contenders, paper),
    ...drawSlices(contenders, paper),
    ...drawFairness(contenders, paper),
  ];
}

function drawMeasures(contenders: readonly ContenderEvidence[], paper: Paper): readonly string[] {
  const measured = contenders.filter(
    ({ calibration, tests, businessValue, overfitting, artifactBytes }) =>
      (calibration ?? tests ?? businessValue ?? overfitting ?? artifactBytes) !== undefined,
  );
  if (measured.length === 0) return [];
  const columns = [
    { title: 'CONTENDER', value: (own: ContenderEvidence) => own.contender },
    { title: 'ECE', value: ({ calibration }: ContenderEvidence) => calibrationText(calibration) },
    {
      title: 'VALUE A ROW',
      value: ({ businessValue }: ContenderEvidence) =>
        businessValue === undefined ? undefined : interval(businessValue.perRow),
    },
    { title: 'DELONG P', value: ({ tests }: ContenderEvidence) => tests?.delong?.pValue.toPrecision(2) },
    { title: 'MCNEMAR P', value: ({ tests }: ContenderEvidence) => tests?.mcnemar.pValue.toPrecision(2) },
    {
      title: 'OVER TRAINING',
      value: ({ overfitting }: ContenderEvidence) =>
        overfitting?.state === 'measured' ? `${overfitting.gapPercent.toFixed(1)} %` : overfitting?.state,
    },
    {
      title: 'MB',
      value: ({ artifactBytes }: ContenderEvidence) =>
        artifactBytes === undefined ? undefined : (artifactBytes / 1_000_000).toPrecision(3),
    },
  ];
  const shown = columns.filter(({ value }) => measured.some((own) => value(own) !== undefined));
  return [paper.table(shown, measured)];
}

function calibrationText(calibration: ContenderEvidence['calibration']): string | undefined {
  if (calibration === undefined) return undefined;
  return calibration.state === 'measured' ? calibration.expectedError.toPrecision(3) : calibration.state;
}

/** Nearest to "worse" first. */
function drawSlices(contenders: readonly ContenderEvidence[], paper: Paper): readonly string[] {
  const lines = contenders.flatMap(({ contender, slices = [] }) => {
    const adjusted = holmAdjust(slices.flatMap(({ difference }) => difference?.pValue ?? []));
    let judged = 0;
    return slices.map((slice) => {
      const pValue = slice.difference === undefined ? undefined : adjusted[judged];
      if (slice.difference !== undefined) judged += 1;
      return { contender, ...slice, pValue };
    });
  });
  if (lines.length === 0) return [];
  const table = paper.table(
    [
      { title: 'SLICE', value: ({ column, group }) => `${column} = ${group}` },
      { title: 'ROWS', value: ({ rows }) => rows },
      { title: 'CONTENDER', value: ({ contender }) => contender },
      {
        title: 'AGAINST CHAMPION',
        value: ({ difference, state }) => (difference === undefined ? state : interval(difference)),
      },
      { title: 'P WORSE', value: ({ pValue }) => pValue?.toPrecision(2) },
    ],
    lines.toSorted((a, b) => (a.pValue ?? 2) - (b.pValue ?? 2)).slice(0, MOST_LINES),
  );
  return [withRest(table, lines.length, 'slices')];
}

const URGENCY = { outside: 0, inconclusive: 1, within: 3 } as const;

/** Beyond a limit first, then what has no limit, then what is within. */
function drawFairness(contenders: readonly ContenderEvidence[], paper: Paper): readonly string[] {
  const lines = contenders.flatMap(({ contender, fairness = [] }) =>
    fairness.flatMap(({ column, reference, groups }) =>
      groups.flatMap(({ group, metrics }) =>
        metrics.map((gap) => ({ contender, column, reference, group, ...gap })),
      ),
    ),
  );
  if (lines.length === 0) return [];
  const urgency = (status: keyof typeof URGENCY | undefined) => (status === undefined ? 2 : URGENCY[status]);
  const figure = (value: number | null) => value ?? Number.NaN;
  const table = paper.table(
    [
      {
        title: 'GROUP',
        value: ({ column, group, reference }) => `${column} = ${group} against ${reference}`,
      },
      { title: 'CONTENDER', value: ({ contender }) => contender },
      { title: 'GAP', value: ({ metric }) => metric },
      {
        title: 'VALUE',
        value: ({ value, low, high }) =>
          value === null ? 'not defined' : interval({ value, low: figure(low), high: figure(high) }),
      },
      { title: 'LIMIT', value: ({ limit }) => limit },
      { title: '', value: ({ status }) => status ?? '' },
    ],
    lines.toSorted((a, b) => urgency(a.status) - urgency(b.status)).slice(0, MOST_LINES),
  );
  return [withRest(table, lines.length, 'gaps')];
}

function withRest(table: string, all: number, what: string): string {
  return all <= MOST_LINES ? table : `${table}\n... and ${all - MOST_LINES} more ${what}: --json`;
}

function interval({ value, low, high }: { value: number; low: number; high: number }): string {
  const text = (one: number) => (Number.isNaN(one) ? '-' : one.toPrecision(3));
  return `${text(value)} [${text(low)}, ${text(high)}]`;
}
