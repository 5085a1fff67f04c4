import { type ListRequest, listPage } from './list-page.ts';
import { type Operation, seconds } from './operation.ts';

export const listEndpointConfigs: Operation<ListRequest, object> = (service, request) => {
  const items = service.configs.values().map((record) => ({
    name: record.request.EndpointConfigName ?? '',
    createdAt: record.createdAt,
    record,
  }));
  const { page, next } = listPage(items, request);
  return {
    EndpointConfigs: page.map(({ name, record }) => ({
      EndpointConfigName: name,
      EndpointConfigArn: record.arn,
      CreationTime: seconds(record.createdAt),
    })),
    ...next,
  };
};
