import { expect, test } from 'vitest';
import * as z from 'zod';
import { readOnce } from '#lambdas/common/read-once';
import { memoryObjectStore } from '#test/fakes/memory-object-store';

const PLACE = { bucket: 'assets', key: 'a1b2.json' };
const number = z.number();

function countingStore() {
  const store = memoryObjectStore();
  const reads: string[] = [];
  const readText: typeof store.readText = async (ref) => {
    reads.push(ref.key);
    return store.readText(ref);
  };
  return { store: { ...store, readText }, reads };
}

test('a place is read once, and again through another store', async () => {
  const { store, reads } = countingStore();
  await store.write(PLACE, '1', 'text/plain');
  expect([await readOnce(store, PLACE, number), await readOnce(store, PLACE, number)]).toEqual([1, 1]);
  expect(reads).toHaveLength(1);
  await expect(readOnce(countingStore().store, PLACE, number)).rejects.toThrow();
});

test('what cannot be read or parsed is not remembered', async () => {
  const { store, reads } = countingStore();
  await expect(readOnce(store, PLACE, number)).rejects.toThrow();
  await store.write(PLACE, '{', 'text/plain');
  await expect(readOnce(store, PLACE, number)).rejects.toThrow(SyntaxError);
  await store.write(PLACE, '2', 'text/plain');
  expect(await readOnce(store, PLACE, number)).toBe(2);
  expect(reads).toHaveLength(3);
});

test('each reader gets what it made of a place itself', async () => {
  const { store, reads } = countingStore();
  await store.write(PLACE, '7', 'text/plain');
  const named = z.number().transform((value) => `number ${value}`);
  for (let times = 0; times < 2; times += 1) {
    expect(await readOnce(store, PLACE, number)).toBe(7);
    expect(await readOnce(store, PLACE, named)).toBe('number 7');
  }
  expect(reads).toHaveLength(2);
});

test('of very many places the one read first is forgotten', async () => {
  const { store, reads } = countingStore();
  const keys = Array.from({ length: 101 }, (_, index) => `${index}.json`);
  for (const key of keys) await store.write({ ...PLACE, key }, '3', 'text/plain');
  for (const key of [...keys, '100.json', '0.json']) await readOnce(store, { ...PLACE, key }, number);
  expect(reads.slice(101)).toEqual(['0.json']);
});
