import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readMachine, ROOT } from './support/definition.ts';

/** Fed by queues and schedules, not by their room's machine. */
const FED_BY_EVENTS = ['claim-upload', 'sweep-landing'];

test.each(['data', 'training', 'deployment'])('machine %s calls every function of its room', (room) => {
  const text = JSON.stringify(readMachine(room));
  const called = [...text.matchAll(/\$\{(\w+)FunctionArn\}/g)].map(([, name = '']) =>
    name.replace(/[A-Z]/g, (letter, at: number) => `${at === 0 ? '' : '-'}${letter.toLowerCase()}`),
  );
  const functions = globSync(`lambdas/${room}/*/handler.ts`, { cwd: ROOT }).map((path) =>
    path.split('/').at(-2),
  );
  expect([...new Set(called)].sort()).toEqual(
    functions.filter((name) => name !== undefined && !FED_BY_EVENTS.includes(name)).sort(),
  );
});
