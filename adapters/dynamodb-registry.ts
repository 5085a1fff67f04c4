import { setTimeout as delay } from 'node:timers/promises';
import {
  DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { canonicalJson } from '#core/registry/canonical-json';
import { ItemConditionError, ItemTooLargeError, RegistryContentionError } from '#core/registry/errors';
import { sha256Hex } from '#core/registry/identify';
import { HEAD_KEY, kindKey, LEDGER_PREFIX, ledgerKey, partitionKey } from '#core/registry/keys';
import { type ChainHead, chainEvent, GENESIS_HASH } from '#core/registry/ledger';
import type { Aggregate, AggregateView, ItemWrite, Registry, RegistryItem, StoredLedgerEvent } from '#ports/registry';

const client = new DynamoDBClient({ maxAttempts: 5 });

/** Index over HEAD items: which aggregates of a kind exist. */
export const BY_KIND_INDEX = 'by-kind';

const MOST_ATTEMPTS = 40;
const LONGEST_PAUSE_MILLISECONDS = 400;
/** DynamoDB takes 400 KB; below that we leave room for keys and counters. */
const LARGEST_ITEM_BYTES = 300 * 1024;


/** The registry on one DynamoDB table; one client for the life of the process. */
export function dynamoDbRegistry(table: string): Registry {
  const read = async (aggregate: Aggregate, sk: string): Promise<Record<string, unknown> | undefined> => {
    const answer = await client.send(
      new GetItemCommand({ TableName: table, Key: marshall({ pk: partitionKey(aggregate), sk }), ConsistentRead: true }),
    );
    return answer.Item === undefined ? undefined : unmarshall(answer.Item);
  };
  const headOf = async (aggregate: Aggregate): Promise<ChainHead> => {
    const item = await read(aggregate, HEAD_KEY);
    return item === undefined ? { seq: 0, hash: GENESIS_HASH } : { seq: Number(item['seq']), hash: String(item['hash']) };
  };
  const get = async (aggregate: Aggregate, sk: string): Promise<RegistryItem | undefined> => {
    const item = await read(aggregate, sk);
    return item === undefined ? undefined : toItem(item);
  };
  const query = async (aggregate: Aggregate, prefix: string, newestFirst = false, limit?: number) => {
    const items: Record<string, unknown>[] = [];
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        ConsistentRead: true,
        ScanIndexForward: !newestFirst,
        ...(limit === undefined ? {} : { Limit: limit }),
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: marshall({ ':pk': partitionKey(aggregate), ':prefix': prefix }),
      },
    );
    for await (const page of pages) {
      items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
      if (limit !== undefined && items.length >= limit) break;
    }
    return items.slice(0, limit);
  };

  return {
    get,
    list: async (aggregate, prefix, options) =>
      (await query(aggregate, prefix, options?.newestFirst, options?.limit)).map(toItem),

    transition: async (aggregate, decide) => {
      for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
        const head = await headOf(aggregate);
        const view: AggregateView = {
          aggregate,
          seq: head.seq,
          get: (sk) => get(aggregate, sk),
          list: async (prefix) => (await query(aggregate, prefix)).map(toItem),
        };
        const plan = await decide(view);
        if ('unchanged' in plan) return plan.unchanged;
        const at = new Date().toISOString();
        const chain = partitionKey(aggregate);
        const items: TransactWriteItem[] = [];
        if (plan.also === undefined) {
          items.push(...chainWrites(table, aggregate, head, chainEvent(head, chain, at, plan.event), plan.writes));
        } else {
          const otherHead = await headOf(plan.also.aggregate);
          const other = partitionKey(plan.also.aggregate);
          const event = chainEvent(head, chain, at, plan.event, { chain: other, seq: otherHead.seq + 1 });
          const otherEvent = chainEvent(otherHead, other, at, plan.also.event, { chain, seq: event.seq });
          items.push(
            ...chainWrites(table, aggregate, head, event, plan.writes),
            ...chainWrites(table, plan.also.aggregate, otherHead, otherEvent, plan.also.writes),
          );
        }
        const outcome = await commit(items, chain);
        if (outcome === 'committed') return plan.result;
        await delay(Math.random() * Math.min(LONGEST_PAUSE_MILLISECONDS, 5 * 2 ** attempt));
      }
      throw new RegistryContentionError('the registry transaction lost too many races', {
        where: partitionKey(aggregate),
        received: `${MOST_ATTEMPTS} conflicts in a row`,
        fix: 'retry; if it lasts, look for a writer that loops on this aggregate in its ledger',
      });
    },

    listAggregates: async (kind, tenant) => {
      const names: string[] = [];
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          IndexName: BY_KIND_INDEX,
          KeyConditionExpression: 'kindKey = :kind',
          ExpressionAttributeValues: marshall({ ':kind': kindKey(kind, tenant) }),
        },
      );
      for await (const page of pages) {
        for (const item of page.Items ?? []) names.push(String(unmarshall(item)['name']));
      }
      return names.sort();
    },

    readLedger: async (aggregate) =>
      (await query(aggregate, LEDGER_PREFIX)).map((item) => item['event'] as StoredLedgerEvent),
  };
}

