#!/usr/bin/env node
/**
 * What `gyre` starts: any Node can run this file. Gyre itself is TypeScript that Node 24 runs as it is, so an older
 * one hands over to the Node 24 that `npm ci` installed as a locked dependency.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MINIMUM_MAJOR = 24;
const EXIT_ENVIRONMENT = 3;
const here = dirname(fileURLToPath(import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= MINIMUM_MAJOR) {
  // Half of a short command's time was turning TypeScript into code: what was turned once is kept. A folder that
  // cannot be written to is no error.
  module.enableCompileCache(join(here, '..', 'node_modules', '.cache', 'gyre'));
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  handOver(join(here, '..', 'node_modules', '.bin', 'node'));
}

function handOver(node) {
  if (!existsSync(node)) return explain();
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; this one only waits for the other to end in its own way.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', explain);
  child.on('exit', (code, signal) => {
    process.exitCode = code === null ? 128 + constants.signals[signal] : code;
  });
}

/** As cli/output.ts would, which this Node cannot load. */
function explain() {
  const message = 'this Node is too old to run Gyre';
  const facts = {
    where: process.execPath,
    received: `Node ${process.versions.node}`,
    allowed: `Node ${MINIMUM_MAJOR} or newer`,
    fix: 'run `npm ci` in the folder of Gyre (it brings Node 24 on Linux), or install Node 24 and start again',
  };
  if (process.argv.includes('--json')) {
    const error = { code: 'GYRE-901', name: 'NodeVersionError', message, ...facts };
    const envelope = { schema: 'gyre/1', ok: false, data: null, warnings: [], error };
    console.log(JSON.stringify(envelope, undefined, 2));
  } else {
    console.error(
      [
        `error GYRE-901 ${message}`,
        `  where     ${facts.where}`,
        `  received  ${facts.received}`,
        `  allowed   ${facts.allowed}`,
        `  Fix: ${facts.fix}`,
      ].join('\n'),
    );
  }
  process.exitCode = EXIT_ENVIRONMENT;
}
