import { expect, test } from 'vitest';
import { compileKernel, embeddedKernel } from '#build/build-kernel';
import { isKernelAvailable } from '#core/engine/kernel/kernel-module';
import { KERNEL_WASM } from '#core/engine/kernel/kernel-wasm';

const MOST_BYTES = 16 * 1024;

test('the embedded kernel is what its sources compile to', () => {
  const wasm = compileKernel();
  expect(embeddedKernel(wasm)).toContain(KERNEL_WASM);
  expect(wasm.length).toBeLessThan(MOST_BYTES);
});

test('this machine runs the kernel', () => {
  expect(isKernelAvailable()).toBe(true);
});
