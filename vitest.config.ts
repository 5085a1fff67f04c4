import { defineConfig } from 'vitest/config';

/** One project per cost: the fast ones run on every save, the slow ones start real processes. */
const project = (name: string, testTimeoutSeconds: number, group = 0) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: testTimeoutSeconds * 1000,
    hookTimeout: testTimeoutSeconds * 1000,
    sequence: { groupOrder: group },
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', './build/total-line-reporter.ts'],
    projects: [
      project('unit', 20),
      project('handlers', 20),
      project('statemachines', 20),
      project('architecture', 60),
      project('infra', 120),
      project('contract', 180, 1),
      project('local', 180, 1),
      project('faults', 180, 1),
      // Each file has a cloud of its own, and waits for it more than it works: two of them stay below two cores.
      project('loop', 600, 2),
    ],
  },
});
