import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { chainEvent, GENESIS_HASH, verifyChain } from '#core/registry/ledger';
import type { StoredLedgerEvent } from '#core/registry/ledger-event';

const CHAIN = 'default#model#air-time';

function chainOf(length: number): StoredLedgerEvent[] {
  const events: StoredLedgerEvent[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const previous = events.at(-1);
    const head = { seq: seq - 1, hash: previous?.hash ?? GENESIS_HASH };
    events.push(
      chainEvent(head, CHAIN, `2026-01-01T00:00:${String(seq % 60).padStart(2, '0')}.000Z`, {
        type: 'model-version-registered',
        actor: 'gyre:training/register-candidate',
        cause: `ct-${seq}`,
        after: { version: seq, nested: { digest: 'ab', ratio: 0.1 * seq } },
      }),
    );
  }
  return events;
}

/** A copy with one leaf of one event replaced. */
function mutate(event: StoredLedgerEvent, path: readonly string[], value: unknown): StoredLedgerEvent {
  const copy = structuredClone(event) as unknown as Record<string, unknown>;
  let place = copy;
  for (const step of path.slice(0, -1)) place = place[step] as Record<string, unknown>;
  const last = path.at(-1);
  if (last !== undefined) place[last] = value;
  return copy as unknown as StoredLedgerEvent;
}

const fields: readonly (readonly string[])[] = [
  ['type'],
  ['actor'],
  ['cause'],
  ['at'],
  ['seq'],
  ['prevHash'],
  ['hash'],
  ['chain'],
  ['after', 'version'],
  ['after', 'nested', 'digest'],
  ['after', 'nested', 'ratio'],
  ['after', 'added'],
  ['before'],
  ['forged'],
];

test('accepts a chain as it was written, and an empty one', () => {
  const events = chainOf(5);
  expect(verifyChain(CHAIN, events)).toEqual({ isIntact: true, head: { seq: 5, hash: events[4]?.hash } });
  expect(verifyChain(CHAIN, [])).toEqual({ isIntact: true, head: { seq: 0, hash: GENESIS_HASH } });
});

test('D-10 names the event whose content was changed, whichever field it was', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.nat(),
      fc.constantFrom(...fields),
      fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
      (length, at, path, value) => {
        const events = chainOf(length);
        const index = at % length;
        const changed = mutate(events[index]!, path, value);
        fc.pre(JSON.stringify(changed) !== JSON.stringify(events[index]));
        expect(verifyChain(CHAIN, events.with(index, changed))).toMatchObject({
          isIntact: false,
          firstBadIndex: index,
        });
      },
    ),
    { seed: 10, numRuns: 500 },
  );
});

test('D-10 names the place where an event is missing, doubled, out of order or inserted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 12 }), fc.nat(), (length, at) => {
      const events = chainOf(length);
      const index = at % (length - 1);
      const event = events[index]!;
      const next = events[index + 1]!;
      const bad = (list: readonly StoredLedgerEvent[]) => {
        const verdict = verifyChain(CHAIN, list);
        return verdict.isIntact ? undefined : verdict.firstBadIndex;
      };
      expect(bad(events.toSpliced(index, 1))).toBe(index);
      expect(bad(events.toSpliced(index, 0, event))).toBe(index + 1);
      expect(bad(events.with(index, next).with(index + 1, event))).toBe(index);
      const forged = chainEvent({ seq: event.seq, hash: event.hash }, CHAIN, event.at, {
        ...event,
        cause: 'x',
      });
      expect(bad(events.toSpliced(index + 1, 0, forged))).toBeGreaterThan(index);
    }),
    { seed: 11 },
  );
});

test('does not depend on the order in which the keys of an event come back', () => {
  const events = chainOf(3).map(
    (event) => Object.fromEntries(Object.entries(event).reverse()) as unknown as StoredLedgerEvent,
  );
  expect(verifyChain(CHAIN, events).isIntact).toBe(true);
});
