import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { resourceNotFound } from '../service-error.ts';
import { type Operation, seconds } from './operation.ts';
import { withoutTags } from './tags.ts';

export const describeTrainingJob: Operation<{ TrainingJobName?: string }, object> = (service, request) => {
  const record = service.trainingJobs.get(request.TrainingJobName ?? '');
  if (record === undefined) throw resourceNotFound('Requested resource not found.');
  return {
    ...withoutTags(record.request),
    TrainingJobArn: record.arn,
    TrainingJobStatus: record.status,
    SecondaryStatus: record.secondaryStatus,
    SecondaryStatusTransitions: record.transitions.map((transition) => ({
      Status: transition.status,
      StatusMessage: transition.message,
      StartTime: seconds(transition.startedAt),
      ...(transition.endedAt === undefined ? {} : { EndTime: seconds(transition.endedAt) }),
    })),
    ModelArtifacts: { S3ModelArtifacts: record.modelArtifactUri ?? expectedArtifact(record.request) },
    CreationTime: seconds(record.createdAt),
    LastModifiedTime: seconds(record.modifiedAt),
    ...(record.startedAt === undefined ? {} : { TrainingStartTime: seconds(record.startedAt) }),
    ...(record.endedAt === undefined ? {} : { TrainingEndTime: seconds(record.endedAt) }),
    ...(record.failureReason === undefined ? {} : { FailureReason: record.failureReason }),
    ...billing(record.startedAt, record.endedAt),
  };
};

/** SageMaker names the place from the start: it says nothing about whether the model is there. */
function expectedArtifact(request: CreateTrainingJobCommandInput): string {
  const base = (request.OutputDataConfig?.S3OutputPath ?? '').replace(/\/+$/, '');
  return `${base}/${request.TrainingJobName ?? ''}/output/model.tar.gz`;
}

function billing(startedAt: number | undefined, endedAt: number | undefined) {
  if (startedAt === undefined || endedAt === undefined) return {};
  const time = Math.max(1, Math.ceil(seconds(endedAt - startedAt)));
  return { TrainingTimeInSeconds: time, BillableTimeInSeconds: time };
}
