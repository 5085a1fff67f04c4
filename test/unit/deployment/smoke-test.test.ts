import { describe, expect, it } from 'vitest';
import { judgeSmokeTest } from '#core/deployment/smoke-test';

const golden = [
  { line: '1,2', expected: 100 },
  { line: '3,4', expected: 200 },
];

describe('judgeSmokeTest', () => {
  it('passes when answers equal the offline predictions to tolerance', () => {
    expect(judgeSmokeTest(golden, ['100.001', '200'], 1e-4)).toMatchObject({ passed: true, compared: 2 });
  });

  it.each([
    ['E-08 too few lines', ['100']],
    ['E-08 NaN', ['NaN', '200']],
    ['E-08 an empty line', ['', '200']],
    ['another value', ['100.1', '200']],
    ['E-08 text', ['oops', '200']],
  ])('fails on %s', (_, answers) => {
    expect(judgeSmokeTest(golden, answers, 1e-4).passed).toBe(false);
  });

  it('fails without golden records: nothing was proved', () => {
    expect(judgeSmokeTest([], [], 1e-4).passed).toBe(false);
  });
});
