import { endpointName, variantName } from '#core/deployment/endpoint-requests';
import type { Cells } from '#core/monitoring/attribution/permutation-importance';
import { formatAttributes } from '#core/serving/capture-record';
import type { Inference } from '#ports/inference';

/** What the front door allows of callers, and far below the limit of an invocation. */
const ROWS_A_REQUEST = 1000;

/** One version's answers to rows, one after the other, so that live calls find a free worker. */
export async function askVariant(
  inference: Inference,
  {
    environment,
    model,
    version,
  }: { readonly environment: string; readonly model: string; readonly version: number },
  rows: readonly Cells[],
): Promise<{ readonly answers: readonly number[] } | { readonly failure: string }> {
  const answers: number[] = [];
  for (let start = 0; start < rows.length; start += ROWS_A_REQUEST) {
    const asked = rows.slice(start, start + ROWS_A_REQUEST);
    const answer = await inference.invoke({
      endpointName: endpointName(environment, model),
      body: asked.map((cells) => `${cells.join(',')}\n`).join(''),
      contentType: 'text/csv',
      targetVariant: variantName(version),
      customAttributes: formatAttributes({ purpose: 'shadow' }),
    });
    if ('failure' in answer) return { failure: `${answer.failure}: ${answer.message.slice(0, 200)}` };
    const numbers = answer.body.trimEnd().split('\n').map(Number);
    if (numbers.length !== asked.length || !numbers.every(Number.isFinite))
      return {
        failure: `${numbers.length} lines for ${asked.length} rows, one finite number a row expected`,
      };
    answers.push(...numbers);
  }
  return { answers };
}
