/**
 * Writes constraints.json: what SageMaker's own service model says about the fields of the operations served here
 * (required, length, value, pattern, enum). Run with the path of the service model that botocore ships:
 *   node local/sagemaker/schema/generate-constraints.ts .venv/lib/python3.11/site-packages/botocore/data
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Constraints, Shape } from './validate.ts';

const OPERATIONS = [
  ...['CreateTrainingJob', 'DescribeTrainingJob', 'ListTrainingJobs', 'StopTrainingJob'],
  ...['CreateTransformJob', 'DescribeTransformJob', 'ListTransformJobs', 'StopTransformJob'],
  ...['CreateModel', 'DescribeModel', 'ListModels', 'DeleteModel'],
  ...['CreateEndpointConfig', 'DescribeEndpointConfig', 'ListEndpointConfigs', 'DeleteEndpointConfig'],
  ...['CreateEndpoint', 'DescribeEndpoint', 'ListEndpoints', 'DeleteEndpoint', 'UpdateEndpoint'],
  ...['UpdateEndpointWeightsAndCapacities', 'AddTags', 'ListTags', 'DeleteTags'],
];

interface BotoShape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

interface BotoModel {
  readonly operations: Readonly<Record<string, { readonly input: { readonly shape: string } }>>;
  readonly shapes: Readonly<Record<string, BotoShape>>;
}

const data = process.argv[2] ?? '';
const file = join(data, 'sagemaker', '2017-07-24', 'service-2.json.gz');
const model = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as BotoModel;

const shapes: Record<string, Shape> = {};
const operations: Record<string, string> = {};
for (const operation of OPERATIONS) {
  const input = model.operations[operation]?.input.shape;
  if (input === undefined) throw new Error(`the service model has no operation ${operation}`);
  operations[operation] = input;
  visit(input);
}
const constraints: Constraints = { operations, shapes };
writeFileSync(join(import.meta.dirname, 'constraints.json'), `${JSON.stringify(constraints, null, 1)}\n`);
console.log(`${OPERATIONS.length} operations, ${Object.keys(shapes).length} shapes`);

function visit(name: string): void {
  if (shapes[name] !== undefined) return;
  const source = model.shapes[name];
  if (source === undefined) throw new Error(`the service model has no shape ${name}`);
  const { type, required, min, max, pattern } = source;
  const members =
    source.members === undefined
      ? undefined
      : Object.fromEntries(Object.entries(source.members).map(([member, { shape }]) => [member, shape]));
  shapes[name] = {
    type,
    ...(required === undefined || required.length === 0 ? {} : { required }),
    ...(members === undefined ? {} : { members }),
    ...(source.member === undefined ? {} : { member: source.member.shape }),
    ...(source.key === undefined ? {} : { key: source.key.shape }),
    ...(source.value === undefined ? {} : { value: source.value.shape }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(source.enum === undefined ? {} : { enum: source.enum }),
  };
  const children = [
    ...Object.values(members ?? {}),
    source.member?.shape,
    source.key?.shape,
    source.value?.shape,
  ];
  for (const child of children) if (child !== undefined) visit(child);
}
