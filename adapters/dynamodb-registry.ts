import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { canonicalJson } from '#core/registry/canonical-json';
import { ItemConditionError, RegistryContentionError } from '#core/registry/errors';
import { sha256Hex } from '#core/registry/identify';
import { HEAD_KEY, kindKey, LEDGER_PREFIX, partitionKey } from '#core/registry/keys';
import { type ChainHead, GENESIS_HASH } from '#core/registry/ledger';
import { planTransition } from '#core/registry/plan-transition';
import type { Aggregate, AggregateView, Registry, TransitionPlan } from '#ports/registry';
import { clientSettings } from './client-settings.ts';
import { readAggregateName, readEvent, readHead, readItem, transactItems } from './registry-items.ts';
import { callService, isNamed, wrapSdkError } from './wrap-sdk-error.ts';

const client = new DynamoDBClient(clientSettings());

/** Index over HEAD items, keys `kindKey` and `name`: which aggregates of a kind exist. */
export const BY_KIND_INDEX = 'by-kind';

/** About 13 seconds with the pauses below: half the time of the shortest function that writes. */
const MOST_ATTEMPTS = 30;
const FIRST_PAUSE_MILLISECONDS = 10;
const LONGEST_PAUSE_MILLISECONDS = 1000;
/** DynamoDB takes tokens of at most 36 characters. */
const TOKEN_LENGTH = 36;
/** A condition on the second aggregate may fail because it moved after `decide` read it: then another try helps. */
const MOST_CONDITION_FAILURES = 5;

const NO_HEAD: ChainHead = { seq: 0, hash: GENESIS_HASH };
/** Reasons of a cancelled transaction that say nothing about the conditions. */
const TRANSIENT_REASONS = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/** The registry on one DynamoDB table. Decisions read the table itself, consistently; the index only lists. */
export function dynamoDbRegistry(table: string): Registry {
  const read = async (aggregate: Aggregate, sk: string) => {
    const pk = partitionKey(aggregate);
    const command = new GetItemCommand({
      TableName: table,
      Key: marshall({ pk, sk }),
      ConsistentRead: true,
    });
    return (await callService(`DynamoDB GetItem ${table} ${pk} ${sk}`, client.send(command))).Item;
  };

  const head: Registry['head'] = async (aggregate) => {
    const item = await read(aggregate, HEAD_KEY);
    return item === undefined ? NO_HEAD : readHead(item);
  };

  const get: Registry['get'] = async (aggregate, sk) => {
    const item = await read(aggregate, sk);
    return item === undefined ? undefined : readItem(item);
  };

  const query = async (aggregate: Aggregate, prefix: string, newestFirst = false, limit?: number) => {
    const pk = partitionKey(aggregate);
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        ConsistentRead: true,
        ScanIndexForward: !newestFirst,
        ...(limit === undefined ? {} : { Limit: limit }),
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: marshall({ ':pk': pk, ':prefix': prefix }),
      },
    );
    return await callService(`DynamoDB Query ${table} ${pk} ${prefix}`, collect(pages, limit));
  };

  const list: Registry['list'] = async (aggregate, prefix, options) =>
    (await query(aggregate, prefix, options?.newestFirst, options?.limit)).map(readItem);

  const tryCommit = async (
    aggregate: Aggregate,
    firstHead: ChainHead,
    plan: TransitionPlan<unknown>,
  ): Promise<CommitOutcome> => {
    const { also } = plan;
    const changes = planTransition(
      new Date().toISOString(),
      { aggregate, head: firstHead, writes: plan.writes, event: plan.event },
      also === undefined ? undefined : { ...also, head: await head(also.aggregate) },
    );
    return await commit(changes.flatMap((change) => transactItems(table, change)));
  };

  return {
    get,
    list,
    head,

    transition: async (aggregate, decide) => {
      let conditionFailures = 0;
      for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
        const firstHead = await head(aggregate);
        const view: AggregateView = {
          aggregate,
          seq: firstHead.seq,
          get: (sk) => get(aggregate, sk),
          list: (prefix) => list(aggregate, prefix),
        };
        const plan = await decide(view);
        if ('unchanged' in plan) return plan.unchanged;
        const outcome = await tryCommit(aggregate, firstHead, plan);
        if (outcome === 'committed') return plan.result;
        if (outcome !== 'raced') {
          conditionFailures += 1;
          if (plan.also === undefined || conditionFailures >= MOST_CONDITION_FAILURES) throw outcome;
        }
        await pause(attempt);
      }
      throw new RegistryContentionError('the registry transaction lost too many races', {
        where: partitionKey(aggregate),
        received: `${MOST_ATTEMPTS} conflicts in a row`,
        fix: 'retry; if it lasts, look for a writer that loops on this aggregate in its ledger',
      });
    },

    listAggregates: async (kind, tenant) => {
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          IndexName: BY_KIND_INDEX,
          KeyConditionExpression: 'kindKey = :kind',
          ExpressionAttributeValues: marshall({ ':kind': kindKey(kind, tenant) }),
        },
      );
      const heads = await callService(`DynamoDB Query ${table} ${BY_KIND_INDEX}`, collect(pages));
      return heads.map(readAggregateName).sort();
    },

    readLedger: async (aggregate) => (await query(aggregate, LEDGER_PREFIX)).map(readEvent),
  };
}

