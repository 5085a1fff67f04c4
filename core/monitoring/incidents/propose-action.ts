import type { RetrainRequest } from '../../retraining/retrain-records.ts';
import type { Incident, IncidentFeature, Proposal } from './incident-record.ts';

/** So much more of a feature missing is the feed and not the world. */
const MISSING_JUMP = 0.05;
/** Below it a precedent is shown, but not followed. */
const LIKE_ENOUGH = 0.6;

export interface LoopFacts {
  /** Of the model, any order. */
  readonly requests: readonly RetrainRequest[];
  /** Versions that served before and can serve again, the newest first. */
  readonly formerVersions: readonly number[];
  /** When enough labels will have matured; null where nobody knows. */
  readonly enoughLabelsBy: string | null;
}

type Facts = Pick<Incident, 'model' | 'cause' | 'version' | 'last' | 'features' | 'similar'>;

/**
 * What a person is advised to do about an incident, and why; first what a retrain would learn as if it were the world,
 * then what helped before, then what the loop itself is doing.
 */
export function proposeAction(incident: Facts, loop: LoopFacts): Proposal {
  return (
    brokenCapture(incident) ??
    brokenFeed(incident) ??
    restoreAsBefore(incident, loop) ??
    awaitLoop(incident, loop)
  );
}

function brokenCapture({ model, cause, last }: Facts): Proposal | undefined {
  if (cause !== 'coverage') return undefined;
  return {
    action: 'look-at-callers',
    text: 'Look at what callers send and whether captures are written: verdicts of such a window say little.',
    because: last.reason,
    commands: [`gyre drift show ${model}`, `gyre report ${model} --kind drift`],
  };
}

/** One feature alone that goes missing: its source broke, and a retrain would learn the fault. */
function brokenFeed({ model, features }: Facts): Proposal | undefined {
  const drifted = features.filter(({ status }) => status === 'drifted');
  const [only] = drifted;
  if (only === undefined || drifted.length > 1 || missingJump(only) < MISSING_JUMP) return undefined;
  const { feature, missingShareBefore, missingShareNow } = only;
  return {
    action: 'look-upstream',
    text: `Look at the source of ${feature} and mend it; a retrain would learn the fault.`,
    because: `${feature} is missing in ${percent(missingShareNow)} of the rows, ${percent(missingShareBefore)} in training, and no other feature drifted.`,
    commands: [`gyre drift show ${model}`],
  };
}

function missingJump({ missingShareBefore, missingShareNow }: IncidentFeature): number {
  return missingShareNow - missingShareBefore;
}

function restoreAsBefore({ model, cause, version, similar }: Facts, loop: LoopFacts): Proposal | undefined {
  const [precedent] = similar;
  const { endedVersion } = precedent ?? {};
  if (cause !== 'quality' || precedent === undefined || precedent.similarity < LIKE_ENOUGH) return undefined;
  if (precedent.ended !== 'restored' && precedent.ended !== 'rolled-back') return undefined;
  if (endedVersion === undefined || endedVersion === null || endedVersion === version) return undefined;
  if (!loop.formerVersions.includes(endedVersion)) return undefined;
  return restore(
    model,
    endedVersion,
    `${precedent.incidentId} of ${precedent.firstBad.slice(0, 10)} was alike and ended when v${endedVersion} served again.`,
  );
}

function restore(model: string, version: number, because: string): Proposal {
  return {
    action: 'restore',
    text: `Bring v${version} back; a smoke test still judges it.`,
    because,
    commands: [`gyre rollback ${model} --to ${version}`],
  };
}

/** What became of the ask for a retrain, by the newest request about this version and cause. */
function awaitLoop(incident: Facts, loop: LoopFacts): Proposal {
  const { model, cause, version } = incident;
  const about = loop.requests.filter(({ championVersion }) => championVersion === version);
  const running = about.find(({ status }) => status === 'accepted');
  if (running !== undefined) {
    return {
      action: 'await-contest',
      text: 'Wait for the contest that runs; nothing changes unless its winner is better, with proof.',
      because: `Retrain request ${running.requestId} was accepted as of ${running.asOf.slice(0, 10)}.`,
      commands: ['gyre contest ls'],
    };
  }
  const own = about
    .filter((request) => request.cause === cause)
    .toSorted((a, b) => (a.asOf < b.asOf ? -1 : 1));
  const request = own.at(-1);
  if (request?.status === 'not-now') return refused(incident, request, loop);
  return {
    action: 'await-retrain',
    text: 'Wait for the governor: Gyre asks for a retrain by itself.',
    because: 'The alarm asks, and the reconciler asks again where the alarm was not heard.',
    commands: ['gyre retrain ls', `gyre drift show ${model}`],
  };
}

function refused({ model, cause }: Facts, request: RetrainRequest, loop: LoopFacts): Proposal {
  const because = `The governor answered not now: ${request.refusals.map(({ explanation }) => explanation).join('; ')}.`;
  const reasons = request.refusals.map(({ retryWhen }) => retryWhen);
  const labels = reasons.find((reason) => reason.kind === 'labelled-rows');
  const [former] = loop.formerVersions;
  if (request.refusals.some(({ code }) => code === 'trigger-off')) {
    return {
      action: 'ask-for-retrain',
      text: `Ask for a contest yourself: ${cause} does not trigger one here.`,
      because,
      commands: [`gyre retrain request ${model}`],
    };
  }
  if (labels !== undefined) {
    const { enoughLabelsBy } = loop;
    const until = enoughLabelsBy === null ? '' : `, about ${enoughLabelsBy.slice(0, 10)}`;
    return {
      action: 'wait-for-labels',
      text: `Wait for labels: a contest needs ${labels.atLeast} labelled rows${until}.`,
      because,
      commands: [`gyre label status ${model}`],
    };
  }
  // Bad answers that no contest may end soon: what served before may be better, and bringing it back is quick.
  if (cause === 'quality' && former !== undefined) return restore(model, former, because);
  return {
    action: 'wait',
    text: 'Wait: Gyre asks again when the reasons are over. A person passes cooldown, not data and budget.',
    because,
    commands: ['gyre retrain ls', `gyre retrain request ${model}`],
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
