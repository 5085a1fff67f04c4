import type { RetrainRequest } from './retrain-records.ts';
import type { StandingVerdict } from './standing-verdicts.ts';

/** Endings of a contest that say something about the champion; a failed one, or one for want of rows, says nothing. */
const ANSWERS: ReadonlySet<string> = new Set(['promoted', 'recalibrated', 'restored', 'kept', 'refused']);

/**
 * The contest of the same champion that has answered a verdict, although another cause asked for it.
 *
 * One as of the verdict's moment or later has seen all that a contest of its own could have seen. One that the
 * verdict joined while it ran answers it as well, unless the judged stretch ends after the contest's moment: what
 * came later it cannot know, and that verdict asks for itself.
 */
export function answeredBy(
  requests: readonly RetrainRequest[],
  championVersion: number | null,
  verdict: Omit<StandingVerdict, 'cause'> & { readonly cause: string },
): RetrainRequest | undefined {
  const isUpTo = (moment: string, request: RetrainRequest) => Date.parse(moment) <= Date.parse(request.asOf);
  return requests.find(
    (request) =>
      request.status === 'ended' &&
      ANSWERS.has(request.outcome ?? '') &&
      request.championVersion === championVersion &&
      (isUpTo(verdict.asOf, request) || (joined(request, verdict) && isUpTo(verdict.dataUntil, request))),
  );
}

/** Did the ask about a verdict, the first or a later one, join the request? */
function joined(
  { attached = [] }: RetrainRequest,
  { cause, subject }: { readonly cause: string; readonly subject: string },
): boolean {
  return attached.some(
    (one) => one.cause === cause && (one.subject === subject || one.subject.startsWith(againPrefix(subject))),
  );
}

/** How the subject of a repeated ask begins; the day on which it is asked follows. */
export function againPrefix(subject: string): string {
  return `${subject} again `;
}
