/**
 * Compiles kernel/ and embeds it: `node build/build-kernel.ts`. The bytes are part of the repository, so that nothing
 * has to be compiled to use them; a test compiles again and compares.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(import.meta.dirname, '..');
const EMBEDDED = resolve(ROOT, 'core/engine/kernel/kernel-wasm.ts');
const OPTIONS = [
  // Raw memory only: no garbage collector, no exports of a runtime, no checks; vectors of 128 bits.
  ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'],
  // The host makes the memory and lays it out; see core/engine/kernel/memory-plan.ts.
  ...['--importMemory', '--noExportMemory', '--memoryBase', '1024'],
];

/**
 * A process of its own, since importing the compiler brings its idea of arrays and numbers into all our types.
 * @returns the module's bytes, the same ones for the same sources
 */
export function compileKernel(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'gyre-kernel-'));
  try {
    const wasm = join(folder, 'kernel.wasm');
    const compiler = fileURLToPath(import.meta.resolve('assemblyscript/bin/asc.js'));
    const words = ['kernel/index.ts', ...OPTIONS, '--outFile', wasm];
    const { status, stderr } = spawnSync(process.execPath, [compiler, ...words], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the kernel does not compile\n${stderr}`);
    return readFileSync(wasm);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The module as a TypeScript file. */
export function embeddedKernel(wasm: Uint8Array): string {
  return [
    '/** The capture kernel, compiled from kernel/ by build/build-kernel.ts: do not change by hand. */',
    'export const KERNEL_WASM =',
    `  '${Buffer.from(wasm).toString('base64')}';`,
    '',
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  const wasm = compileKernel();
  writeFileSync(EMBEDDED, embeddedKernel(wasm));
  console.log(`${wasm.length} bytes of wasm in core/engine/kernel/kernel-wasm.ts`);
}
