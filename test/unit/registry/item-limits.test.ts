import { expect, test } from 'vitest';
import { ItemTooLargeError, TransitionPlanError } from '#core/registry/errors';
import { assertTransitionFits, LARGEST_ITEM_BYTES, MOST_WRITES } from '#core/registry/item-limits';

const event = { type: 'dataset-version-committed', actor: 'gyre:test', cause: 'ds-1' };
const write = (sk: string, text = '') => ({ sk, data: { text } });
const fits = (writes: readonly ReturnType<typeof write>[], chain = 'default#model#a') =>
  assertTransitionFits([{ chain, writes, event }]);

test('D-07 refuses an item above the limit and takes one just below', () => {
  const overhead = JSON.stringify({ text: '' }).length;
  expect(() => fits([write('VERSION#1', 'x'.repeat(LARGEST_ITEM_BYTES - overhead))])).not.toThrow();
  expect(() => fits([write('VERSION#1', 'x'.repeat(LARGEST_ITEM_BYTES - overhead + 1))])).toThrow(
    ItemTooLargeError,
  );
  // Two bytes a letter: bytes count, not characters.
  expect(() => fits([write('VERSION#1', 'é'.repeat(LARGEST_ITEM_BYTES / 2))])).toThrow(ItemTooLargeError);
});

test('D-07 refuses rows in an event, too many writes, and too many bytes in one transaction', () => {
  const rows = { ...event, after: { rows: 'x'.repeat(40_000) } };
  expect(() => assertTransitionFits([{ chain: 'a', writes: [], event: rows }])).toThrow(ItemTooLargeError);
  const many = Array.from({ length: MOST_WRITES + 1 }, (_, index) => write(`WINDOW#${index}`));
  expect(() => fits(many)).toThrow(ItemTooLargeError);
  expect(() => fits(many.slice(1))).not.toThrow();
  const heavy = Array.from({ length: 12 }, (_, index) => write(`WINDOW#${index}`, 'x'.repeat(290_000)));
  expect(() => fits(heavy)).toThrow(ItemTooLargeError);
});

test('refuses a plan that writes an item twice, the head, the ledger, or one aggregate as both', () => {
  expect(() => fits([write('LEASE'), write('LEASE')])).toThrow(TransitionPlanError);
  expect(() => fits([write('HEAD')])).toThrow(TransitionPlanError);
  expect(() => fits([write('LEDGER#000000000001')])).toThrow(TransitionPlanError);
  const part = { chain: 'default#model#a', writes: [], event };
  expect(() => assertTransitionFits([part, part])).toThrow(TransitionPlanError);
});
