import { KERNEL_WASM } from './kernel-wasm.ts';
import { WasmModule } from './wasm-module.ts';

/** What the kernel asks of its host, with addresses in its memory. */
export interface KernelHost {
  /** Reads a number that the kernel does not; NaN when it was counted as something else. */
  number(column: number, from: number, to: number): number;
  /** Takes a category's value that training did not have. */
  unknown(column: number, from: number, to: number): void;
  /** The hour whose counters are to be used from now on: 1 when they are, 0 when the record is the host's. */
  enter(hour: number): number;
  /** Takes a record that the kernel does not. */
  record(from: number, to: number): void;
}

/** What the kernel offers. */
export interface KernelExports {
  configure(): void;
  setBank(offset: number): void;
  setPattern(firstStep: number): void;
  run(from: number, to: number): void;
  takenRecords(): number;
  repeatedRecords(): number;
  categoryPlace(address: number, length: number): number;
  meetId(address: number, length: number): number;
  beginTable(runStart: number): void;
  countKnown(address: number, slots: number, firstPlace: number): number;
}

/** Of this thread: compiled once. */
export const CAPTURE_MODULE = new WasmModule<KernelExports>(KERNEL_WASM);

/** Whether this machine runs the kernel. */
export function isKernelAvailable(): boolean {
  return CAPTURE_MODULE.isAvailable;
}
