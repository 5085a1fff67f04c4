/** Puts a model's archive where its container expects it: unpacked in `model/`. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CreateModelCommandInput } from '@aws-sdk/client-sagemaker';
import { extractArchive } from '../archive/extract-archive.ts';
import { JobFailedError } from '../errors.ts';
import { downloadTo } from '../s3-transfer.ts';
import { parseS3Uri } from '../s3-uri.ts';
import { requireXgboostImage } from '../supported-image.ts';
import type { EngineHost } from '../types.ts';

const ARCHIVE_SUFFIX = '.tar.gz';

export type ContainerDefinition = NonNullable<CreateModelCommandInput['PrimaryContainer']>;

/** @throws JobFailedError when the local engine cannot host the model, with the field and what is allowed */
export function primaryContainer(model: CreateModelCommandInput): ContainerDefinition {
  const containers = model.Containers ?? [];
  const container = model.PrimaryContainer ?? containers[0];
  const name = model.ModelName ?? '';
  if (container === undefined || containers.length > 1) {
    throw refused(name, `${containers.length} containers`, 'one container');
  }
  requireXgboostImage(container.Image);
  if (container.Mode === 'MultiModel')
    throw refused(name, 'Mode MultiModel', 'SingleModel: script mode takes no other');
  if (container.Environment?.['SAGEMAKER_PROGRAM'] === undefined) {
    throw refused(
      name,
      'no SAGEMAKER_PROGRAM: algorithm mode',
      'script mode, with SAGEMAKER_PROGRAM=inference.py',
    );
  }
  if (modelAddress(container) === undefined)
    throw refused(name, 'no model archive', `ModelDataUrl ending in ${ARCHIVE_SUFFIX}`);
  return container;
}

export async function placeModel(
  container: ContainerDefinition,
  host: EngineHost,
  base: string,
): Promise<void> {
  const address = modelAddress(container) ?? '';
  const archive = join(base, 'model.tar.gz');
  await mkdir(base, { recursive: true });
  await downloadTo(host.s3, parseS3Uri(address), archive);
  await extractArchive({ archive, target: join(base, 'model') });
}

function modelAddress(container: ContainerDefinition): string | undefined {
  const source = container.ModelDataSource?.S3DataSource;
  const address = container.ModelDataUrl ?? (source?.CompressionType === 'Gzip' ? source.S3Uri : undefined);
  return address?.endsWith(ARCHIVE_SUFFIX) === true ? address : undefined;
}

function refused(name: string, received: string, allowed: string): JobFailedError {
  return new JobFailedError(
    `ClientError: the local engine cannot host the model ${name}: ${received}, allowed: ${allowed}`,
    {
      where: name,
      received,
      allowed,
      fix: 'change the model, or run it on AWS',
    },
  );
}