/** The writes of one chain: state items, the event, and the head that admits exactly one successor. */
function chainWrites(
  table: string,
  aggregate: Aggregate,
  head: ChainHead,
  event: StoredLedgerEvent,
  writes: readonly ItemWrite[],
): TransactWriteItem[] {
  const pk = partitionKey(aggregate);
  const state = writes.map(({ sk, entity, data, expect }): TransactWriteItem => {
    const size = Buffer.byteLength(JSON.stringify(data));
    if (size > LARGEST_ITEM_BYTES) {
      throw new ItemTooLargeError('the item is too large for the registry', {
        where: `${pk} ${sk}`,
        received: `${size} bytes`,
        allowed: `at most ${LARGEST_ITEM_BYTES} bytes`,
        fix: 'write the content to S3 by its SHA-256 and keep the key in the item',
      });
    }
    const condition =
      expect === 'any'
        ? {}
        : expect === 'absent'
          ? { ConditionExpression: 'attribute_not_exists(sk)' }
          : {
              ConditionExpression: 'revision = :expected',
              ExpressionAttributeValues: marshall({ ':expected': expect.revision }),
            };
    if (expect !== 'any') {
      const revision = expect === 'absent' ? 1 : expect.revision + 1;
      return {
        Put: {
          TableName: table,
          Item: marshall({ pk, sk, entity, revision, schema: 1, data }, { removeUndefinedValues: true }),
          ...condition,
        },
      };
    }
    return {
      Update: {
        TableName: table,
        Key: marshall({ pk, sk }),
        UpdateExpression: 'SET #entity = :entity, #schema = :one, #data = :data ADD #revision :one',
        ExpressionAttributeNames: { '#entity': 'entity', '#schema': 'schema', '#data': 'data', '#revision': 'revision' },
        ExpressionAttributeValues: marshall({ ':entity': entity, ':data': data, ':one': 1 }, { removeUndefinedValues: true }),
      },
    };
  });
  return [
    {
      Put: {
        TableName: table,
        Item: marshall({
          pk,
          sk: HEAD_KEY,
          entity: 'head',
          seq: event.seq,
          hash: event.hash,
          kindKey: kindKey(aggregate.kind, aggregate.tenant),
          name: aggregate.name,
        }),
        ...(head.seq === 0
          ? { ConditionExpression: 'attribute_not_exists(sk)' }
          : {
              ConditionExpression: '#hash = :hash',
              ExpressionAttributeNames: { '#hash': 'hash' },
              ExpressionAttributeValues: marshall({ ':hash': head.hash }),
            }),
      },
    },
    {
      Put: {
        TableName: table,
        Item: marshall({ pk, sk: ledgerKey(event.seq), entity: 'ledger-event', event }, { removeUndefinedValues: true }),
        ConditionExpression: 'attribute_not_exists(sk)',
      },
    },
    ...state,
  ];
}

async function commit(items: readonly TransactWriteItem[], where: string): Promise<'committed' | 'raced'> {
  // The token makes a repeat after a lost answer harmless: same content, same token, one effect.
  const token = sha256Hex(canonicalJson(JSON.parse(JSON.stringify(items)))).slice(0, 36);
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: [...items], ClientRequestToken: token }));
    return 'committed';
  } catch (error) {
    if (error instanceof TransactionConflictException) return 'raced';
    if (!(error instanceof TransactionCanceledException)) throw error;
    const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
    if (codes.includes('TransactionConflict') || codes.includes('ThrottlingError')) return 'raced';
    const heads = items.flatMap((item, index) => (item.Put?.Item?.['sk']?.S === HEAD_KEY ? [index, index + 1] : []));
    if (heads.some((index) => codes[index] === 'ConditionalCheckFailed')) return 'raced';
    const failed = codes.findIndex((code) => code !== 'None');
    const sk = items[failed]?.Put?.Item?.['sk']?.S ?? items[failed]?.Update?.Key?.['sk']?.S ?? '?';
    throw new ItemConditionError(
      'an item is not in the state that the write expected',
      { where: `${where} ${sk}`, received: codes[failed] ?? 'unknown', fix: 'read the item in the same transition and expect its revision' },
      { cause: error },
    );
  }
}

function toItem(item: Record<string, unknown>): RegistryItem {
  return {
    sk: String(item['sk']),
    entity: String(item['entity']),
    revision: Number(item['revision'] ?? 1),
    data: (item['data'] ?? {}) as Record<string, unknown>,
  };
}
