import { type ListRequest, listPage } from './list-page.ts';
import { type Operation, seconds } from './operation.ts';

export const listModels: Operation<ListRequest, object> = (service, request) => {
  const items = service.models
    .values()
    .map((record) => ({ name: record.request.ModelName ?? '', createdAt: record.createdAt, record }));
  const { page, next } = listPage(items, request);
  return {
    Models: page.map(({ name, record }) => ({
      ModelName: name,
      ModelArn: record.arn,
      CreationTime: seconds(record.createdAt),
    })),
    ...next,
  };
};
