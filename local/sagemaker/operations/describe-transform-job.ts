import { resourceNotFound } from '../service-error.ts';
import { type Operation, seconds } from './operation.ts';
import { withoutTags } from './tags.ts';

export const describeTransformJob: Operation<{ TransformJobName?: string }, object> = (service, request) => {
  const record = service.transformJobs.get(request.TransformJobName ?? '');
  if (record === undefined) throw resourceNotFound('Requested resource not found.');
  return {
    ...withoutTags(record.request),
    TransformJobArn: record.arn,
    TransformJobStatus: record.status,
    CreationTime: seconds(record.createdAt),
    ...(record.startedAt === undefined ? {} : { TransformStartTime: seconds(record.startedAt) }),
    ...(record.endedAt === undefined ? {} : { TransformEndTime: seconds(record.endedAt) }),
    ...(record.failureReason === undefined ? {} : { FailureReason: record.failureReason }),
  };
};
