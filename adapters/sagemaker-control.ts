import {
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  DescribeTrainingJobCommand,
  DescribeTransformJobCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListModelsCommand,
  ListTrainingJobsCommand,
  ListTransformJobsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { SageMakerControl, SageMakerKind } from '#ports/sagemaker';
import { clientSettings } from './client-settings.ts';
import { callService, isNamed, wrapSdkError } from './wrap-sdk-error.ts';

const client = new SageMakerClient(clientSettings(6));

/** One control plane, one client. Missing things are `undefined`, since looking is how shells decide. */
export const sageMakerControl: SageMakerControl = {
  async describeEndpoint(name) {
    const endpoint = await unlessMissing(
      `SageMaker DescribeEndpoint ${name}`,
      client.send(new DescribeEndpointCommand({ EndpointName: name })),
    );
    if (endpoint === undefined) return undefined;
    const destination = endpoint.DataCaptureConfig?.DestinationS3Uri;
    return {
      status: endpoint.EndpointStatus ?? 'Unknown',
      configName: endpoint.EndpointConfigName ?? '',
      hasPendingDeployment: endpoint.PendingDeploymentSummary !== undefined,
      variants: (endpoint.ProductionVariants ?? []).map((variant) => ({
        name: variant.VariantName ?? '',
        currentWeight: variant.CurrentWeight ?? 0,
        desiredWeight: variant.DesiredWeight ?? 0,
        currentInstanceCount: variant.CurrentInstanceCount ?? 0,
        desiredInstanceCount: variant.DesiredInstanceCount ?? 0,
        images: (variant.DeployedImages ?? []).map(
          (image) => image.ResolvedImage ?? image.SpecifiedImage ?? '',
        ),
      })),
      captureEnabled: endpoint.DataCaptureConfig?.EnableCapture ?? false,
      ...(destination === undefined ? {} : { captureDestination: destination }),
      ...(endpoint.FailureReason === undefined ? {} : { failureReason: endpoint.FailureReason }),
    };
  },

  async describeTrainingJob(name) {
    const job = await unlessMissing(
      `SageMaker DescribeTrainingJob ${name}`,
      client.send(new DescribeTrainingJobCommand({ TrainingJobName: name })),
    );
    if (job === undefined) return undefined;
    const artifact = job.ModelArtifacts?.S3ModelArtifacts;
    return {
      status: job.TrainingJobStatus ?? 'Unknown',
      ...(job.SecondaryStatus === undefined ? {} : { secondaryStatus: job.SecondaryStatus }),
      ...(job.FailureReason === undefined ? {} : { failureReason: job.FailureReason }),
      ...(job.TrainingStartTime === undefined ? {} : { startedAt: job.TrainingStartTime }),
      ...(job.TrainingEndTime === undefined ? {} : { endedAt: job.TrainingEndTime }),
      ...(artifact === undefined ? {} : { modelArtifactUri: artifact }),
    };
  },

  async describeTransformJob(name) {
    const job = await unlessMissing(
      `SageMaker DescribeTransformJob ${name}`,
      client.send(new DescribeTransformJobCommand({ TransformJobName: name })),
    );
    if (job === undefined) return undefined;
    return {
      status: job.TransformJobStatus ?? 'Unknown',
      ...(job.FailureReason === undefined ? {} : { failureReason: job.FailureReason }),
      ...(job.TransformStartTime === undefined ? {} : { startedAt: job.TransformStartTime }),
      ...(job.TransformEndTime === undefined ? {} : { endedAt: job.TransformEndTime }),
    };
  },

  async *listNames(kind, nameContains) {
    let token: string | undefined;
    do {
      const page = await callService(
        `SageMaker List${kind}s ${nameContains}`,
        listPage(kind, nameContains, token),
      );
      yield* page.names;
      token = page.next;
    } while (token !== undefined);
  },

  async delete(kind, name) {
    switch (kind) {
      case 'Model':
        await unlessMissing(
          `SageMaker DeleteModel ${name}`,
          client.send(new DeleteModelCommand({ ModelName: name })),
        );
        return;
      case 'EndpointConfig':
        await unlessMissing(
          `SageMaker DeleteEndpointConfig ${name}`,
          client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: name })),
        );
        return;
      case 'Endpoint':
        await unlessMissing(
          `SageMaker DeleteEndpoint ${name}`,
          client.send(new DeleteEndpointCommand({ EndpointName: name })),
        );
        return;
    }
  },
};

interface Page {
  readonly names: readonly string[];
  readonly next: string | undefined;
}

async function listPage(kind: SageMakerKind, nameContains: string, token: string | undefined): Promise<Page> {
  const query = {
    NameContains: nameContains,
    MaxResults: 100,
    ...(token === undefined ? {} : { NextToken: token }),
  };
  switch (kind) {
    case 'TrainingJob': {
      const page = await client.send(new ListTrainingJobsCommand(query));
      return {
        names: (page.TrainingJobSummaries ?? []).map((job) => job.TrainingJobName ?? ''),
        next: page.NextToken,
      };
    }
    case 'TransformJob': {
      const page = await client.send(new ListTransformJobsCommand(query));
      return {
        names: (page.TransformJobSummaries ?? []).map((job) => job.TransformJobName ?? ''),
        next: page.NextToken,
      };
    }
    case 'Model': {
      const page = await client.send(new ListModelsCommand(query));
      return { names: (page.Models ?? []).map((model) => model.ModelName ?? ''), next: page.NextToken };
    }
    case 'EndpointConfig': {
      const page = await client.send(new ListEndpointConfigsCommand(query));
      const names = (page.EndpointConfigs ?? []).map((config) => config.EndpointConfigName ?? '');
      return { names, next: page.NextToken };
    }
    case 'Endpoint': {
      const page = await client.send(new ListEndpointsCommand(query));
      return {
        names: (page.Endpoints ?? []).map((endpoint) => endpoint.EndpointName ?? ''),
        next: page.NextToken,
      };
    }
  }
}

/** Jobs that do not exist answer ResourceNotFound; models, configs and endpoints a ValidationException. */
async function unlessMissing<T>(where: string, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNamed(error, 'ResourceNotFound')) return undefined;
    // SageMaker has no name of its own for "missing" here: the text is all that tells it from a bad request.
    if (isNamed(error, 'ValidationException') && error.message.startsWith('Could not find')) return undefined;
    throw wrapSdkError(where, error);
  }
}
