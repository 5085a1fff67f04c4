import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaptureObject } from '#core/monitoring/scale/capture-object';
import { planCompaction } from '#core/monitoring/scale/compaction-plan';
import {
  claimKey,
  type CompactedFolder,
  type CompactionStep,
  compactionRecordSchema,
  finishKey,
  finishRecord,
  type Generation,
  isAtRest,
  nextStep,
  placesOf,
  readableKeys,
} from '#core/monitoring/scale/compaction-protocol';
import { parseCaptureKey } from '#core/serving/capture-key';

const FOLDER = 'gyre-prod-a/v1/2013/04/01/07';
const LIMITS = { smallBytes: 100, targetBytes: 250, mostMembers: 10, plainPerCompressed: 4 };
const named = (name: string) => `${FOLDER}/${name}.jsonl`;

describe('planCompaction', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 160 }), { maxLength: 40 });
  const of = (all: readonly number[]): CaptureObject[] =>
    all.map((sizeBytes, at) => ({ key: named(String(at).padStart(3, '0')), sizeBytes }));

  it('takes small objects once each, up to the size aimed at, and the same ones in any order', () => {
    fc.assert(
      fc.property(sizes, (all) => {
        const objects = of(all);
        const groups = planCompaction(FOLDER, objects, LIMITS);
        const bytes = new Map(objects.map(({ key, sizeBytes }) => [key, sizeBytes]));
        const members = groups.flatMap((group) => group.members);
        expect(new Set(members).size).toBe(members.length);
        for (const group of groups) {
          const sum = group.members.reduce((total, key) => total + (bytes.get(key) ?? Number.NaN), 0);
          expect(sum).toBeLessThanOrEqual(LIMITS.targetBytes);
          expect(group.members.length).toBeGreaterThan(1);
          expect(group.members.every((key) => (bytes.get(key) ?? 0) < LIMITS.smallBytes)).toBe(true);
          // To whoever watches for captures it is none: its records are counted already.
          expect(parseCaptureKey(group.key)).toBeUndefined();
        }
        expect(planCompaction(FOLDER, objects.toReversed(), LIMITS)).toEqual(groups);
      }),
      { numRuns: 100 },
    );
  });

  it('leaves a folder alone whose objects are large enough on average', () => {
    expect(planCompaction(FOLDER, of([99, 99, 110, 110]), LIMITS)).toEqual([]);
    expect(planCompaction(FOLDER, of([99, 99, 99]), LIMITS)).toHaveLength(1);
  });
});

/** A bucket: what is in it, and the two ways of writing. */
class Bucket {
  readonly captures = new Map<string, readonly number[]>();
  readonly compacted = new Map<string, readonly number[]>();
  readonly records = new Map<string, string>();
}

const listed = ({ captures }: Bucket): readonly CaptureObject[] =>
  [...captures].map(([key, rows]) => ({ key, sizeBytes: 20 * rows.length }));

function generationsOf(bucket: Bucket): readonly Generation[] {
  const generations: Generation[] = [];
  for (let number = 1; ; number += 1) {
    const text = bucket.records.get(claimKey(FOLDER, number));
    if (text === undefined) return generations;
    const { groups } = compactionRecordSchema.parse(JSON.parse(text));
    generations.push({ groups, isFinished: bucket.records.has(finishKey(FOLDER, number)) });
  }
}

/** Who compacts, one effect at a time: it may stop between any two, and begin anew. */
function* compactor(bucket: Bucket): Generator<undefined, void> {
  for (;;) {
    const objects = listed(bucket);
    yield;
    const generations = generationsOf(bucket);
    const seen: CompactedFolder = {
      ...{ folder: FOLDER, objects, generations },
      compacted: new Set(bucket.compacted.keys()),
    };
    yield;
    const step = nextStep(seen, LIMITS);
    if (step.kind === 'rest') return;
    yield* effectOf(bucket, step);
  }
}

function* effectOf(
  bucket: Bucket,
  step: Exclude<CompactionStep, { kind: 'rest' }>,
): Generator<undefined, void> {
  switch (step.kind) {
    case 'claim':
      if (!bucket.records.has(step.key)) bucket.records.set(step.key, JSON.stringify(step.record));
      break;
    case 'write': {
      const rows: number[] = [];
      for (const key of step.group.members) {
        const own = bucket.captures.get(key);
        // Somebody else has finished and deleted: look again.
        if (own === undefined) return;
        rows.push(...own);
        yield;
      }
      if (!bucket.compacted.has(step.group.key)) bucket.compacted.set(step.group.key, rows);
      break;
    }
    case 'finish':
      bucket.records.set(step.key, '{}');
      break;
    case 'delete':
      for (const key of step.keys) {
        bucket.captures.delete(key);
        yield;
      }
  }
  yield;
}

/** Who reads: all records, or nothing because it has to list again. */
function* reader(bucket: Bucket, found: (rows: readonly number[]) => void): Generator<undefined, void> {
  for (;;) {
    const objects = listed(bucket);
    yield;
    const keys = readableKeys({ objects, generations: generationsOf(bucket) });
    const rows: number[] = [];
    let isWhole = true;
    for (const key of keys) {
      yield;
      const own = bucket.captures.get(key) ?? bucket.compacted.get(key);
      if (own === undefined) isWhole = false;
      else rows.push(...own);
    }
    if (isWhole) {
      found(rows);
      return;
    }
  }
}

const EVENTS = ['arrive', 'read', 'stop-0', 'stop-1', 'step-0', 'step-1', 'step-reader'] as const;
/** One of them goes on for a while, since what goes wrong does so when somebody else was asleep. */
const happenings = fc.array(
  fc.record({ event: fc.constantFrom(...EVENTS), times: fc.integer({ min: 1, max: 25 }) }),
  { minLength: 5, maxLength: 40 },
);

