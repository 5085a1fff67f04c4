import { KERNEL_WASM } from './kernel-wasm.ts';

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

interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer;
  };
}

/** Types of it are part of the browser's library only. */
const { WebAssembly: api } = globalThis as { readonly WebAssembly?: WebAssemblyApi };
let bytes: Uint8Array | undefined;
let compiled: object | undefined;
let canRun: boolean | undefined;

function kernelBytes(): Uint8Array {
  bytes ??= Uint8Array.from(atob(KERNEL_WASM), (character) => character.charCodeAt(0));
  return bytes;
}

/** Whether this machine runs the kernel: WebAssembly with 128-bit vectors, which processors before 2008 lack. */
export function isKernelAvailable(): boolean {
  canRun ??= api?.validate(kernelBytes()) ?? false;
  return canRun;
}

/** @param pages of 64 KB; the memory has this size for good */
export function startKernel(
  pages: number,
  hostIn: (memory: ArrayBuffer) => KernelHost,
): { readonly memory: ArrayBuffer; readonly kernel: KernelExports } {
  if (api === undefined) throw new Error('there is no WebAssembly: ask isKernelAvailable first');
  const memory = new api.Memory({ initial: pages, maximum: pages });
  const host = hostIn(memory.buffer);
  compiled ??= new api.Module(kernelBytes());
  const instance = new api.Instance(compiled, {
    env: { memory },
    host: {
      number: (column: number, from: number, to: number) => host.number(column, from, to),
      unknown: (column: number, from: number, to: number) => host.unknown(column, from, to),
      enter: (hour: number) => host.enter(hour),
      record: (from: number, to: number) => host.record(from, to),
    },
  });
  return { memory: memory.buffer, kernel: instance.exports as KernelExports };
}
