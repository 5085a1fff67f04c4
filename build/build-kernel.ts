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

/** A module of WebAssembly: what it is compiled from, and the file that it becomes a part of. */
export interface Kernel {
  readonly source: string;
  readonly embedded: string;
  readonly name: string;
  readonly what: string;
}

export const KERNELS: readonly Kernel[] = [
  {
    ...{ source: 'kernel/index.ts', embedded: 'core/engine/kernel/kernel-wasm.ts' },
    ...{ name: 'KERNEL_WASM', what: 'The kernel of captures' },
  },
  {
    ...{ source: 'kernel/rows/index.ts', embedded: 'core/engine/rows/row-wasm.ts' },
    ...{ name: 'ROW_WASM', what: 'The kernel of rows' },
  },
];
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
export function compileKernel({ source }: Kernel): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'gyre-kernel-'));
  try {
    const wasm = join(folder, 'kernel.wasm');
    const compiler = fileURLToPath(import.meta.resolve('assemblyscript/bin/asc.js'));
    const words = [source, ...OPTIONS, '--outFile', wasm];
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
export function embeddedKernel({ name, what }: Kernel, wasm: Uint8Array): string {
  return [
    `/** ${what}, compiled from kernel/ by build/build-kernel.ts: do not change by hand. */`,
    `export const ${name} =`,
    `  '${Buffer.from(wasm).toString('base64')}';`,
    '',
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  for (const kernel of KERNELS) {
    const wasm = compileKernel(kernel);
    writeFileSync(resolve(ROOT, kernel.embedded), embeddedKernel(kernel, wasm));
    console.log(`${wasm.length} bytes of wasm in ${kernel.embedded}`);
  }
}
