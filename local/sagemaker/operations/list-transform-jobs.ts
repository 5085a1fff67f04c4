import { type ListRequest, listPage } from './list-page.ts';
import { type Operation, seconds } from './operation.ts';

export const listTransformJobs: Operation<ListRequest, object> = (service, request) => {
  const items = service.transformJobs.values().map((record) => ({
    ...{
      name: record.request.TransformJobName ?? '',
      status: record.status,
      createdAt: record.createdAt,
      modifiedAt: record.modifiedAt,
      record,
    },
  }));
  const { page, next } = listPage(items, request);
  return {
    TransformJobSummaries: page.map(({ name, record }) => ({
      TransformJobName: name,
      TransformJobArn: record.arn,
      TransformJobStatus: record.status,
      CreationTime: seconds(record.createdAt),
      LastModifiedTime: seconds(record.modifiedAt),
      ...(record.endedAt === undefined ? {} : { TransformEndTime: seconds(record.endedAt) }),
    })),
    ...next,
  };
};
