import type { EmulatorPresence } from '../emulator-up.ts';
import type { JobOutcome, OnSecondaryStatus, RunningJob } from '../engine/types.ts';
import type { FailureSwitches } from '../failure-switches.ts';
import type { TrainingJobRecord, TransformJobRecord, Transition } from '../records.ts';
import type { ResourceStore } from '../store.ts';
import type { EventPublisher } from '../telemetry/event-publisher.ts';
import { failedJob } from './finished-job.ts';
import type { JobQueue } from './job-queue.ts';

type JobRecord = TrainingJobRecord | TransformJobRecord;

export interface JobKind<Record extends JobRecord> {
  readonly noun: 'TrainingJob' | 'TransformJob';
  readonly store: ResourceStore<Record>;
  start(record: Record, on: OnSecondaryStatus): RunningJob;
}

export interface JobFacts {
  readonly queue: JobQueue;
  readonly events: EventPublisher;
  readonly failures: FailureSwitches;
  readonly now: () => number;
  readonly emulator: EmulatorPresence;
}

const LONGEST_REASON = 1024;
/** Restarts of one job after interruptions; then it fails, as spot training does when it runs out of time. */
const MOST_INTERRUPTIONS = 3;
const NO_CAPACITY =
  'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.';

/** Drives jobs from InProgress to their end and keeps every status on the way. */
export class JobController<Record extends JobRecord> {
  readonly #kind: JobKind<Record>;
  readonly #facts: JobFacts;
  /** Jobs this process drives: a job is never driven twice, whoever asks for it. */
  readonly #driven = new Set<string>();

  constructor(kind: JobKind<Record>, facts: JobFacts) {
    this.#kind = kind;
    this.#facts = facts;
  }

  /** Jobs that the end of the server cut off run again from the start, as after a spot interruption. */
  resume(nameOf: (record: Record) => string): void {
    for (const record of this.#kind.store.values()) {
      const name = nameOf(record);
      if (this.#driven.has(name)) continue;
      if (record.status === 'InProgress') this.launch(name, 'Restarting');
      if (record.status === 'Stopping') this.#end(name, this.#stoppedNow());
    }
  }

  launch(name: string, secondaryStatus = 'Starting'): void {
    this.#driven.add(name);
    this.#note(name, secondaryStatus, 'Preparing the instances');
    void this.#run(name);
  }

  /** Returns at once; the job is Stopping until its process has ended. @throws ServiceError when it cannot be noted */
  stop(name: string): void {
    const record = this.#kind.store.get(name);
    if (record === undefined) return;
    this.#kind.store.put(name, { ...record, status: 'Stopping', modifiedAt: this.#facts.now() });
    this.#note(name, 'Stopping', 'Stopping the job');
    void this.#facts.queue.stop(name, 'Stopped');
  }

  async #run(name: string): Promise<void> {
    let interruptions = 0;
    for (;;) {
      const outcome = await this.#facts.queue.run(name, () => this.#start(name));
      const isCutOff = outcome.status === 'Failed' && !(await this.#facts.emulator.isUp());
      if (isCutOff) {
        // No input came in or no model went out: that is no fault of the job, and none of its interruptions.
        this.#note(name, 'Interrupted', 'The emulator went away');
        await this.#facts.emulator.up();
        if (this.#kind.store.get(name)?.status === 'Stopping') {
          this.#end(name, this.#stoppedNow());
          return;
        }
      } else if (outcome.secondaryStatus === 'Interrupted' && interruptions < MOST_INTERRUPTIONS) {
        interruptions += 1;
        this.#note(name, 'Interrupted', 'The instance was taken back');
      } else {
        this.#end(name, outcome);
        return;
      }
      this.#note(name, 'Restarting', 'Preparing the instances');
    }
  }

  #start(name: string): RunningJob {
    const record = this.#kind.store.get(name);
    if (record === undefined) throw new Error(`no record of job ${name}`);
    if (this.#facts.failures.strikes('capacity', name)) return failedJob(NO_CAPACITY, this.#facts.now());
    this.#kind.store.record(name, { ...record, startedAt: this.#facts.now() });
    const isInterrupted = this.#facts.failures.strikes('spot-interruption', name);
    const job = this.#kind.start(record, (status, message) => {
      // A failure is told at the end, when it is certain that it is the job's own.
      if (status !== 'Failed') this.#note(name, status, message);
      if (isInterrupted && status === 'Training') void job.stop('Interrupted');
    });
    return job;
  }

  #note(name: string, status: string, message: string): void {
    const record = this.#kind.store.get(name);
    if (record === undefined || isOver(record) || record.transitions.at(-1)?.status === status) return;
    const now = this.#facts.now();
    const transitions: Transition[] = [
      ...closed(record.transitions, now),
      { status, message, startedAt: now },
    ];
    this.#kind.store.record(name, { ...record, secondaryStatus: status, transitions, modifiedAt: now });
    // A transform job has no secondary status: only its beginning and its end are events.
    const isEvent = this.#kind.noun === 'TrainingJob' || record.transitions.length === 0;
    if (isEvent) this.#facts.events.job(this.#kind.noun, name, record.arn, record.status, status);
  }

  #end(name: string, outcome: JobOutcome): void {
    const failureReason = outcome.failureReason?.slice(0, LONGEST_REASON);
    this.#note(name, outcome.secondaryStatus, failureReason ?? '');
    this.#driven.delete(name);
    const record = this.#kind.store.get(name);
    if (record === undefined) return;
    const now = this.#facts.now();
    this.#kind.store.record(name, {
      ...record,
      status: outcome.status,
      secondaryStatus: outcome.secondaryStatus,
      transitions: closed(record.transitions, now),
      modifiedAt: now,
      endedAt: now,
      ...(failureReason === undefined ? {} : { failureReason }),
      ...(outcome.modelArtifactUri === undefined ? {} : { modelArtifactUri: outcome.modelArtifactUri }),
    });
    this.#facts.events.job(this.#kind.noun, name, record.arn, outcome.status, outcome.secondaryStatus);
  }

  #stoppedNow(): JobOutcome {
    const now = new Date(this.#facts.now());
    return { status: 'Stopped', secondaryStatus: 'Stopped', startedAt: now, endedAt: now };
  }
}

function isOver(record: JobRecord): boolean {
  return ['Completed', 'Failed', 'Stopped'].includes(record.status);
}

function closed(transitions: readonly Transition[], now: number): readonly Transition[] {
  return transitions.map((transition) =>
    transition.endedAt === undefined ? { ...transition, endedAt: now } : transition,
  );
}
