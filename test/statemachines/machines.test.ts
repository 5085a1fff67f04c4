import { describe, expect, test } from 'vitest';
import { aslChecks } from './asl-checks.ts';
import { machineNames, readMachine } from './support/definition.ts';

describe.each(machineNames())('B-02 B-04 B-07 machine %s', (name) => {
  const definition = readMachine(name);

  test.each(aslChecks)('$title', ({ find }) => {
    expect(find(definition)).toEqual([]);
  });
});
