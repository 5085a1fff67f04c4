/** What only a service that misbehaves on purpose can show; everything else is in the contract tests. */
import {
  DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  TransactionInProgressException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { dynamoDbRegistry } from '#adapters/dynamodb-registry';
import { ItemConditionError, ItemShapeError } from '#core/registry/errors';
import { ServiceRefusedError, ServiceUnavailableError } from '#core/remote-errors';

const service = mockClient(DynamoDBClient);
const registry = dynamoDbRegistry('table');
const MODEL = { kind: 'model', name: 'air-time' } as const;

beforeEach(() => {
  service.reset();
  service.on(GetItemCommand).resolves({});
});

const note = () =>
  registry.transition(MODEL, async () => ({
    writes: [{ sk: 'REQUEST#rr-1', entity: 'request', expect: 'absent', data: {} }],
    event: { type: 'model-noted', actor: 'gyre:test', cause: 'x' },
    result: 'done',
  }));

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

const tokens = () =>
  service.commandCalls(TransactWriteItemsCommand).map((call) => call.args[0].input.ClientRequestToken ?? '');

test('D-06 a conflict is tried again as another transaction, each with a token of its own that fits', async () => {
  service
    .on(TransactWriteItemsCommand)
    .rejectsOnce(cancelled('TransactionConflict', 'None', 'None'))
    .rejectsOnce(cancelled('ConditionalCheckFailed', 'None', 'None'))
    .rejectsOnce(cancelled('None', 'ConditionalCheckFailed', 'ConditionalCheckFailed'))
    .rejectsOnce(cancelled('ThrottlingError', 'None', 'None'))
    .resolves({});
  expect(await note()).toBe('done');
  expect(new Set(tokens()).size).toBe(5);
  expect(Math.max(...tokens().map((token) => token.length))).toBeLessThanOrEqual(36);
});

test('D-06 an attempt that is still under way is asked for again with the same token, not made twice', async () => {
  const underWay = new TransactionInProgressException({ message: 'in progress', $metadata: {} });
  service.on(TransactWriteItemsCommand).rejectsOnce(underWay).rejectsOnce(underWay).resolves({});
  expect(await note()).toBe('done');
  expect(tokens()).toHaveLength(3);
  expect(new Set(tokens()).size).toBe(1);
});

test('D-06 two callers who decide the same in the same moment are two transactions', async () => {
  service.on(TransactWriteItemsCommand).resolves({});
  await Promise.all([note(), note()]);
  expect(new Set(tokens()).size).toBe(2);
});

test('a condition of an item that fails while the head holds is told, with the item', async () => {
  service.on(TransactWriteItemsCommand).rejects(cancelled('None', 'None', 'ConditionalCheckFailed'));
  const error: unknown = await note().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ItemConditionError);
  expect(error instanceof ItemConditionError && error.facts.where).toContain('REQUEST#rr-1');
  expect(tokens()).toHaveLength(1);
});

test('what the service refuses is told apart from what may pass', async () => {
  service.on(TransactWriteItemsCommand).rejectsOnce(cancelled('ValidationError', 'None', 'None'));
  await expect(note()).rejects.toBeInstanceOf(ServiceRefusedError);
  const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
  service.on(GetItemCommand).rejects(throttled);
  await expect(note()).rejects.toBeInstanceOf(ServiceUnavailableError);
});

test('D-05 every read of a decision is consistent and from the table itself', async () => {
  service.on(TransactWriteItemsCommand).resolves({});
  await registry.transition(MODEL, async (view) => {
    await view.get('LEASE');
    return { unchanged: undefined };
  });
  const reads = service.commandCalls(GetItemCommand).map((call) => call.args[0].input);
  expect(reads).toHaveLength(2);
  expect(reads.every((read) => read.ConsistentRead === true)).toBe(true);
});

test('an item that somebody wrote by hand is an error with its key, not undefined behaviour', async () => {
  service.on(GetItemCommand).resolves({ Item: { pk: { S: 'default#model#air-time' }, sk: { S: 'LEASE' } } });
  await expect(registry.get(MODEL, 'LEASE')).rejects.toBeInstanceOf(ItemShapeError);
});
