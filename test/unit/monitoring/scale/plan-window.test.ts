import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchItemSchema, itemLine, manifestText } from '#core/monitoring/scale/batch';
import { type CaptureObject, isCompressed, plainBytesOf } from '#core/monitoring/scale/capture-object';
import { WindowTooLargeError } from '#core/monitoring/scale/errors';
import {
  DEFAULT_PLAN_LIMITS,
  OBJECT_OVERHEAD_BYTES,
  type PlanLimits,
  STATE_PAYLOAD_BYTES,
} from '#core/monitoring/scale/plan-limits';
import { planWindow } from '#core/monitoring/scale/plan-window';
import { seededRandom, shuffled } from '#core/random';

const HOUR = '2013/04/01/07';
const MiB = 1024 * 1024;

const objects = (count: number, sizeBytes: number, owner = 'gyre-prod-a/v1', suffix = '.jsonl.gz') =>
  Array.from({ length: count }, (_, index): CaptureObject => ({
    key: `${owner}/${HOUR}/${String(index).padStart(6, '0')}${suffix}`,
    sizeBytes,
  }));

const captured = fc
  .array(
    fc.record({
      owner: fc.constantFrom('gyre-prod-a/v1', 'gyre-prod-a/v2', 'gyre-prod-b/v1'),
      name: fc.uuid(),
      suffix: fc.constantFrom('.jsonl', '.jsonl.gz'),
      sizeBytes: fc.oneof(fc.nat(5 * MiB), fc.nat({ max: 3_000_000_000 })),
    }),
    { maxLength: 60 },
  )
  .map((all) =>
    all.map(({ owner, name, suffix, sizeBytes }) => ({
      key: `${owner}/${HOUR}/${name}${suffix}`,
      sizeBytes,
    })),
  );

