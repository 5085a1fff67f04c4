/**
 * Compiles kernel/ and embeds it: `node build/build-kernel.ts`. The bytes are part of the repository, so that nothing
 * has to be compiled to use them; a test compiles again and compares.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { main } from 'assemblyscript/asc';

const ROOT = resolve(import.meta.dirname, '..');
const EMBEDDED = resolve(ROOT, 'core/engine/kernel/kernel-wasm.ts');
const OPTIONS = [
  // Raw memory only: no garbage collector, no exports of a runtime, no checks; vectors of 128 bits.
  ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'],
  // The host makes the memory and lays it out; see core/engine/kernel/memory-plan.ts.
  ...['--importMemory', '--noExportMemory', '--memoryBase', '1024'],
];

/** @returns the module's bytes, the same ones for the same sources */
export async function compileKernel(): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  let messages = '';
  const { error } = await main(
    ['kernel/index.ts', ...OPTIONS, '--baseDir', ROOT, '--outFile', 'kernel.wasm'],
    {
      writeFile: (_name: string, contents: string | Uint8Array) => {
        if (typeof contents !== 'string') binary = contents;
      },
      stderr: { write: (text: string | Uint8Array) => void (messages += String(text)) },
    },
  );
  if (error !== null || binary === undefined) {
    throw new Error(`the kernel does not compile\n${messages}`, { cause: error });
  }
  return binary;
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
  const wasm = await compileKernel();
  writeFileSync(EMBEDDED, embeddedKernel(wasm));
  console.log(`${wasm.length} bytes of wasm in core/engine/kernel/kernel-wasm.ts`);
}