it('counts each record once, whoever fails and repeats at any point, and whoever reads meanwhile', () => {
  let finished = 0;
  fc.assert(
    fc.property(happenings, (all) => {
      const bucket = new Bucket();
      let record = 0;
      const arrive = () => {
        const rows = Array.from({ length: 1 + (record % 3) }, (_, at) => record + at);
        bucket.captures.set(named(`n${String(record).padStart(4, '0')}`), rows);
        record += rows.length;
      };
      for (let count = 0; count < 6; count += 1) arrive();
      const compactors = [compactor(bucket), compactor(bucket)];
      let reading: Generator<undefined, void> | undefined;
      const read = () => {
        const known = record;
        return reader(bucket, (rows) => {
          expect(new Set(rows).size).toBe(rows.length);
          expect(rows.filter((row) => row < known)).toHaveLength(known);
        });
      };
      const advance = (which: number) => {
        if (compactors[which]?.next().done === true) compactors[which] = compactor(bucket);
      };
      for (const event of all.flatMap((one) => new Array<typeof one.event>(one.times).fill(one.event))) {
        if (event === 'arrive') arrive();
        else if (event === 'read') reading ??= read();
        else if (event === 'step-reader') reading = reading?.next().done === true ? undefined : reading;
        else if (event.startsWith('stop')) compactors[Number(event.at(-1))] = compactor(bucket);
        else advance(Number(event.at(-1)));
      }
      // Left alone, one of them comes to rest, with the same records in fewer objects.
      const last = compactor(bucket);
      while (last.next().done !== true);
      const end = read();
      while (end.next().done !== true);
      const generations = generationsOf(bucket);
      finished += generations.length;
      expect(generations.every(({ isFinished }) => isFinished)).toBe(true);
      expect(planCompaction(FOLDER, listed(bucket), LIMITS)).toEqual([]);
      for (const group of generations.flatMap(({ groups }) => groups))
        for (const member of group.members) expect(placesOf(generations).get(member)).toBe(group.key);
    }),
    { numRuns: 300 },
  );
  // Later generations were met as well.
  expect(finished).toBeGreaterThan(300);
});

it('lets nobody wait for a generation that is not finished: its members count as before', () => {
  const objects = ['a', 'b', 'c'].map((name) => ({ key: named(name), sizeBytes: 20 }));
  const groups = planCompaction(FOLDER, objects.slice(0, 2), LIMITS);
  const open = { objects, generations: [{ groups, isFinished: false }] };
  expect(readableKeys(open)).toEqual(objects.map(({ key }) => key));
  expect(placesOf(open.generations).size).toBe(0);
  const generations = [{ groups, isFinished: true }];
  expect(readableKeys({ objects, generations })).toEqual([named('c'), groups[0]?.key]);
  expect(placesOf(generations).get(named('a'))).toBe(groups[0]?.key);
});

it('keeps the plan that was there first, when somebody wakes up with another one', () => {
  const bucket = new Bucket();
  const arrive = (name: string, rows: readonly number[]) => bucket.captures.set(named(name), rows);
  arrive('b', [1, 2]);
  arrive('c', [3]);
  const [early, late] = [compactor(bucket), compactor(bucket)];
  early.next();
  arrive('a', [4]);
  // Sees one object more, and no plan; then sleeps while the other one claims, writes, finishes and deletes.
  late.next();
  late.next();
  while (early.next().done !== true);
  const plan = bucket.records.get(claimKey(FOLDER, 1));
  while (late.next().done !== true);
  expect(bucket.records.get(claimKey(FOLDER, 1))).toBe(plan);
  const found: number[] = [];
  const reading = reader(bucket, (rows) => found.push(...rows));
  for (let step = 0; step < 20 && reading.next().done !== true; step += 1);
  expect(found.sort()).toEqual([1, 2, 3, 4]);
});

it('leaves a broken archive what it is: neither replaced nor planned again', () => {
  const objects = ['a', 'b', 'c', 'd'].map((name) => ({ key: named(name), sizeBytes: 20 }));
  const groups = planCompaction(FOLDER, objects, LIMITS);
  const left = [named('b'), named('d')];
  const record = finishRecord(groups, [{ format: 1, left, starts: [], members: {} }]);
  const generations = [{ groups: record.groups, left, isFinished: true }];
  const compacted = new Set(groups.map(({ key }) => key));
  expect(readableKeys({ objects, generations })).toEqual([...left, ...compacted]);
  const seen = { folder: FOLDER, objects, compacted, generations };
  expect(nextStep(seen, LIMITS)).toEqual({ kind: 'delete', keys: [named('a'), named('c')] });
  const rest = objects.filter(({ key }) => left.includes(key));
  expect(nextStep({ ...seen, objects: rest }, LIMITS)).toEqual({ kind: 'rest' });
});

it('tells by one listing that nothing is to be done, unless something may be', () => {
  const objects = ['a', 'b'].map((name) => ({ key: named(name), sizeBytes: 20 }));
  const [claim, finish] = [claimKey(FOLDER, 1), finishKey(FOLDER, 1)];
  const atRest = (of: readonly CaptureObject[], records: readonly string[]) =>
    isAtRest({ folder: FOLDER, objects: of }, records, LIMITS);
  expect([atRest([], []), atRest(objects.slice(1), []), atRest([], [claim, finish])]).toEqual([
    true,
    true,
    true,
  ]);
  expect([atRest(objects, []), atRest([], [claim]), atRest(objects, [claim, finish])]).toEqual([
    ...[false, false, false],
  ]);
});
