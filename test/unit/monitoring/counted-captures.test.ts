import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '#core/random';
import { type Baseline, baselineColumn } from '#core/monitoring/baseline';
import { CountedCaptures } from '#core/monitoring/counted-captures';
import { sampledLines } from '#core/monitoring/sampled-lines';
import { CaptureSketches } from '#core/monitoring/sketch-captures';
import { captureDecoder } from '#core/serving/capture-record';
import { BINS, captureText } from '../engine/kernel/support/capture-lines.ts';
import { watchedBaseline } from './support/watched.ts';

const facts = { source: { bucket: 'capture', key: 'a' }, bucket: '1h', hour: '2024-05-10T11' } as const;
const random = seededRandom('training');
const values = Array.from({ length: 500 }, () => Math.round(200 * (random() - 0.5)) / 4);
const days = values.map((_, row) => row % 20);
const baseline: Baseline = {
  ...watchedBaseline(),
  features: BINS.features.map((_, at) => baselineColumn(`f${at}`, values, days)),
  sample: ['1,2'],
};
const TERMS = { features: baseline.features.map(({ name }) => name) };

function counted(texts: readonly Uint8Array[], plainBytes: number, cut: number) {
  const captures = new CountedCaptures(baseline, facts, TERMS, plainBytes);
  for (const bytes of texts) {
    for (let at = 0; at < bytes.length; at += cut) captures.push(bytes.subarray(at, at + cut));
    captures.endObject();
  }
  return captures.finish();
}

function lineByLine(texts: readonly Uint8Array[]) {
  const captures = new CaptureSketches(baseline, facts);
  const decode = captureDecoder(TERMS);
  for (const bytes of texts) {
    const lines = new TextDecoder().decode(bytes).split('\n');
    for (const line of lines) if (line.trim() !== '') captures.add(decode(line.trim()));
  }
  return { sketches: captures.finish(), requests: captures.requests };
}

test('counts captures as they are counted record by record, whatever they are and however they are cut', () => {
  let rows = 0;
  const objects = fc.array(fc.array(fc.integer(), { minLength: 1, maxLength: 40 }), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(objects, fc.integer({ min: 50, max: 9000 }), (seeds, cut) => {
      const texts = seeds.map((own) =>
        Buffer.from(own.map((seed) => captureText(seededRandom(String(seed)))).join('\n')),
      );
      const slow = lineByLine(texts);
      // So few bytes that every line is read for its scores and the sample.
      const fast = counted(texts, 1, cut);
      expect(fast.requests).toBe(slow.requests);
      const withoutEvents = [...slow.sketches].map(([start, sketch]) => [start, { ...sketch, events: [] }]);
      expect(Object.fromEntries(fast.sketches)).toEqual(Object.fromEntries(withoutEvents));
      for (const sketch of fast.sketches.values()) rows += sketch.rows;
    }),
    { numRuns: 60, seed: 11 },
  );
  expect(rows).toBeGreaterThan(500);
}, 30_000);

test('scores some of many lines only, and counts all', () => {
  const text = Buffer.from(
    Array.from({ length: 2000 }, (_, seed) => captureText(seededRandom(`m${seed}`))).join('\n'),
  );
  const [all, some] = [counted([text], 1, 4096), counted([text], 100 * 10_000 * 30, 4096)];
  const total = (of: typeof all, what: 'rows' | 'sampled') =>
    [...of.sketches.values()].reduce(
      (sum, sketch) => sum + (what === 'rows' ? sketch.rows : (sketch.sample?.of ?? 0)),
      0,
    );
  expect(total(some, 'rows')).toBe(total(all, 'rows'));
  expect(total(some, 'sampled')).toBeLessThan(total(all, 'sampled') / 2);
  expect(total(some, 'sampled')).toBeGreaterThan(0);
});

test('the same lines are sampled however the bytes are cut', () => {
  const text = Array.from({ length: 300 }, (_, at) => 'x'.repeat((at * 7) % 23) + String(at)).join('\n');
  const sampled = (stride: number, cut: number) => {
    const lines: string[] = [];
    const sampler = sampledLines(stride, (line) => lines.push(line));
    for (let at = 0; at < text.length; at += cut) sampler.push(Buffer.from(text.slice(at, at + cut)));
    sampler.endObject();
    return lines;
  };
  expect(sampled(0.5, 13)).toEqual(text.split('\n'));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 500 }), (stride, cut) => {
      const lines = sampled(stride, cut);
      expect(lines).toEqual(sampled(stride, text.length));
      expect(new Set(lines).size).toBe(lines.length);
      expect(lines.length).toBeLessThanOrEqual(Math.ceil(text.length / stride));
    }),
  );
});
