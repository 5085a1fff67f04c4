/** Why one row is answered as it is: what each feature adds to the answer, by sampled Shapley values. */
import { type Cells } from '#core/monitoring/attribution/permutation-importance';
import { shapleyPlan, shapleyValues } from '#core/monitoring/attribution/shapley-values';
import { seededRandom } from '#core/random';
import { checkRequest } from '#core/serving/check-request';
import { ModelAnswerError } from '#core/serving/errors';
import { readBody } from '#core/serving/read-body';
import { askVariant } from '#lambdas/common/ask-variant';
import { loadBaseline } from '#lambdas/common/load-baseline';
import { loadServed } from '#lambdas/common/load-served';
import { readChampion } from '#lambdas/common/read-champion';
import type { Inference } from '#ports/inference';
import type { ObjectStore } from '#ports/object-store';
import type { Parameters } from '#ports/parameters';
import type { Registry } from '#ports/registry';
import { CommandRefusedError, UnknownThingError } from '../errors.ts';

export interface ExplanationPorts {
  readonly registry: Registry;
  readonly store: ObjectStore;
  readonly parameters: Parameters;
  readonly inference: Inference;
}

export interface Explanation {
  readonly modelVersion: number;
  readonly rowId: string;
  readonly prediction: number;
  /** Mean answer to the rows of training that the walks began at. */
  readonly base: number;
  /** The largest contribution first; base and contributions sum to the prediction. */
  readonly features: readonly { readonly feature: string; readonly value: string; readonly adds: number }[];
  readonly questions: number;
}

/** Walks from training rows to the row: some 40 give the order of what matters, and cost (1 + features) questions each. */
const WALKS = 40;

/**
 * Asks the champion itself, marked as shadow calls, so that windows do not count them.
 * @param csv one header line and rows as the front door takes them; @param row which of them, from 1
 * @throws BadRequestError, UnknownThingError, CommandRefusedError, ModelAnswerError
 */
export async function explainRow(
  ports: ExplanationPorts,
  facts: {
    readonly environment: string;
    readonly artifacts: string;
    readonly model: string;
    readonly now: Date;
  },
  csv: string,
  row: number,
): Promise<Explanation> {
  const { environment, artifacts, model, now } = facts;
  const champion = await readChampion(ports.registry, model);
  if (champion === undefined) {
    throw new UnknownThingError('no version of this model serves', {
      where: model,
      fix: 'gyre model ls lists the models and what serves',
    });
  }
  const { version } = champion.alias;
  const { dataset } = await loadServed(ports, environment, model, now);
  const { model: trained, baseline } = await loadBaseline(ports, artifacts, model, version);
  const request = readBody(csv, 'text/csv', 'explain');
  const chosen = request.rows[row - 1];
  if (chosen === undefined) {
    throw new UnknownThingError('the file has no such row', {
      where: `--explain ${row}`,
      received: `row ${row}`,
      allowed: `1 to ${request.rows.length}`,
      fix: 'rows are counted from 1, the header line left out',
    });
  }
  const { lines, rowIds } = checkRequest(
    { ...request, rows: [chosen] },
    {
      dataset,
      features: trained.features,
      bucket: trained.monitoring.bucket,
      span: 'any',
      now: now.toISOString(),
    },
  );
  const background = (baseline.sample ?? []).map((line): Cells => line.split(','));
  if (background.length === 0) {
    throw new CommandRefusedError('this version was registered without a sample of its training rows', {
      where: `${model} v${version}`,
      fix: 'versions of newer contests have one; gyre retrain request starts a contest',
    });
  }
  const cells = (lines[0] ?? '').split(',');
  const plan = shapleyPlan(cells, background, WALKS, seededRandom(lines[0] ?? ''));
  const answered = await askVariant(ports.inference, { environment, model, version }, [...plan.asked, cells]);
  if ('failure' in answered) {
    throw new ModelAnswerError('the model did not answer the questions about the row', {
      where: `${model} v${version}`,
      received: answered.failure,
      fix: 'try again a little later; gyre model show tells what is deployed',
    });
  }
  const { base, values } = shapleyValues(plan, answered.answers);
  return {
    ...{
      modelVersion: version,
      rowId: rowIds[0] ?? '',
      prediction: answered.answers.at(-1) ?? Number.NaN,
      base,
    },
    features: trained.features
      .map((feature, index) => ({ feature, value: cells[index] ?? '', adds: values[index] ?? 0 }))
      .sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds)),
    questions: answered.answers.length,
  };
}
