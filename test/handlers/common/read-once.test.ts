import { expect, test } from 'vitest';
import { readOnce } from '#lambdas/common/read-once';
import { memoryObjectStore } from '#test/fakes/memory-object-store';

const PLACE = { bucket: 'assets', key: 'a1b2.json' };
const asJson = (text: string): unknown => JSON.parse(text);

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
  expect([await readOnce(store, PLACE, Number), await readOnce(store, PLACE, Number)]).toEqual([1, 1]);
  expect(reads).toHaveLength(1);
  await expect(readOnce(countingStore().store, PLACE, Number)).rejects.toThrow();
});

test('what cannot be read or parsed is not remembered', async () => {
  const { store, reads } = countingStore();
  await expect(readOnce(store, PLACE, asJson)).rejects.toThrow();
  await store.write(PLACE, '{', 'text/plain');
  await expect(readOnce(store, PLACE, asJson)).rejects.toThrow(SyntaxError);
  await store.write(PLACE, '2', 'text/plain');
  expect(await readOnce(store, PLACE, asJson)).toBe(2);
  expect(reads).toHaveLength(3);
});

test('each reader gets what it made of a place itself', async () => {
  const { store, reads } = countingStore();
  await store.write(PLACE, '7', 'text/plain');
  const named = (text: string, key: string) => `${key}: ${text}`;
  for (let times = 0; times < 2; times += 1) {
    expect(await readOnce(store, PLACE, asJson)).toBe(7);
    expect(await readOnce(store, PLACE, named)).toBe('a1b2.json: 7');
  }
  expect(reads).toHaveLength(2);
});

test('of very many places the one read first is forgotten', async () => {
  const { store, reads } = countingStore();
  const keys = Array.from({ length: 101 }, (_, index) => `${index}.json`);
  for (const key of keys) await store.write({ ...PLACE, key }, '3', 'text/plain');
  for (const key of [...keys, '100.json', '0.json']) await readOnce(store, { ...PLACE, key }, Number);
  expect(reads.slice(101)).toEqual(['0.json']);
});