type CommitOutcome = 'committed' | 'raced' | ItemConditionError;

/**
 * The token makes a repeat after a lost answer harmless: same content, same token, one effect. The nonce keeps two
 * callers apart who decide the same in the same millisecond: without it DynamoDB would tell both that they won.
 */
async function commit(items: readonly TransactWriteItem[]): Promise<CommitOutcome> {
  const content = canonicalJson({ items, nonce: randomUUID() });
  const command = new TransactWriteItemsCommand({
    TransactItems: [...items],
    ClientRequestToken: sha256Hex(content).slice(0, TOKEN_LENGTH),
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(command);
      return 'committed';
    } catch (error) {
      // Our own earlier attempt is still under way: only the same request again tells how it ended.
      if (isNamed(error, 'TransactionInProgressException') && attempt < MOST_CONDITION_FAILURES) {
        await pause(attempt);
        continue;
      }
      return outcomeOf(error, items);
    }
  }
}

function outcomeOf(error: unknown, items: readonly TransactWriteItem[]): CommitOutcome {
  const [head] = items;
  const where = head?.Put?.Item?.['pk']?.S ?? '';
  if (isNamed(error, 'TransactionConflictException')) return 'raced';
  if (!(error instanceof TransactionCanceledException)) {
    throw wrapSdkError(`DynamoDB TransactWriteItems ${where}`, error);
  }
  const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
  if (codes.some((code) => TRANSIENT_REASONS.has(code))) return 'raced';
  const failed = items.filter((_, index) => codes[index] === 'ConditionalCheckFailed').map(sortKeyOf);
  if (failed.length === 0) throw wrapSdkError(`DynamoDB TransactWriteItems ${where}`, error);
  if (failed.some((sk) => sk === HEAD_KEY || sk.startsWith(LEDGER_PREFIX))) return 'raced';
  return new ItemConditionError(
    'an item is not in the state that the write expected',
    {
      where: `${where} ${failed.join(', ')}`,
      fix: 'read the item in the same transition and expect its revision',
    },
    { cause: error },
  );
}

function sortKeyOf(item: TransactWriteItem): string {
  return item.Put?.Item?.['sk']?.S ?? item.Update?.Key?.['sk']?.S ?? '';
}

async function collect<Item>(
  pages: AsyncIterable<{ Items?: Item[] | undefined }>,
  limit = Number.POSITIVE_INFINITY,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pages) {
    items.push(...(page.Items ?? []));
    if (items.length >= limit) break;
  }
  return items.slice(0, limit);
}

/** Full jitter: writers that collided once must not collide again. */
async function pause(attempt: number): Promise<void> {
  await delay(Math.random() * Math.min(LONGEST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** attempt));
}
