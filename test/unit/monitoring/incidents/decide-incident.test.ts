import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideIncident } from '#core/monitoring/incidents/decide-incident';
import type { Incident } from '#core/monitoring/incidents/incident-record';
import type { Judgement } from '#core/monitoring/incidents/judgements';
import { closeIncident, openIncident, updateIncident } from '#core/monitoring/incidents/next-incident';
import { evidence, incident, judgement, MOMENT, SERVING } from './support/incidents.ts';

const [MARCH, APRIL, MAY, JUNE] = ['2013-03-01', '2013-04-01', '2013-05-01', '2013-06-01'] as const;
const decide = (judgements: readonly Judgement[], incidents: readonly Incident[] = [], serving = SERVING) =>
  decideIncident({ cause: 'drift', serving, judgements, incidents });
const good = (subject: string) => judgement(subject, { isBad: false });
const ended = { how: 'closed-by-person', version: null, by: 'ada' } as const;
const closed = (one: Incident) => closeIncident(one, ended, MOMENT);

describe('opens', () => {
  test('at the first bad window of an unbroken run', () => {
    expect(decide([judgement(MARCH), good(APRIL), judgement(MAY), judgement(JUNE)])).toMatchObject({
      decision: 'open',
      firstBad: MAY,
      judgement: { subject: JUNE },
    });
  });

  test('G-02 not before drift is confirmed, and then from the first drifted window', () => {
    const april = judgement(APRIL, { isConfirmed: false });
    expect(decide([april])).toEqual({ decision: 'nothing' });
    expect(decide([april, judgement(MAY)])).toMatchObject({ decision: 'open', firstBad: APRIL });
  });

  test('F-03 nothing for a window that a closed incident has covered, also when it is judged again', () => {
    const incidents = [closed(incident())];
    expect(decide([judgement(MAY, { revision: 2 })], incidents)).toEqual({ decision: 'nothing' });
    expect(decide([judgement(MAY), judgement(JUNE)], incidents)).toMatchObject({ firstBad: JUNE });
  });

  test('one of each cause beside the other', () => {
    const quality = incident({ cause: 'quality' });
    expect(decide([judgement(MAY)], [quality])).toMatchObject({ decision: 'open' });
  });
});

describe('an open incident', () => {
  test('is updated by a further bad window and by a new revision, and by nothing it has seen', () => {
    expect(decide([judgement(MAY)], [incident()])).toEqual({ decision: 'nothing' });
    expect(decide([judgement(APRIL)], [incident()])).toEqual({ decision: 'nothing' });
    expect(decide([judgement(MAY), judgement(JUNE)], [incident()])).toMatchObject({ decision: 'update' });
    expect(decide([judgement(MAY, { revision: 2 })], [incident()])).toMatchObject({ decision: 'update' });
  });

  test('is not closed by drift that is no longer confirmed', () => {
    const june = judgement(JUNE, { isConfirmed: false });
    expect(decide([judgement(MAY), june], [incident()])).toMatchObject({ decision: 'update' });
  });

  test('is closed by a good verdict, or when its own window turns out good', () => {
    const ending = { how: 'back-to-normal', version: null };
    expect(decide([judgement(MAY), good(JUNE)], [incident()])).toMatchObject({ decision: 'close', ending });
    const again = judgement(MAY, { revision: 2, isBad: false });
    expect(decide([again], [incident()])).toMatchObject({ decision: 'close', ending });
  });

  test('is closed when another version serves, which then has incidents of its own', () => {
    const serving = { version: 2, how: 'restored' } as const;
    const decision = decide([judgement(JUNE)], [incident()], serving);
    expect(decision).toMatchObject({ decision: 'close', ending: { how: 'restored', version: 2 } });
    expect(decide([judgement(JUNE)], [closed(incident())], serving)).toMatchObject({ decision: 'open' });
  });
});

