/**
 * A deployed Gyre for a test: a project in a folder of its own, the embedded cloud, the stacks, and the ways in that
 * people have: files, S3, HTTP and the command line. Nothing of it knows that a test asks.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { keepSuiteRights } from '#build/suite-rights';
import { connect, type Connection, LOCAL_ENVIRONMENT } from '#cli/connect';
import { type Landing, landing } from '#cli/demo/landing';
import { type Quiet, quiet } from '#cli/demo/quiet';
import { type FrontDoorClient, frontDoorClient } from '#cli/front-door';
import { type ModelView, readModel } from '#cli/queries/read-models';
import type { Tick } from '#core/config/tick';
import type { ContestRecord } from '#core/training/training-records';
import { bringUp } from '#local/cloud/bring-up';
import { type RunningCloud, stopCloud } from '#local/cloud/launch';
import { runCommand } from '#local/cloud/run-command';
import type { Registry } from '#ports/registry';
import { eventually, freePortPair } from '#test/local/cloud/support/test-cloud';
import { type ModelFolder, writeProject } from './loop-project.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');
const CONTEST_SECONDS = 120;
const COMMAND_SECONDS = 120;

export interface CommandOutcome {
  readonly code: number | null;
  /** What `--json` printed: `{ok, data}` or `{ok, error}`. */
  readonly envelope: {
    readonly ok: boolean;
    readonly data?: unknown;
    readonly error?: Readonly<Record<string, unknown>>;
  };
  readonly stderr: string;
}

export interface LoopWorld extends Landing {
  readonly project: string;
  readonly running: RunningCloud;
  readonly connection: Connection;
  readonly registry: Registry;
  readonly s3: S3Client;
  readonly quiet: Quiet;
  /** The front door with a signed request. */
  readonly ask: FrontDoorClient['ask'];
  /** A file of outcomes, dropped where labels are dropped. */
  putLabels(model: string, name: string, csv: string): Promise<void>;
  /** The clock of a day, at 06:00, and all that it sets off. */
  tick(target: string, day: string): Promise<void>;
  /** `gyre` as a process of its own. */
  gyre(...words: readonly string[]): Promise<CommandOutcome>;
  model(name: string): Promise<ModelView>;
  /** The model's contest of this number, counted from 0, once it has ended. */
  endedContest(model: string, number?: number): Promise<ContestRecord>;
  stop(): Promise<void>;
}

/** @param models  by name; each is a folder of its own in the project */
export async function startLoopWorld(models: Readonly<Record<string, ModelFolder>>): Promise<LoopWorld> {
  const project = await mkdtemp(join(tmpdir(), 'gyre-loop-'));
  writeProject(project, models);
  const running = await bringUp({
    projectDirectory: project,
    port: await freePortPair(),
    onProgress: () => undefined,
  });
  const connection = await connect(LOCAL_ENVIRONMENT, project);
  const registry = await connection.registry();
  const still = quiet(connection.names);
  const s3 = new S3Client({});
  const door = frontDoorClient(await connection.frontDoor(), connection.region);
  const model = (name: string) => readModel(registry, name);
  return {
    ...{ project, running, connection, registry, s3, quiet: still, model },
    ...landing(connection.names.bucket('landing'), registry),
    ask: (name, route, csv) => door.ask(name, route, csv),
    async putLabels(name, file, csv) {
      const Key = `_labels/${name}/${file}`;
      const Bucket = connection.names.bucket('landing');
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: csv, ContentType: 'text/csv' }));
      await still.queues('labels');
    },
    async tick(target, day) {
      const tick: Tick = { kind: 'tick', target, asOf: `${day}T06:00:00.000Z` };
      await (await connection.queue()).send(connection.names.queueUrl('ticks'), [tick]);
      await still.queues('ticks');
      await still.machines('monitoring');
      await still.queues('retrain');
    },
    async gyre(...words) {
      const line = [join(REPOSITORY, 'cli', 'main.ts'), ...words, '--json', '--project', project];
      const { code, stdout, stderr } = await runCommand(process.execPath, line, {
        env: { PATH: process.env['PATH'] },
        timeoutSeconds: COMMAND_SECONDS,
      });
      return { code, envelope: JSON.parse(stdout) as CommandOutcome['envelope'], stderr };
    },
    endedContest: (name, number = 0) =>
      eventually(async () => {
        // Nothing is known of a model before its first request.
        if ((await registry.list({ kind: 'model', name }, 'CONTEST#')).length <= number) return undefined;
        const contest = (await model(name)).contests[number];
        return contest?.status === 'open' ? undefined : contest;
      }, CONTEST_SECONDS),
    async stop() {
      await stopCloud(project);
      keepSuiteRights(project);
      await rm(project, { recursive: true, force: true });
    },
  };
}
