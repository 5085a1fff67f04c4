/** What was decided about a model, from its requests and contests in the registry. */
import type { ModelView } from '../queries/read-models.ts';

export interface Decision {
  readonly model: string;
  /** Day of event time. */
  readonly at: string;
  readonly cause: string;
  /** not-now, promoted, kept, refused, restored; failed or accepted for what did not end well or at all. */
  readonly outcome: string;
  readonly modelVersion: number | null;
  readonly contest: string | null;
  readonly why: string;
}

export function decisionsOf(view: ModelView): readonly Decision[] {
  return view.requests.map((request) => {
    const contest = view.contests.find(({ requestId }) => requestId === request.requestId);
    const attached = (request.attached ?? []).map(({ cause, subject }) => `also ${cause} of ${subject}`);
    const refusals = request.refusals.map(({ explanation }) => explanation);
    return {
      model: view.name,
      at: request.asOf.slice(0, 10),
      cause: request.cause,
      outcome: contest?.outcome ?? request.outcome ?? request.status,
      modelVersion: contest?.winner ?? null,
      contest: contest?.contestId ?? null,
      why: [...refusals, ...(refusals.length > 0 ? [] : (contest?.reasons ?? [])), ...attached].join('; '),
    };
  });
}
