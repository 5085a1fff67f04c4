import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import * as z from 'zod';
import { adwin, type AdwinOptions, ADWIN_START } from '#core/monitoring/online/adwin';
import { ddm, type DdmOptions, DDM_START } from '#core/monitoring/online/ddm';
import { eddm, type EddmOptions, EDDM_START } from '#core/monitoring/online/eddm';
import { kswin, KSWIN_START } from '#core/monitoring/online/kswin';
import {
  pageHinkley,
  PAGE_HINKLEY_START,
  type PageHinkleyOptions,
} from '#core/monitoring/online/page-hinkley';
import type { Zone } from '#core/monitoring/online/zone';
import { seededRandom } from '#core/random';

const places = z.array(z.int());
const windows = z.strictObject({ drifts: places, width: z.int(), mean: z.number() });

/** Made by make-vectors.py with river. */
const vectors = z
  .strictObject({
    predictions: z.array(
      z.strictObject({ stream: z.string(), ddm: places, ddmSlow: places, eddm: places, eddmSlow: places }),
    ),
    errors: z.array(
      z.strictObject({
        stream: z.string(),
        pageHinkley: places,
        pageHinkleyUp: places,
        adwin: windows,
        adwinOften: windows,
        kswin: z.strictObject({ drifts: places, pValue: z.number().nullable() }),
      }),
    ),
  })
  .parse(
    JSON.parse(readFileSync(join(import.meta.dirname, '../../../reference/online/vectors.json'), 'utf8')),
  );

/** Feeds a stream; where drift was said, and the state at the end. */
function follow<State extends { readonly zone: Zone }, Value>(
  start: State,
  stream: readonly Value[],
  step: (state: State, value: Value) => State,
): { readonly drifts: readonly number[]; readonly state: State } {
  let state = start;
  const drifts: number[] = [];
  stream.forEach((value, index) => {
    state = step(state, value);
    if (state.zone === 'drift') drifts.push(index);
  });
  return { drifts, state };
}

const byDdm = (stream: readonly boolean[], options?: DdmOptions) =>
  follow(DDM_START, stream, (state, value) => ddm(state, value, options)).drifts;
const byEddm = (stream: readonly boolean[], options?: EddmOptions) =>
  follow(EDDM_START, stream, (state, value) => eddm(state, value, options)).drifts;
const byPageHinkley = (stream: readonly number[], options?: PageHinkleyOptions) =>
  follow(PAGE_HINKLEY_START, stream, (state, value) => pageHinkley(state, value, options)).drifts;
const byAdwin = (stream: readonly number[], options?: AdwinOptions) =>
  follow(ADWIN_START, stream, (state, value) => adwin(state, value, options));
const byKswin = (stream: readonly number[]) =>
  follow(KSWIN_START, stream, (state, value) => kswin(state, value));

describe.each(vectors.predictions.map((vector, index) => [index, vector] as const))(
  'predictions %i',
  (_, { stream, ...vector }) => {
    const errors = stream.split('').map((digit) => digit === '1');

    it('have the drifts that river finds', () => {
      // river takes a lowest rate from the first error on.
      expect(byDdm(errors, { leastErrors: 0 })).toEqual(vector.ddm);
      const slow = { leastValues: 100, leastErrors: 0, warning: 2.5, drift: 4 };
      expect(byDdm(errors, slow)).toEqual(vector.ddmSlow);
      expect(byEddm(errors)).toEqual(vector.eddm);
      expect(byEddm(errors, { leastValues: 50, warning: 0.8, drift: 0.7 })).toEqual(vector.eddmSlow);
    });
  },
);

describe.each(vectors.errors.map((vector, index) => [index, vector] as const))(
  'errors %i',
  (_, { stream, ...vector }) => {
    const errors = stream.split('').map((digit) => Number(digit) / 10);

    it('have the drifts that river finds', () => {
      expect(byPageHinkley(errors, { threshold: 5 })).toEqual(vector.pageHinkley);
      const upwards = { threshold: 8, tolerance: 0.02, memory: 0.999, watch: 'up' } as const;
      expect(byPageHinkley(errors, upwards)).toEqual(vector.pageHinkleyUp);
      for (const [options, expected] of [
        [{}, vector.adwin],
        [{ confidence: 0.05, checkEvery: 1 }, vector.adwinOften],
      ] as const) {
        const { drifts, state } = byAdwin(errors, options);
        expect(drifts).toEqual(expected.drifts);
        expect(state.width).toBe(expected.width);
        expect(state.mean).toBeCloseTo(expected.mean, 12);
      }
      const { drifts, state } = byKswin(errors);
      expect(drifts).toEqual(vector.kswin.drifts);
      if (state.pValue !== null) expect(state.pValue).toBeCloseTo(vector.kswin.pValue ?? -1, 9);
    });
  },
);

