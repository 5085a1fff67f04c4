/** Puts the user's source where the container expects it: unpacked in `code/`. */
import { cp, stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { extractArchive } from '../archive/extract-archive.ts';
import { ArchiveRefusedError, JobFailedError } from '../errors.ts';
import { relocate } from '../process/container-environment.ts';
import { downloadTo } from '../s3-transfer.ts';
import { parseS3Uri } from '../s3-uri.ts';
import type { EngineHost } from '../types.ts';
import { hyperparameterText } from './container-input.ts';

/** Status of the container's process when its own preparation fails. */
const PREPARATION_EXIT_CODE = 1;

/** @throws JobFailedError with what the container would have reported */
export async function placeSource(
  request: CreateTrainingJobCommandInput,
  host: EngineHost,
  base: string,
): Promise<void> {
  const given = request.HyperParameters?.['sagemaker_submit_directory'];
  if (given === undefined) return;
  const address = hyperparameterText(given);
  const code = join(base, 'code');
  if (address.startsWith('s3://')) {
    const { bucket, key } = parseS3Uri(address);
    // The download is done by code inside the container, which has neither network nor credentials then.
    if (request.EnableNetworkIsolation === true) {
      throw frameworkError(
        `botocore.exceptions.ConnectTimeoutError: Connect timeout on endpoint URL: ` +
          `"https://${bucket}.s3.${host.region}.amazonaws.com/${key}" (network isolation is on: pass the source as ` +
          `an input channel and sagemaker_submit_directory=/opt/ml/input/data/code/sourcedir.tar.gz)`,
        address,
      );
    }
    const archive = join(base, 'sourcedir.tar.gz');
    await downloadTo(host.s3, { bucket, key }, archive);
    await unpack(archive, code);
    return;
  }
  const path = normalize(relocate(address, base));
  if (!path.startsWith(`${base}/`))
    throw frameworkError(`ValueError: ${address} is not below /opt/ml`, address);
  const status = await stat(path).catch(() => undefined);
  if (status === undefined) {
    throw frameworkError(`FileNotFoundError: [Errno 2] No such file or directory: '${address}'`, address);
  }
  if (status.isDirectory()) await cp(path, code, { recursive: true });
  else await unpack(path, code);
}

async function unpack(archive: string, code: string): Promise<void> {
  try {
    await extractArchive({ archive, target: code });
  } catch (error) {
    if (!(error instanceof ArchiveRefusedError)) throw error;
    throw frameworkError(
      `the source archive was refused: ${error.facts.received ?? error.message}`,
      archive,
      error,
    );
  }
}

function frameworkError(text: string, received: string, cause?: unknown): JobFailedError {
  return new JobFailedError(
    `AlgorithmError: Framework Error: \n${text}, exit code: ${PREPARATION_EXIT_CODE}`,
    {
      received,
      allowed: '/opt/ml/input/data/<channel>/sourcedir.tar.gz',
      fix: 'pass the source as an input channel',
    },
    { cause },
  );
}
