import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileKernel, embeddedKernel, KERNELS } from '#build/build-kernel';
import { isKernelAvailable } from '#core/engine/kernel/kernel-module';
import { ROW_MODULE } from '#core/engine/rows/row-module';

const MOST_BYTES = 16 * 1024;

test.each(KERNELS)('$what is embedded as its sources compile', (kernel) => {
  const wasm = compileKernel(kernel);
  const prettier = (text: string) => text.replaceAll(/\s+/g, ' ');
  expect(prettier(embeddedKernel(kernel, wasm))).toBe(prettier(readFileSync(kernel.embedded, 'utf8')));
  expect(wasm.length).toBeLessThan(MOST_BYTES);
});

test('this machine runs them', () => {
  expect(isKernelAvailable()).toBe(true);
  expect(ROW_MODULE.isAvailable).toBe(true);
});
