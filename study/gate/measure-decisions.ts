import { evaluateContenders } from '#core/training/evaluate-contenders';
import { judgeContest } from '#core/training/gate';
import { delongPValue, knowingPower, pairedTPValue } from './best-tests.ts';
import { type Dependence, drawContest, type World } from './worlds.ts';

/** What became of candidates whose true metric is known. */
export interface Decisions {
  readonly metric: World['metric'];
  readonly dependence: Dependence;
  readonly truth: 'worse' | 'equal' | 'better';
  readonly candidate: number;
  readonly contests: number;
  /** Shares. Kept: not better, and not worse by more than the margin; refused: may be worse by more than it. */
  readonly promoted: number;
  readonly kept: number;
  readonly refused: number;
  /** What others at the same level promote: the test of the kind of contest, and who knows the sampling error. */
  readonly best?: { readonly test: string; readonly promoted: number };
  readonly knowing: number;
}

export interface DecisionPlan {
  readonly contests: number;
  readonly rows: number;
  readonly draws: number;
}

/** model.yaml's defaults, but for the time of scoring, which is alike. */
const POLICY = {
  ...{ significance: 0.05, nonInferiorityPercent: 1, minimumHoldoutRows: 500, maximumScoringTimeFactor: 5 },
} as const;
const SECONDS = { candidate: 20, champion: 20 } as const;
const DAYS = 28;
/** By 2 % of the RMSE, by 0.01 of the AUC. */
const TRUTHS = {
  rmse: { worse: 10.2, equal: 10, better: 9.8 },
  auc: { worse: 0.74, equal: 0.75, better: 0.76 },
} as const;

export function measureDecisions(
  plan: DecisionPlan,
  seed: string,
  onProgress: (line: string) => void,
): readonly Decisions[] {
  return (['rmse', 'auc'] as const).flatMap((metric) =>
    (['days', 'independent'] as const).flatMap((dependence) =>
      (['worse', 'equal', 'better'] as const).map((truth) => {
        onProgress(`${metric}, ${dependence}, ${truth}`);
        const candidate = TRUTHS[metric][truth];
        const world = { metric, dependence, blocks: DAYS, rows: plan.rows, candidate };
        return { ...decisionsOf(world, plan, `${seed} decisions ${metric} ${dependence} ${truth}`), truth };
      }),
    ),
  );
}

function decisionsOf(world: World, plan: DecisionPlan, seed: string): Omit<Decisions, 'truth'> {
  const { metric, dependence, candidate } = world;
  const counts = { promoted: 0, recalibrated: 0, kept: 0, refused: 0, restored: 0 };
  const differences: number[] = [];
  let byTest = 0;
  // DeLong's test wants independent rows, Student's days of about one size.
  const best =
    metric === 'rmse'
      ? { test: 'paired t of days', pValue: pairedTPValue }
      : dependence === 'independent'
        ? { test: 'DeLong', pValue: delongPValue }
        : undefined;
  for (let contest = 0; contest < plan.contests; contest += 1) {
    const table = drawContest(world, `${seed} ${contest}`);
    const evidence = evaluateContenders(table, {
      ...{ problem: metric === 'auc' ? ('binary' as const) : ('regression' as const), metric },
      ...{ draws: plan.draws, seed: `${seed} ${contest}`, naive: metric === 'auc' ? 0.25 : 120 },
      ...{ champion: 'champion', scoringSeconds: SECONDS },
    });
    counts[judgeContest(evidence, 'candidate', POLICY).outcome] += 1;
    const shown = evidence.contenders.find(({ contender }) => contender === 'candidate');
    differences.push((metric === 'auc' ? 1 : -1) * (shown?.difference?.value ?? 0));
    if (best !== undefined && best.pValue(table) <= POLICY.significance) byTest += 1;
  }
  const share = (count: number) => count / plan.contests;
  return {
    ...{ metric, dependence, candidate, contests: plan.contests },
    ...{ promoted: share(counts.promoted), kept: share(counts.kept), refused: share(counts.refused) },
    ...(best === undefined ? {} : { best: { test: best.test, promoted: share(byTest) } }),
    knowing: knowingPower(differences, POLICY.significance),
  };
}
