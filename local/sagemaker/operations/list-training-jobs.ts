import { type ListRequest, listPage } from './list-page.ts';
import { type Operation, seconds } from './operation.ts';

export const listTrainingJobs: Operation<ListRequest, object> = (service, request) => {
  const items = service.trainingJobs.values().map((record) => ({
    ...{
      name: record.request.TrainingJobName ?? '',
      status: record.status,
      createdAt: record.createdAt,
      modifiedAt: record.modifiedAt,
      record,
    },
  }));
  const { page, next } = listPage(items, request, 'Ascending');
  return {
    TrainingJobSummaries: page.map(({ name, record }) => ({
      TrainingJobName: name,
      TrainingJobArn: record.arn,
      TrainingJobStatus: record.status,
      CreationTime: seconds(record.createdAt),
      LastModifiedTime: seconds(record.modifiedAt),
      ...(record.endedAt === undefined ? {} : { TrainingEndTime: seconds(record.endedAt) }),
    })),
    ...next,
  };
};
