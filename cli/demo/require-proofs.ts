/** No step counts as shown because it ran: each must have left its proof. */
import type { ModelView } from '../queries/read-models.ts';
import { DemoStepError } from './errors.ts';
import type { ReplayPlan } from './replay.ts';
import type { Story } from './story.ts';

/** Whoever wins a contest must come to serve. */
export function unservedOf(view: ModelView): readonly string[] {
  return view.contests.flatMap(({ contestId, winner }) => {
    const deployment = view.deployments.find((one) => one.contestId === contestId);
    if (winner === undefined || deployment?.outcome === 'promoted') return [];
    const why = `${deployment?.outcome ?? 'no deployment'}: ${deployment?.reason ?? 'no reason'}`;
    return [`${view.name} v${winner} won ${contestId} and does not serve (${why})`];
  });
}

const FIRST_JUDGEMENT = '2013-05-01';

/** Every step must have left its proof; the first that did not is named. @throws DemoStepError */
export function requireProofs(story: Story, plan: ReplayPlan): void {
  const { rows, alarms, replays, ledger } = story;
  const fail = (step: string, received: string, fix: string): never => {
    throw new DemoStepError(`the step ${step} did not prove itself`, { where: step, received, fix });
  };
  const counts = `sent ${rows.sent}, captured ${rows.captured}, sketched ${rows.sketched}, joined ${rows.joined}`;
  const logs = 'run it again with --keep, then look at gyre local logs';
  if (!replays.every(({ isEqual }) => isEqual)) {
    fail(
      'gate',
      JSON.stringify(replays.filter(({ isEqual }) => !isEqual)),
      'gyre contest replay shows what differs',
    );
  }
  if (rows.captured !== rows.sent || rows.sketched !== rows.sent) fail('capture', counts, logs);
  if (rows.joined !== rows.sent) fail('labels', counts, logs);
  const [unserved] = story.unserved;
  if (unserved !== undefined) fail('serving', unserved, logs);
  // Before the first window is judged no alarm has anything to tell.
  const broken = plan.lastDay < FIRST_JUDGEMENT ? undefined : alarms.links.find(({ ok }) => !ok);
  if (broken !== undefined) fail('alarm', `${broken.link}: ${broken.evidence}`, logs);
  if (!ledger.verified) fail('ledger', JSON.stringify(ledger), 'gyre ledger verify names the event');
  if (alarms.published > 0 && alarms.started !== 1)
    fail('governor', `${alarms.started} contests started`, logs);
}
