/** Breaking one step for real, from outside and by the services' own APIs: a demo that still passed would prove nothing. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudWatchClient, DisableAlarmActionsCommand } from '@aws-sdk/client-cloudwatch';
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { GetObjectCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { build, type Plugin } from 'esbuild';
import { compiledModelSchema } from '#core/config/compiled-model';
import { ALARM_CAUSES, alarmName } from '#core/monitoring/alarm-name';
import { sha256Hex } from '#core/registry/identify';
import { publishedRevisionSchema } from '#lambdas/common/published-revision';
import type { RunningCloud } from '#local/cloud/running';
import type { Connection } from '../connect.ts';
import { FIRST_DAY } from './flights-data.ts';
import { BACKFILL_DAY, BURST_DAY, type ReplayPlan } from './replay.ts';
import { addDays } from './replay-days.ts';
import { FRONT_DOOR_MODEL } from './senders.ts';

export const SABOTAGES = ['gate', 'capture', 'labels', 'alarm', 'governor', 'serving'] as const;
export type Sabotage = (typeof SABOTAGES)[number];

/** As far as the year must be played to meet the broken step. */
export function shortenedPlan(kind: Sabotage): ReplayPlan {
  const common = { hasBurst: false, backfillDay: BACKFILL_DAY, reviewsMonthly: false } as const;
  switch (kind) {
    // After three weeks of labels a person asks for a contest, with a revision that an honest gate refuses.
    case 'gate':
      return { ...common, lastDay: '2013-04-25', backfillDay: FIRST_DAY, reviewDay: '2013-04-26' };
    case 'capture':
      return { ...common, lastDay: addDays(FIRST_DAY, 1) };
    case 'labels':
      return { ...common, lastDay: addDays(FIRST_DAY, 2), backfillDay: FIRST_DAY };
    // April is judged on the 1st of May, and drifted.
    case 'alarm':
    case 'governor':
      return { ...common, lastDay: '2013-05-01' };
    // The second version is released on the 1st of June.
    case 'serving':
      return { ...common, lastDay: BURST_DAY };
  }
}

const REPOSITORY = join(import.meta.dirname, '..', '..');

export async function breakStep(
  kind: Sabotage,
  connection: Connection,
  running: RunningCloud,
): Promise<void> {
  const { names } = connection;
  switch (kind) {
    case 'gate':
      await acceptAlways(names.functionName('judge-candidate'), running.python);
      return publishWeakRevision(names.parameter(`models/${FRONT_DOOR_MODEL}`));
    case 'capture':
      return stopSource(names.functionName('write-captures'));
    case 'governor':
      return stopSource(names.functionName('decide-request'));
    case 'alarm': {
      const AlarmNames = ALARM_CAUSES.map((cause) =>
        alarmName(connection.environment, FRONT_DOOR_MODEL, cause),
      );
      await new CloudWatchClient({}).send(new DisableAlarmActionsCommand({ AlarmNames }));
      return;
    }
    case 'labels':
      return denyLabels(names.bucket('landing'), connection.partition);
    case 'serving': {
      const body = JSON.stringify({ kind: 'silent-rollback', match: names.endpoint(FRONT_DOOR_MODEL) });
      const headers = { 'x-local-token': running.adminToken, 'content-type': 'application/json' };
      await fetch(`${running.sagemaker.url}/_local/failures`, { method: 'POST', headers, body });
    }
  }
}

/** A revision that learns next to nothing: an honest gate refuses its candidate. */
async function publishWeakRevision(Name: string): Promise<void> {
  const [ssm, s3] = [new SSMClient({}), new S3Client({})];
  const { Parameter: parameter } = await ssm.send(new GetParameterCommand({ Name }));
  const published = publishedRevisionSchema.parse(JSON.parse(parameter?.Value ?? ''));
  const Bucket = published.assetBucket;
  const { Body: body } = await s3.send(new GetObjectCommand({ Bucket, Key: published.configKey }));
  const model = compiledModelSchema.parse(JSON.parse((await body?.transformToString()) ?? ''));
  const hyperparameters = { ...model.training.hyperparameters, num_round: 3 };
  const config = JSON.stringify({ ...model, training: { ...model.training, hyperparameters } });
  const configSha256 = sha256Hex(config);
  const configKey = `${configSha256}.json`;
  await s3.send(new PutObjectCommand({ Bucket, Key: configKey, Body: config }));
  const Value = JSON.stringify({ ...published, configSha256, configKey });
  await ssm.send(new PutParameterCommand({ Name, Value, Overwrite: true }));
}

async function stopSource(FunctionName: string): Promise<void> {
  const lambda = new LambdaClient({});
  const { EventSourceMappings: mappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName }),
  );
  for (const { UUID } of mappings) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  }
}

async function denyLabels(bucket: string, partition: string): Promise<void> {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: `arn:${partition}:s3:::${bucket}/_labels/*`,
      },
    ],
  });
  await new S3Client({}).send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
}

/** The gate's function with one change: every clause counts as passed. */
async function acceptAlways(FunctionName: string, python: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gyre-sabotage-'));
  try {
    const bundle = join(folder, 'index.mjs');
    await build({
      entryPoints: [join(REPOSITORY, 'lambdas/training/judge-candidate/handler.ts')],
      ...{ bundle: true, platform: 'node', format: 'esm', outfile: bundle, logLevel: 'silent' },
      banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
      plugins: [passEveryClause],
    });
    const archive = join(folder, 'code.zip');
    await promisify(execFile)(python, ['-m', 'zipfile', '-c', archive, bundle]);
    const ZipFile = await readFile(archive);
    await new LambdaClient({}).send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const passEveryClause: Plugin = {
  name: 'pass-every-clause',
  setup(builder) {
    builder.onLoad({ filter: /core[/\\]training[/\\]gate-clauses\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const honest = source.replace('export function clausesOf(', 'function honestClausesOf(');
      const contents = `${honest}
export function clausesOf(facts: ClauseFacts): readonly Clause[] {
  return honestClausesOf(facts).map((clause) => ({ ...clause, passed: true }));
}`;
      return { contents, loader: 'ts' };
    });
  },
};
