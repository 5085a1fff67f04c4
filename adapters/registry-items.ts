import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { naturalSchema } from '#core/number-schemas';
import { ItemShapeError } from '#core/registry/errors';
import { HEAD_KEY, kindKey, ledgerKey } from '#core/registry/keys';
import type { ChainHead } from '#core/registry/ledger';
import { storedLedgerEventSchema } from '#core/registry/ledger-event';
import type { ChainChange } from '#core/registry/plan-transition';
import { currentSchema, upcast } from '#core/registry/upcast';
import type { ItemWrite, RegistryItem, StoredLedgerEvent } from '#ports/registry';

/** How the registry's items look in the table: keys, types and the conditions of their writes. */
type Attributes = Record<string, AttributeValue>;

const jsonObjectSchema = z.record(z.string(), z.json());

const storedItemSchema = z.looseObject({
  sk: z.string(),
  entity: z.string(),
  revision: naturalSchema,
  /** The shape of the entity when it was written. */
  schema: naturalSchema,
  data: z.record(z.string(), z.unknown()),
});

const headSchema = z.looseObject({ seq: naturalSchema, hash: z.string() });
/** All that the index holds of a head. */
const headKeysSchema = z.looseObject({ name: z.string() });
const ledgerItemSchema = z.looseObject({ event: storedLedgerEventSchema });

export function readItem(attributes: Attributes): RegistryItem {
  const { sk, entity, revision, schema, data } = parse(storedItemSchema, attributes);
  return { sk, entity, revision, data: upcast(entity, schema, data) };
}

export function readHead(attributes: Attributes): ChainHead {
  const { seq, hash } = parse(headSchema, attributes);
  return { seq, hash };
}

export function readAggregateName(attributes: Attributes): string {
  return parse(headKeysSchema, attributes).name;
}

export function readEvent(attributes: Attributes): StoredLedgerEvent {
  return parse(ledgerItemSchema, attributes).event;
}

/** Head first, event second, then the state items: the order in which a cancelled transaction gives its reasons. */
export function transactItems(table: string, change: ChainChange<ItemWrite>): readonly TransactWriteItem[] {
  const { chain } = change;
  return [
    headItem(table, change),
    {
      Put: {
        TableName: table,
        Item: plain({
          pk: chain,
          sk: ledgerKey(change.event.seq),
          entity: 'ledger-event',
          event: change.event,
        }),
        ConditionExpression: 'attribute_not_exists(sk)',
      },
    },
    ...change.writes.map((write) => stateItem(table, chain, write)),
  ];
}

/** The condition on the head's hash admits exactly one successor of each event. */
function headItem(
  table: string,
  { aggregate, chain, head, event }: ChainChange<ItemWrite>,
): TransactWriteItem {
  const condition =
    head.seq === 0
      ? { ConditionExpression: 'attribute_not_exists(sk)' }
      : {
          ConditionExpression: '#hash = :hash',
          ExpressionAttributeNames: { '#hash': 'hash' },
          ExpressionAttributeValues: marshall({ ':hash': head.hash }),
        };
  const item = {
    pk: chain,
    sk: HEAD_KEY,
    entity: 'head',
    seq: event.seq,
    hash: event.hash,
    kindKey: kindKey(aggregate.kind, aggregate.tenant),
    name: aggregate.name,
  };
  return { Put: { TableName: table, Item: plain(item), ...condition } };
}

function stateItem(table: string, pk: string, { sk, entity, data, expect }: ItemWrite): TransactWriteItem {
  const schema = currentSchema(entity);
  if (expect === 'any') {
    return {
      Update: {
        TableName: table,
        Key: marshall({ pk, sk }),
        UpdateExpression: 'SET #entity = :entity, #schema = :schema, #data = :data ADD #revision :one',
        ExpressionAttributeNames: {
          '#entity': 'entity',
          '#schema': 'schema',
          '#data': 'data',
          '#revision': 'revision',
        },
        ExpressionAttributeValues: plain({ ':entity': entity, ':schema': schema, ':data': data, ':one': 1 }),
      },
    };
  }
  if (expect === 'absent') {
    return {
      Put: {
        TableName: table,
        Item: plain({ pk, sk, entity, revision: 1, schema, data }),
        ConditionExpression: 'attribute_not_exists(sk)',
      },
    };
  }
  return {
    Put: {
      TableName: table,
      Item: plain({ pk, sk, entity, revision: expect.revision + 1, schema, data }),
      ConditionExpression: 'revision = :expected',
      ExpressionAttributeValues: marshall({ ':expected': expect.revision }),
    },
  };
}

/** What JSON would keep of a value is what the ledger's hash covers, so exactly that is stored. */
function plain(value: Readonly<Record<string, unknown>>): Attributes {
  return marshall(jsonObjectSchema.parse(JSON.parse(JSON.stringify(value))));
}

function parse<T>(schema: z.ZodType<T>, attributes: Attributes): T {
  const item = unmarshall(attributes);
  const parsed = schema.safeParse(item);
  if (parsed.success) return parsed.data;
  throw new ItemShapeError('an item of the registry lacks what its type promises', {
    where: `${String(item['pk'])} ${String(item['sk'])}`,
    received: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    fix: 'compare the item with its ledger; only functions of Gyre may write to the table',
  });
}
