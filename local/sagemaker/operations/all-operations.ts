import type { Service } from '../service.ts';
import { addTags } from './add-tags.ts';
import { createEndpoint } from './create-endpoint.ts';
import { createEndpointConfig } from './create-endpoint-config.ts';
import { createModel } from './create-model.ts';
import { createTrainingJob } from './create-training-job.ts';
import { createTransformJob } from './create-transform-job.ts';
import { deleteEndpoint } from './delete-endpoint.ts';
import { deleteEndpointConfig } from './delete-endpoint-config.ts';
import { deleteModel } from './delete-model.ts';
import { deleteTags } from './delete-tags.ts';
import { describeEndpoint } from './describe-endpoint.ts';
import { describeEndpointConfig } from './describe-endpoint-config.ts';
import { describeModel } from './describe-model.ts';
import { describeTrainingJob } from './describe-training-job.ts';
import { describeTransformJob } from './describe-transform-job.ts';
import { listEndpointConfigs } from './list-endpoint-configs.ts';
import { listEndpoints } from './list-endpoints.ts';
import { listModels } from './list-models.ts';
import { listTags } from './list-tags.ts';
import { listTrainingJobs } from './list-training-jobs.ts';
import { listTransformJobs } from './list-transform-jobs.ts';
import { stopTrainingJob } from './stop-training-job.ts';
import { stopTransformJob } from './stop-transform-job.ts';
import { updateEndpoint } from './update-endpoint.ts';
import { updateEndpointWeightsAndCapacities } from './update-endpoint-weights-and-capacities.ts';

type AnyOperation = (service: Service, request: never) => object | Promise<object>;

/** Every operation of the control plane by the name of its target header. */
export const OPERATIONS: Readonly<Record<string, AnyOperation>> = {
  CreateTrainingJob: createTrainingJob,
  DescribeTrainingJob: describeTrainingJob,
  ListTrainingJobs: listTrainingJobs,
  StopTrainingJob: stopTrainingJob,
  CreateTransformJob: createTransformJob,
  DescribeTransformJob: describeTransformJob,
  ListTransformJobs: listTransformJobs,
  StopTransformJob: stopTransformJob,
  CreateModel: createModel,
  DescribeModel: describeModel,
  ListModels: listModels,
  DeleteModel: deleteModel,
  CreateEndpointConfig: createEndpointConfig,
  DescribeEndpointConfig: describeEndpointConfig,
  ListEndpointConfigs: listEndpointConfigs,
  DeleteEndpointConfig: deleteEndpointConfig,
  CreateEndpoint: createEndpoint,
  DescribeEndpoint: describeEndpoint,
  ListEndpoints: listEndpoints,
  DeleteEndpoint: deleteEndpoint,
  UpdateEndpoint: updateEndpoint,
  UpdateEndpointWeightsAndCapacities: updateEndpointWeightsAndCapacities,
  AddTags: addTags,
  ListTags: listTags,
  DeleteTags: deleteTags,
};
