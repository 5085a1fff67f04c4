import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planMerge } from '#core/monitoring/scale/merge-tree';

const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,6}$/), { minLength: 1, maxLength: 120 });

it('brings every result into the last one exactly once, in as few levels as the fan-in allows', () => {
  fc.assert(
    fc.property(names, fc.integer({ min: 2, max: 9 }), (leaves, fanIn) => {
      const levels = planMerge(leaves, fanIn);
      const parts = new Map(leaves.map((leaf) => [leaf, [leaf]]));
      for (const steps of levels) {
        for (const { output, inputs } of steps) {
          expect(inputs.length).toBeLessThanOrEqual(fanIn);
          const own = inputs.flatMap((input) => parts.get(input) ?? []);
          inputs.forEach((input) => parts.delete(input));
          parts.set(output, own);
        }
      }
      expect(parts.size).toBe(1);
      expect([...parts.values()].flat().sort()).toEqual(leaves.toSorted());
      let reach = 1;
      let least = 0;
      while (reach < leaves.length) {
        reach *= fanIn;
        least += 1;
      }
      expect(levels).toHaveLength(least);
      expect(planMerge(leaves.toReversed(), fanIn)).toEqual(levels);
    }),
    { numRuns: 100 },
  );
});
