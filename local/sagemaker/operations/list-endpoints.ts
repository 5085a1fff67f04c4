import { type ListRequest, listPage } from './list-page.ts';
import { type Operation, seconds } from './operation.ts';

export const listEndpoints: Operation<ListRequest, object> = (service, request) => {
  const items = service.endpoints.values().map((record) => ({
    ...{
      name: record.request.EndpointName ?? '',
      status: record.status,
      createdAt: record.createdAt,
      modifiedAt: record.modifiedAt,
      record,
    },
  }));
  const { page, next } = listPage(items, request);
  return {
    Endpoints: page.map(({ name, record }) => ({
      EndpointName: name,
      EndpointArn: record.arn,
      EndpointStatus: record.status,
      CreationTime: seconds(record.createdAt),
      LastModifiedTime: seconds(record.modifiedAt),
    })),
    ...next,
  };
};
