import { WasmModule } from '../kernel/wasm-module.ts';
import { ROW_WASM } from './row-wasm.ts';

/** What the kernel of rows asks of its host, with addresses in its memory. */
export interface RowHost {
  /** Reads a number that the kernel does not; NaN when it is none. */
  number(column: number, from: number, to: number): number;
  /** Takes a value of a good row that the column's table does not hold. */
  unknown(column: number, from: number, to: number): void;
}

/** What it offers: see kernel/rows/index.ts. */
export interface RowKernel {
  configure(): void;
  readRows(from: number, to: number): number;
  addRows(first: number, rows: number): void;
  writeRows(first: number, rows: number, into: number): number;
  categoryPlace(address: number, length: number): number;
}

/** Of this machine and process: compiled once. */
export const ROW_MODULE = new WasmModule<RowKernel>(ROW_WASM);
