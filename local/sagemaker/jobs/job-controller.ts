import type { JobOutcome, OnSecondaryStatus, RunningJob } from '../engine/types.ts';
import type { FailureSwitches } from '../failure-switches.ts';
import type { TrainingJobRecord, TransformJobRecord, Transition } from '../records.ts';
import type { ResourceStore } from '../store.ts';
import type { EventPublisher } from '../telemetry/event-publisher.ts';
import type { JobQueue } from './job-queue.ts';

type JobRecord = TrainingJobRecord | TransformJobRecord;

export interface JobKind<Record extends JobRecord> {
  readonly noun: 'TrainingJob' | 'TransformJob';
  readonly store: ResourceStore<Record>;
  start(record: Record, on: OnSecondaryStatus): RunningJob;
}

const LONGEST_REASON = 1024;
/** Restarts of one job after interruptions; then it fails, as spot training does when it runs out of time. */
const MOST_INTERRUPTIONS = 3;

/** Drives jobs from InProgress to their end and writes every status down before anybody can ask for it. */
export class JobController<Record extends JobRecord> {
  readonly #kind: JobKind<Record>;
  readonly #queue: JobQueue;
  readonly #events: EventPublisher;
  readonly #failures: FailureSwitches;
  readonly #now: () => number;

  constructor(
    kind: JobKind<Record>,
    facts: { queue: JobQueue; events: EventPublisher; failures: FailureSwitches; now: () => number },
  ) {
    this.#kind = kind;
    this.#queue = facts.queue;
    this.#events = facts.events;
    this.#failures = facts.failures;
    this.#now = facts.now;
  }

  /** Jobs that a restart of the server cut off run again from the start, as after a spot interruption. */
  resume(nameOf: (record: Record) => string): void {
    for (const record of this.#kind.store.values()) {
      if (record.status === 'InProgress') this.launch(nameOf(record), 'Restarting');
      if (record.status === 'Stopping') this.#end(nameOf(record), this.#stoppedNow());
    }
  }

  launch(name: string, secondaryStatus = 'Starting'): void {
    this.#note(name, secondaryStatus, 'Preparing the instances');
    void this.#run(name);
  }

  async stop(name: string): Promise<void> {
    const record = this.#kind.store.get(name);
    if (record === undefined) return;
    this.#kind.store.put(name, { ...record, status: 'Stopping', modifiedAt: this.#now() });
    this.#note(name, 'Stopping', 'Stopping the job');
    await this.#queue.stop(name, 'Stopped');
  }

  async #run(name: string): Promise<void> {
    for (let interruptions = 0; ; interruptions += 1) {
      const outcome = await this.#queue.run(name, () => this.#start(name));
      if (outcome.secondaryStatus !== 'Interrupted' || interruptions >= MOST_INTERRUPTIONS) {
        this.#end(name, outcome);
        return;
      }
      this.#note(name, 'Interrupted', 'The instance was taken back');
      this.#note(name, 'Restarting', 'Preparing the instances');
    }
  }

  #start(name: string): RunningJob {
    const record = this.#kind.store.get(name);
    if (record === undefined) throw new Error(`no record of job ${name}`);
    if (this.#failures.strikes('capacity', name)) {
      return ended({
        status: 'Failed',
        secondaryStatus: 'Failed',
        failureReason:
          'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.',
        startedAt: new Date(this.#now()),
        endedAt: new Date(this.#now()),
      });
    }
    this.#kind.store.put(name, { ...record, startedAt: this.#now() });
    const isInterrupted = this.#failures.strikes('spot-interruption', name);
    const job = this.#kind.start(record, (status, message) => {
      this.#note(name, status, message);
      if (isInterrupted && status === 'Training') void job.stop('Interrupted');
    });
    return job;
  }

  #note(name: string, status: string, message: string): void {
    const record = this.#kind.store.get(name);
    if (record === undefined || isOver(record)) return;
    if (record.transitions.at(-1)?.status === status) return;
    const now = this.#now();
    const transitions: Transition[] = record.transitions.map((transition) =>
      transition.endedAt === undefined ? { ...transition, endedAt: now } : transition,
    );
    transitions.push({ status, message, startedAt: now });
    this.#kind.store.put(name, { ...record, secondaryStatus: status, transitions, modifiedAt: now });
    this.#events.job(this.#kind.noun, name, record.arn, 'InProgress', status);
  }

  #end(name: string, outcome: JobOutcome): void {
    this.#note(name, outcome.secondaryStatus, '');
    const record = this.#kind.store.get(name);
    if (record === undefined) return;
    const now = this.#now();
    this.#kind.store.put(name, {
      ...record,
      status: outcome.status,
      secondaryStatus: outcome.secondaryStatus,
      modifiedAt: now,
      endedAt: now,
      ...(outcome.failureReason === undefined
        ? {}
        : { failureReason: outcome.failureReason.slice(0, LONGEST_REASON) }),
      ...(outcome.modelArtifactUri === undefined ? {} : { modelArtifactUri: outcome.modelArtifactUri }),
    });
    this.#events.job(this.#kind.noun, name, record.arn, outcome.status, outcome.secondaryStatus);
  }

  #stoppedNow(): JobOutcome {
    const now = new Date(this.#now());
    return { status: 'Stopped', secondaryStatus: 'Stopped', startedAt: now, endedAt: now };
  }
}

function isOver(record: JobRecord): boolean {
  return ['Completed', 'Failed', 'Stopped'].includes(record.status);
}

function ended(outcome: JobOutcome): RunningJob {
  return { pid: undefined, outcome: Promise.resolve(outcome), stop: async () => undefined };
}