/** Of each detector on errors in [0, 1]; those of predictions take an error from a half on as a wrong one. */
const DETECTORS: readonly (readonly [string, (stream: readonly number[]) => readonly number[]])[] = [
  ['pageHinkley', (stream) => byPageHinkley(stream, { threshold: 20, tolerance: 0.05 })],
  ['ddm', (stream) => byDdm(stream.map((value) => value >= 0.5))],
  ['eddm', (stream) => byEddm(stream.map((value) => value >= 0.5))],
  ['adwin', (stream) => byAdwin(stream).drifts],
  ['kswin', (stream) => byKswin(stream).drifts],
];

describe.each(DETECTORS)('%s', (_, driftsOf) => {
  it('says nothing of a constant stream', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (value) => {
        expect(driftsOf(new Array<number>(500).fill(value))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('finds a rise of the error rate from 0.1 to 0.8 within 200 values', () => {
    for (let stream = 0; stream < 20; stream += 1) {
      const random = seededRandom(`rise ${stream}`);
      const values = Array.from({ length: 800 }, (__, row) => (random() < (row < 400 ? 0.1 : 0.8) ? 1 : 0));
      const after = driftsOf(values).filter((place) => place >= 400);
      expect(after[0] ?? 800).toBeLessThan(600);
    }
  });
});

test.each([
  ['pageHinkley', 0.02],
  ['ddm', 0.35],
  ['adwin', 0.01],
  ['kswin', 0.08],
] as const)(
  'F-09 %s calls at most this share of steady streams of 1,000 errors drifted: %d',
  (name, most) => {
    const driftsOf = DETECTORS.find(([own]) => own === name)![1];
    let alarms = 0;
    const streams = 50;
    for (let stream = 0; stream < streams; stream += 1) {
      const random = seededRandom(`steady ${stream}`);
      if (
        driftsOf(Array.from({ length: 1000 }, () => (random() < 0.2 ? 1 - random() / 2 : random() / 2)))
          .length > 0
      )
        alarms += 1;
    }
    expect(alarms / streams).toBeLessThanOrEqual(most);
  },
);

test('a single error after a faultless start is no drift', () => {
  const stream = Array.from({ length: 1000 }, (_, row) => row === 700);
  expect(byDdm(stream)).toEqual([]);
  expect(byDdm(stream, { leastErrors: 0 })).toEqual([700]);
});

test('Page-Hinkley says which way the mean went, and only what it was asked to watch', () => {
  const fall = Array.from({ length: 400 }, (_, row) => (row < 200 ? 0.9 : 0.1));
  const step = (state: typeof PAGE_HINKLEY_START, value: number) =>
    pageHinkley(state, value, { threshold: 5 });
  const state = fall.slice(0, 207).reduce(step, PAGE_HINKLEY_START);
  expect(state).toMatchObject({ zone: 'drift', direction: 'down' });
  expect(byPageHinkley(fall, { threshold: 5, watch: 'up' })).toEqual([]);
});

test('ADWIN keeps what is true now, in few buckets', () => {
  const random = seededRandom('window');
  const stream = Array.from({ length: 6000 }, (_, row) => (row < 4000 ? 0.2 : 0.8) + 0.1 * random());
  const { state } = byAdwin(stream);
  expect(state.mean).toBeCloseTo(0.85, 1);
  expect(state.width).toBeGreaterThan(1900);
  expect(state.width).toBeLessThan(2100);
  expect(state.rows.flat().length).toBeLessThan(6 * 12);
});

test('no detector changes the state it is given, and each state survives JSON', () => {
  const freeze = <Value>(value: Value): Value => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
    return value;
  };
  const random = seededRandom('frozen');
  let states = freeze([PAGE_HINKLEY_START, DDM_START, EDDM_START, ADWIN_START, KSWIN_START] as const);
  for (let row = 0; row < 400; row += 1) {
    const value = random() < (row < 200 ? 0.1 : 0.8) ? 1 : 0;
    const [first, second, third, fourth, fifth] = states;
    states = freeze([
      pageHinkley(first, value, { threshold: 5 }),
      ddm(second, value === 1),
      eddm(third, value === 1),
      adwin(fourth, value),
      kswin(fifth, value),
    ] as const);
    expect(JSON.parse(JSON.stringify(states))).toEqual(states);
  }
});

test.each([
  () => pageHinkley(PAGE_HINKLEY_START, Number.NaN),
  () => adwin(ADWIN_START, Number.POSITIVE_INFINITY),
  () => kswin(KSWIN_START, Number.NaN),
  () => kswin(KSWIN_START, 1, { windowValues: 10, recentValues: 10 }),
  () => eddm(EDDM_START, true, { warning: 0.8, drift: 0.9 }),
])('F-08 what is no error is refused: %s', (call) => {
  expect(call).toThrow(RangeError);
});
