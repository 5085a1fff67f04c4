/**
 * Adds the numbers of good rows to the figures of their columns: counts, bounds, mean and squared distances by Welford's
 * update, each column in the order of its rows, with the operations of core/engine/csv/column-tallies.ts. Two columns
 * share a vector, and two vectors are added side by side: one waits for its division while the other is worked on.
 */
import {
  ADDED_TOGETHER,
  FIGURE_COUNT,
  FIGURE_M2,
  FIGURE_MAXIMUM,
  FIGURE_MEAN,
  FIGURE_MINIMUM,
  FIGURE_MISSING,
  ROW_CONFIG,
  ROW_FIGURES,
  ROW_NUMERIC,
  ROW_NUMERIC_COUNT,
} from '../../core/engine/rows/row-layout';
import { columns } from '../state';
import { numbersOf } from './cells';

/** Where a figure of a column is; there is one more column than the table has. */
@inline
export function figureOf(column: i32, figure: i32): usize {
  const figures = <usize>load<u32>(ROW_CONFIG, ROW_FIGURES);
  return figures + ((<usize>figure * <usize>(columns + 1) + <usize>column) << 3);
}

@inline
function pairOf(one: usize, other: usize): v128 {
  return v128.load64_lane(other, v128.load64_zero(one), 1);
}

@inline
function putPair(one: usize, other: usize, pair: v128): void {
  v128.store64_lane(one, pair, 0);
  v128.store64_lane(other, pair, 1);
}

@inline
function loadFigures(a: i32, b: i32, figure: i32): v128 {
  return pairOf(figureOf(a, figure), figureOf(b, figure));
}

@inline
function storeFigures(a: i32, b: i32, figure: i32, pair: v128): void {
  putPair(figureOf(a, figure), figureOf(b, figure), pair);
}

@inline
function storeCounts(a: i32, b: i32, before: v128, after: v128, rows: v128): void {
  const missing = f64x2.sub(rows, f64x2.sub(after, before));
  storeFigures(a, b, FIGURE_MISSING, f64x2.add(loadFigures(a, b, FIGURE_MISSING), missing));
  storeFigures(a, b, FIGURE_COUNT, after);
}

function addFour(a: i32, b: i32, c: i32, d: i32, first: i32, rows: i32): void {
  const one = f64x2.splat(1);
  const countBefore1 = loadFigures(a, b, FIGURE_COUNT);
  const countBefore2 = loadFigures(c, d, FIGURE_COUNT);
  let count1 = countBefore1;
  let count2 = countBefore2;
  let mean1 = loadFigures(a, b, FIGURE_MEAN);
  let mean2 = loadFigures(c, d, FIGURE_MEAN);
  let squares1 = loadFigures(a, b, FIGURE_M2);
  let squares2 = loadFigures(c, d, FIGURE_M2);
  let least1 = loadFigures(a, b, FIGURE_MINIMUM);
  let least2 = loadFigures(c, d, FIGURE_MINIMUM);
  let most1 = loadFigures(a, b, FIGURE_MAXIMUM);
  let most2 = loadFigures(c, d, FIGURE_MAXIMUM);
  const inA = numbersOf(a);
  const inB = numbersOf(b);
  const inC = numbersOf(c);
  const inD = numbersOf(d);
  const end = <usize>(first + rows) << 3;
  for (let at = <usize>first << 3; at < end; at += 8) {
    const value1 = pairOf(inA + at, inB + at);
    const value2 = pairOf(inC + at, inD + at);
    const isNumber1 = f64x2.eq(value1, value1);
    const isNumber2 = f64x2.eq(value2, value2);
    count1 = f64x2.add(count1, v128.and(isNumber1, one));
    count2 = f64x2.add(count2, v128.and(isNumber2, one));
    const delta1 = f64x2.sub(value1, mean1);
    const delta2 = f64x2.sub(value2, mean2);
    const after1 = f64x2.add(mean1, f64x2.div(delta1, count1));
    const after2 = f64x2.add(mean2, f64x2.div(delta2, count2));
    mean1 = v128.bitselect(after1, mean1, isNumber1);
    mean2 = v128.bitselect(after2, mean2, isNumber2);
    const more1 = f64x2.add(squares1, f64x2.mul(delta1, f64x2.sub(value1, after1)));
    const more2 = f64x2.add(squares2, f64x2.mul(delta2, f64x2.sub(value2, after2)));
    squares1 = v128.bitselect(more1, squares1, isNumber1);
    squares2 = v128.bitselect(more2, squares2, isNumber2);
    least1 = f64x2.pmin(least1, value1);
    least2 = f64x2.pmin(least2, value2);
    most1 = f64x2.pmax(most1, value1);
    most2 = f64x2.pmax(most2, value2);
  }
  const all = f64x2.splat(<f64>rows);
  storeCounts(a, b, countBefore1, count1, all);
  storeCounts(c, d, countBefore2, count2, all);
  storeFigures(a, b, FIGURE_MEAN, mean1);
  storeFigures(c, d, FIGURE_MEAN, mean2);
  storeFigures(a, b, FIGURE_M2, squares1);
  storeFigures(c, d, FIGURE_M2, squares2);
  storeFigures(a, b, FIGURE_MINIMUM, least1);
  storeFigures(c, d, FIGURE_MINIMUM, least2);
  storeFigures(a, b, FIGURE_MAXIMUM, most1);
  storeFigures(c, d, FIGURE_MAXIMUM, most2);
}

export function addNumbers(first: i32, rows: i32): void {
  const count = load<i32>(ROW_CONFIG, ROW_NUMERIC_COUNT);
  let list = <usize>load<u32>(ROW_CONFIG, ROW_NUMERIC);
  for (let done = 0; done < count; done += ADDED_TOGETHER, list += ADDED_TOGETHER * 4) {
    addFour(load<i32>(list), load<i32>(list, 4), load<i32>(list, 8), load<i32>(list, 12), first, rows);
  }
}
