/** Other systems that call an endpoint all the time, and must not notice a release. */
import { setTimeout as delay } from 'node:timers/promises';
import { formatAttributes } from '#core/serving/capture-record';
import type { Inference } from '#ports/inference';

export interface Callers {
  /** Stops calling. @returns how many requests each version answered, and how many failed */
  stop(): Promise<{ readonly answeredBy: Readonly<Record<string, number>>; readonly failed: number }>;
}

const ROWS_PER_REQUEST = 40;
const PAUSE_MILLISECONDS = 60;

export function startCallers(inference: Inference, endpointName: string, rows: readonly string[]): Callers {
  const state = { isOver: false };
  const answeredBy: Record<string, number> = {};
  let failed = 0;
  const calling = (async () => {
    for (let request = 0; !state.isOver; request += 1) {
      const start = (request * ROWS_PER_REQUEST) % rows.length;
      const answer = await inference.invoke({
        endpointName,
        body: rows.slice(start, start + ROWS_PER_REQUEST).join('\n'),
        contentType: 'text/csv',
        inferenceId: `caller-${request}`,
        customAttributes: formatAttributes({ purpose: 'live' }),
      });
      if ('failure' in answer) failed += 1;
      else answeredBy[answer.invokedVariant] = (answeredBy[answer.invokedVariant] ?? 0) + 1;
      await delay(PAUSE_MILLISECONDS);
    }
  })();
  return {
    async stop() {
      state.isOver = true;
      await calling;
      return { answeredBy, failed };
    },
  };
}
