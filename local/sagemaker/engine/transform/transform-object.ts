/** One input object through the model: lines in, lines out, in order. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';
import { JobFailedError } from '../errors.ts';
import type { ModelServer } from '../types.ts';
import { inOrder } from './in-order.ts';
import { readBatches, readLines, type Batch } from './read-batches.ts';
import type { TransformPlan } from './transform-plan.ts';

const ERROR_CHARACTERS = 300;
const MEGABYTE = 1024 * 1024;

export interface ObjectTransform {
  readonly plan: TransformPlan;
  readonly server: ModelServer;
  /** Address of the input, for messages. */
  readonly uri: string;
  readonly input: Readable;
  readonly outputPath: string;
}

/** @throws JobFailedError when the model does not answer, answers an error, or answers another number of lines */
export async function transformObject(task: ObjectTransform): Promise<void> {
  const { plan } = task;
  const parts = inOrder(batches(task), plan.concurrency, (batch) => answer(task, batch));
  await pipeline(Readable.from(parts), createWriteStream(task.outputPath));
}

async function* batches({ plan, input, uri }: ObjectTransform): AsyncGenerator<Batch> {
  const maximumBytes = plan.maximumPayloadMegabytes * MEGABYTE;
  const tooLarge = (bytes: number, index: number): Error =>
    failure(
      `a record of ${bytes} bytes (line ${index + 1}) in ${uri} exceeds MaxPayloadInMB ${plan.maximumPayloadMegabytes}`,
    );
  if (plan.isSplitByLine) {
    const options = { isSingleRecord: plan.isSingleRecord, maximumBytes, filter: plan.filterInput, tooLarge };
    yield* readBatches(readLines(input), options);
    return;
  }
  const whole = await buffer(input);
  if (whole.length > maximumBytes) throw tooLarge(whole.length, 0);
  const payload = whole.toString('utf8');
  yield { lines: [payload], payload };
}

async function answer({ plan, server, uri }: ObjectTransform, batch: Batch): Promise<string> {
  const response = await server
    .invoke({
      body: Buffer.from(batch.payload),
      contentType: plan.contentType,
      accept: plan.accept,
      timeoutMilliseconds: plan.timeoutMilliseconds,
    })
    .catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw failure(`the model did not answer for ${uri}: ${reason}`, error);
    });
  const text = Buffer.from(response.body).toString('utf8');
  if (response.status !== 200) {
    throw failure(`the model answered ${response.status} for ${uri}: ${text.slice(0, ERROR_CHARACTERS)}`);
  }
  if (!plan.isAssembledByLine) return text;
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  if (plan.isJoined && lines.length !== batch.lines.length) {
    throw failure(
      `the model answered ${lines.length} lines for ${batch.lines.length} records of ${uri}; ` +
        'joining input and output needs exactly one line a record',
    );
  }
  const joined = plan.isJoined ? lines.map((line, index) => `${batch.lines[index] ?? ''},${line}`) : lines;
  return `${joined.map(plan.filterOutput).join('\n')}\n`;
}

function failure(reason: string, cause?: unknown): JobFailedError {
  return new JobFailedError(
    `ClientError: ${reason}`,
    { received: reason, fix: "read the job's log" },
    { cause },
  );
}