describe('planWindow', () => {
  it('has every byte of every object in exactly one batch, of one owner, and none above the limit', () => {
    fc.assert(
      fc.property(captured, (all) => {
        const plan = planWindow(all);
        const pieces = plan.batches.flatMap(({ owner, pieces: own }) => {
          expect(own.every(({ key }) => key.startsWith(`${owner}/`))).toBe(true);
          return own;
        });
        for (const { key, sizeBytes } of all) {
          const own = pieces.filter((piece) => piece.key === key).sort((a, b) => a.from - b.from);
          expect(own[0]?.from).toBe(0);
          own.slice(1).forEach((piece, at) => expect(piece.from).toBe(own[at]?.to));
          expect(own[own.length - 1]?.to).toBe(sizeBytes);
          if (isCompressed(key)) expect(own).toHaveLength(1);
        }
        expect(new Set(pieces.map(({ key }) => key)).size).toBe(all.length);
        for (const { plainBytes, pieces: own } of plan.batches) {
          if (own.length > 1) expect(plainBytes).toBeLessThanOrEqual(DEFAULT_PLAN_LIMITS.mostBytes);
        }
        expect(plan.plainBytes).toBe(all.reduce((sum, object) => sum + plainBytesOf(object, 4), 0));
      }),
      { numRuns: 60 },
    );
  });

  it('is the same whatever the order of the listing, and another for another object', () => {
    fc.assert(
      fc.property(captured, fc.nat(), (all, seed) => {
        const order = shuffled(all.length, seededRandom(String(seed)));
        const another = order.flatMap((at) => all[at] ?? []);
        expect(planWindow(another)).toEqual(planWindow(all));
        const more = [...all, ...objects(1, 1, 'gyre-prod-z/v1')];
        expect(planWindow(more).planId).not.toBe(planWindow(all).planId);
      }),
      { numRuns: 30 },
    );
  });

  it('reads inline below 5 GB, and by a map from there on', () => {
    const half = objects(50, 25_000_000, 'gyre-prod-a/v1');
    expect(planWindow(half)).toMatchObject({ mode: 'map', plainBytes: 5e9 });
    expect(planWindow(half.slice(1))).toMatchObject({ mode: 'inline', plainBytes: 4.9e9 });
    // Small objects: what they cost is their first byte.
    expect(planWindow(objects(5001, 1000)).mode).toBe('map');
    expect(planWindow(objects(5000, 1000)).mode).toBe('inline');
    const owners = Array.from({ length: 41 }, (_, at) => objects(1, 1000, `gyre-prod-a${at}/v1`)).flat();
    expect(planWindow(owners).mode).toBe('map');
    expect(planWindow(owners.slice(1)).mode).toBe('inline');
    expect(planWindow([])).toMatchObject({ mode: 'inline', batches: [], concurrency: 1 });
  });

  it('cuts a plain object that is too large for one function, and leaves a compressed one alone', () => {
    const [plain] = objects(1, 25e9, 'gyre-prod-a/v1', '.jsonl');
    const [compressed] = objects(1, 3e9, 'gyre-prod-b/v1');
    const plan = planWindow([plain, compressed].filter((object) => object !== undefined));
    expect(plan.batches.filter(({ owner }) => owner === 'gyre-prod-a/v1').length).toBeGreaterThan(24);
    expect(plan.oversized).toEqual([compressed?.key]);
    expect(plan.batches.filter(({ owner }) => owner === 'gyre-prod-b/v1')).toHaveLength(1);
  });

  it('takes larger batches rather than too many, and refuses what fits no map run', () => {
    const few: PlanLimits = { ...DEFAULT_PLAN_LIMITS, mostBatches: 12 };
    const all = objects(400, 25_000_000);
    const plan = planWindow(all, few);
    expect(plan.batches.length).toBeLessThanOrEqual(12);
    expect(Math.max(...plan.batches.map(({ plainBytes }) => plainBytes))).toBeLessThanOrEqual(1e10);
    expect(() => planWindow(objects(3000, 25_000_000), few)).toThrow(WindowTooLargeError);
  });

  it('keeps every item within what the input of a child may be', () => {
    const long = 'k'.repeat(700);
    const all = objects(2000, 4000, 'gyre-prod-a/v1', `-${long}.jsonl.gz`);
    const plan = planWindow(all);
    const lines = manifestText(plan.batches).trimEnd().split('\n');
    expect(lines).toHaveLength(plan.batches.length);
    for (const line of lines) {
      expect(Buffer.byteLength(line)).toBeLessThan(STATE_PAYLOAD_BYTES);
      batchItemSchema.parse(JSON.parse(line));
    }
    expect(plan.batches.flatMap(({ pieces }) => pieces)).toHaveLength(2000);
    expect(planWindow(all, { ...DEFAULT_PLAN_LIMITS, concurrency: 8 }).concurrency).toBe(
      Math.min(8, plan.batches.length),
    );
  });

  it('plans 100,000 objects of 40 models with work that grows as the objects do', () => {
    let reads = 0;
    class Counted {
      readonly sizeBytes: number;
      readonly #key: string;
      constructor(key: string, sizeBytes: number) {
        this.#key = key;
        this.sizeBytes = sizeBytes;
      }
      get key() {
        reads += 1;
        return this.#key;
      }
    }
    const day = (count: number) => {
      const random = seededRandom(String(count));
      return Array.from({ length: count }, (_, index) => {
        const folder = `gyre-prod-model-${index % 40}/v1/${HOUR}`;
        const key = `${folder}/${Math.floor(random() * 1e12)}-${index}.jsonl.gz`;
        return new Counted(key, Math.floor(random() * 400_000));
      });
    };
    const cost = (count: number) => {
      const all = day(count);
      reads = 0;
      const plan = planWindow(all);
      return { plan, reads };
    };
    const small = cost(25_000);
    const large = cost(100_000);
    // Four times the objects: four times the work, and the logarithm of the sort.
    expect(large.reads / small.reads).toBeLessThan(4 * 1.25);
    expect(large.reads / 100_000).toBeLessThan(50);
    expect(large.plan.mode).toBe('map');
    expect(large.plan.objects).toBe(100_000);
    expect(Object.keys(large.plan.merges)).toHaveLength(40);
    expect(large.plan.batches.reduce((sum, { pieces }) => sum + pieces.length, 0)).toBe(100_000);
    const target = DEFAULT_PLAN_LIMITS.targetBytes + OBJECT_OVERHEAD_BYTES;
    for (const { plainBytes } of large.plan.batches) expect(plainBytes).toBeLessThan(2 * target);
    expect(Math.max(...large.plan.batches.map((batch) => itemLine(batch).length))).toBeLessThan(
      DEFAULT_PLAN_LIMITS.mostItemBytes,
    );
  });
});
