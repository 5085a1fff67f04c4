/**
 * `npm run test:sabotage`: each step of the loop is broken for real, one at a time, and the demo must fail and name it.
 * A demo that passes with a broken step proves nothing about that step.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { SABOTAGES } from '../cli/demo/sabotage.ts';

const CLI = join(import.meta.dirname, '..', 'cli', 'gyre.mjs');

interface Run {
  readonly step: string;
  readonly exitCode: number;
  readonly named: string;
  readonly headline: string;
  readonly seconds: number;
}

async function play(step: string): Promise<Run> {
  const begin = performance.now();
  const child = spawn(process.execPath, [CLI, 'demo', '--sabotage', step, '--json', '--quiet'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const exitCode = await new Promise<number>((resolve) => {
    child.on('close', (code) => resolve(code ?? 1));
  });
  const error = errorIn(output);
  return {
    ...{ step, exitCode, named: error.where ?? '', headline: error.message ?? '' },
    seconds: Math.round((performance.now() - begin) / 1000),
  };
}

function errorIn(output: string): { readonly where?: string; readonly message?: string } {
  try {
    const { error } = JSON.parse(output) as {
      readonly error?: { readonly where?: string; readonly message?: string };
    };
    return error ?? {};
  } catch {
    return {};
  }
}

let failed = 0;
const begin = performance.now();
const chosen = process.argv.slice(2);
for (const step of SABOTAGES.filter((name) => chosen.length === 0 || chosen.includes(name))) {
  const run = await play(step);
  const isFound = run.exitCode !== 0 && run.named === step;
  if (!isFound) failed += 1;
  const found = isFound ? 'found' : `NOT FOUND (exit ${run.exitCode}, named ${run.named || 'nothing'})`;
  console.log(`${isFound ? '  ok' : 'FAIL'}  ${step.padEnd(9)} ${found}: ${run.headline} (${run.seconds} s)`);
}
const total = chosen.length === 0 ? SABOTAGES.length : chosen.length;
console.log(
  `sabotage: ${total - failed} passed, ${failed} failed in ${Math.round((performance.now() - begin) / 1000)} s`,
);
if (failed > 0) process.exitCode = 1;
