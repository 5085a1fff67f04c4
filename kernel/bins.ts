/**
 * Counts the numbers of a column: its bin, its cell of the log histogram, sums, lowest and highest.
 *
 * The bin by a grid over the column's range: a cell knows how many bounds lie below all of its values, and from there
 * the bounds are walked. Cells are a monotone function of the value that the host has computed with the same
 * operations, so the walk never starts too far.
 */
import {
  COLUMN_BOUNDS,
  COLUMN_CELLS,
  COLUMN_CENTRE,
  COLUMN_COUNTS,
  COLUMN_GRID,
  COLUMN_LOWEST,
  COLUMN_SCALE,
  COLUMN_TOTALS,
  TOTAL_MAX,
  TOTAL_MIN,
  TOTAL_SQUARES,
  TOTAL_SUM,
  VECTORS,
} from '../core/engine/kernel/layout';
import { bank, descriptorOf, values } from './state';

@inline
function increment(counter: usize): void {
  store<u32>(counter, load<u32>(counter) + 1);
}

@inline
function countBin(value: f64, cell: usize, grid: usize, bounds: usize, counts: usize): void {
  let bound = bounds + (<usize>load<u8>(grid + cell) << 3);
  bound += <usize>(value > load<f64>(bound)) << 3;
  while (value > load<f64>(bound)) bound += 8;
  increment(counts + ((bound - bounds) >> 1));
}

/** Sign, exponent and 5 bits of mantissa: see core/engine/sketch/log-histogram.ts. */
@inline
function countCell(value: f64, cells: usize): void {
  const bits = reinterpret<u64>(value);
  const place = <i32>(<u32>(bits >> 47) & 0xffff) - 30688;
  const floor = place < 0 ? 0 : place;
  const inside = floor > 4095 ? 4095 : floor;
  const cell = value == 0 ? 8192 : inside + (<i32>(bits >> 63) << 12);
  increment(cells + (<usize>cell << 2));
}

@inline
function countAll(column: i32, n: i32, withCells: bool): void {
  const descriptor = descriptorOf(column);
  const counts = <usize>load<u32>(descriptor, COLUMN_COUNTS) + bank;
  const totals = <usize>load<u32>(descriptor, COLUMN_TOTALS) + bank;
  const cells = <usize>load<u32>(descriptor, COLUMN_CELLS) + bank;
  const grid = <usize>load<u32>(descriptor, COLUMN_GRID);
  const bounds = <usize>load<u32>(descriptor, COLUMN_BOUNDS);
  const lowest = v128.load64_splat(descriptor, COLUMN_LOWEST);
  const scale = v128.load64_splat(descriptor, COLUMN_SCALE);
  const centre = load<f64>(descriptor, COLUMN_CENTRE);
  const zero = f64x2.splat(0);
  const lastCell = v128.load(VECTORS, 112);
  const toInteger = v128.load(VECTORS, 128);
  let sum = load<f64>(totals, TOTAL_SUM);
  let squares = load<f64>(totals, TOTAL_SQUARES);
  let least = v128.load64_splat(totals, TOTAL_MIN);
  let most = v128.load64_splat(totals, TOTAL_MAX);
  let at = values;
  const last = values + (<usize>n << 3);
  // An odd one at the end is read with whatever follows it, and only the first half is counted.
  for (; at < last; at += 16) {
    const pair = v128.load(at);
    const place = f64x2.mul(f64x2.sub(pair, lowest), scale);
    const cell = f64x2.add(f64x2.pmin(f64x2.pmax(place, zero), lastCell), toInteger);
    const first = f64x2.extract_lane(pair, 0);
    const fromCentre = first - centre;
    sum += fromCentre;
    squares += fromCentre * fromCentre;
    countBin(first, <usize>(<u32>i64x2.extract_lane(cell, 0) & 0x1fff), grid, bounds, counts);
    if (withCells) countCell(first, cells);
    if (at + 8 == last) {
      const both = v128.load64_splat(at);
      least = f64x2.pmin(least, both);
      most = f64x2.pmax(most, both);
      break;
    }
    least = f64x2.pmin(least, pair);
    most = f64x2.pmax(most, pair);
    const second = f64x2.extract_lane(pair, 1);
    const secondFromCentre = second - centre;
    sum += secondFromCentre;
    squares += secondFromCentre * secondFromCentre;
    countBin(second, <usize>(<u32>i64x2.extract_lane(cell, 1) & 0x1fff), grid, bounds, counts);
    if (withCells) countCell(second, cells);
  }
  store<f64>(totals, sum, TOTAL_SUM);
  store<f64>(totals, squares, TOTAL_SQUARES);
  const one = f64x2.extract_lane(least, 0);
  const other = f64x2.extract_lane(least, 1);
  store<f64>(totals, other < one ? other : one, TOTAL_MIN);
  const highest = f64x2.extract_lane(most, 0);
  const otherHighest = f64x2.extract_lane(most, 1);
  store<f64>(totals, highest < otherHighest ? otherHighest : highest, TOTAL_MAX);
}

function countWithCells(column: i32, n: i32): void {
  countAll(column, n, true);
}

function countWithoutCells(column: i32, n: i32): void {
  countAll(column, n, false);
}

/** @param n how many numbers of the column stand in `values` */
export function countNumbers(column: i32, n: i32): void {
  if (load<u32>(descriptorOf(column), COLUMN_CELLS)) countWithCells(column, n);
  else countWithoutCells(column, n);
}