/** What the handler does with a decision, without its reads. */
function step(judgements: readonly Judgement[], incidents: readonly Incident[], asOf: string) {
  const decision = decide(judgements, incidents);
  const moment = { asOf, at: MOMENT.at };
  switch (decision.decision) {
    case 'nothing':
      return incidents;
    case 'open': {
      const found = { model: 'air-time', cause: 'drift', version: 1, ...decision } as const;
      return [...incidents, openIncident(found, evidence(), moment)];
    }
    case 'update':
    case 'close': {
      const next =
        decision.decision === 'close'
          ? closeIncident(decision.incident, { ...decision.ending, by: 'test' }, moment)
          : updateIncident(decision.incident, decision.judgement, evidence(), moment);
      return incidents.map((one) => (one === decision.incident ? next : one));
    }
  }
}

describe('G-12 laws, under any order and repetition of verdicts', () => {
  const arrival = fc.record({
    window: fc.integer({ min: 1, max: 6 }),
    revision: fc.integer({ min: 1, max: 3 }),
    isBad: fc.boolean(),
    isClosedByPerson: fc.boolean(),
  });
  const arrivals = fc.array(arrival, { maxLength: 25 });

  /** After each arrival, what is known is the newest revision of each window; each step runs twice. */
  function play(
    all: readonly { window: number; revision: number; isBad: boolean; isClosedByPerson: boolean }[],
  ) {
    const known = new Map<string, Judgement>();
    let incidents: readonly Incident[] = [];
    const states: (readonly Incident[])[] = [];
    all.forEach(({ window, revision, isBad, isClosedByPerson }, index) => {
      const subject = `2013-0${window}-01`;
      if ((known.get(subject)?.revision ?? 0) < revision)
        known.set(subject, judgement(subject, { revision, isBad }));
      const judgements = [...known.values()].sort((a, b) => (a.subject < b.subject ? -1 : 1));
      const asOf = new Date(Date.UTC(2013, 6, 1 + index)).toISOString();
      const once = step(judgements, incidents, asOf);
      incidents = step(judgements, once, asOf);
      expect(incidents).toEqual(once);
      if (isClosedByPerson) incidents = incidents.map((one) => (one.status === 'closed' ? one : closed(one)));
      states.push(incidents);
    });
    return states;
  }

  test('at most one incident is open, ids never repeat, nothing closed opens again', () => {
    fc.assert(
      fc.property(arrivals, (all) => {
        let before: readonly Incident[] = [];
        for (const incidents of play(all)) {
          expect(incidents.filter(({ status }) => status !== 'closed').length).toBeLessThanOrEqual(1);
          expect(new Set(incidents.map(({ incidentId }) => incidentId)).size).toBe(incidents.length);
          const ended = before.filter(({ status }) => status === 'closed');
          for (const one of ended) expect(incidents).toContainEqual(one);
          before = incidents;
        }
      }),
      { numRuns: 150 },
    );
  });

  test('each incident says once that it opened, once that it closed, and news once a day at most', () => {
    fc.assert(
      fc.property(arrivals, (all) => {
        for (const { outbox, status } of play(all).at(-1) ?? []) {
          const count = (kind: string) => outbox.filter((own) => own.kind === kind).length;
          expect([count('opened'), count('closed')]).toEqual([1, status === 'closed' ? 1 : 0]);
          const days = outbox.filter(({ kind }) => kind !== 'closed').map(({ asOf }) => asOf.slice(0, 10));
          expect(new Set(days).size).toBe(days.length);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('verdicts that are all known at once lead to one end in any order', () => {
    const windows = fc.uniqueArray(
      fc.record({ window: fc.integer({ min: 1, max: 6 }), isBad: fc.boolean() }),
      {
        selector: ({ window }) => window,
      },
    );
    fc.assert(
      fc.property(windows, (all) => {
        const inOrder = all
          .toSorted((a, b) => a.window - b.window)
          .map((own) => judgement(`2013-0${own.window}-01`, own));
        const decision = decide(inOrder);
        expect(decision.decision).toBe(inOrder.at(-1)?.isBad === true ? 'open' : 'nothing');
      }),
      { numRuns: 100 },
    );
  });
});
