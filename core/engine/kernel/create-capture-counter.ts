import type { CaptureCounter, CaptureCounterOptions } from './capture-counter.ts';
import { fitsKernelCounter } from './fits-kernel.ts';
import { KernelCounter } from './kernel-counter.ts';
import { isKernelAvailable } from './kernel-module.ts';
import { plainCaptureCounter } from './plain-counter.ts';

/** The fastest counter that this machine and these bins allow; results do not tell which one it was. */
export function createCaptureCounter(options: CaptureCounterOptions): CaptureCounter {
  if (isKernelAvailable() && fitsKernelCounter(options)) return new KernelCounter(options);
  return plainCaptureCounter(options);
}
