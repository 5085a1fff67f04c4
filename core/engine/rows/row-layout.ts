/**
 * Addresses and layouts that the kernel of rows and its host share, beside those of the capture kernel
 * (core/engine/kernel/layout.ts): both kernels read numbers and look up categories by the same code. Plain numbers only,
 * since AssemblyScript reads this file too.
 */

/** Rows that are read together: a column's numbers then stay in the nearest cache. */
export const BLOCK_ROWS = 64;

/** What the host sets and what the kernel answers: offsets below, 128 bytes. */
export const ROW_CONFIG = 12928;
/** u32: the byte between cells. */
export const ROW_DELIMITER = 0;
/** u32: where the figures of all columns are, see FIGURE_*. */
export const ROW_FIGURES = 4;
/** u32: columns that hold numbers, as u32 each, filled up to a multiple of ADDED_TOGETHER by a column that is none. */
export const ROW_NUMERIC = 8;
/** u32: how many those are. */
export const ROW_NUMERIC_COUNT = 12;
/** u32: where the starts of the block's lines are, u32 each, and of the line behind the last one. */
export const ROW_LINES = 16;
/** 64 bytes, one a row of the block: see ROW_IS_*. */
export const ROW_FLAGS = 64;

/** The row is not plainly good: it is the host's. */
export const ROW_IS_LEFT = 1;
/** The row's line is not its cells with delimiters between and a line feed: it has quotes, or ends with CR LF. */
export const ROW_IS_OTHER = 2;

/** Columns whose sums are added side by side. */
export const ADDED_TOGETHER = 4;

// A column's descriptor has the size of the capture kernel's, and the words of a category's table at the same places.
export const ROW_KIND = 0;
/** Where its cell stands in a row of the file. */
export const ROW_POSITION = 8;
/** 1 when cells may be empty. */
export const ROW_IS_NULLABLE = 12;
/** 1 when only the values of the table are good. */
export const ROW_HAS_DOMAIN = 16;
/** Inclusive bounds of numbers, f64. */
export const ROW_MINIMUM = 24;
export const ROW_MAXIMUM = 32;

/** How a cell is read. TEXT is only looked at for being empty; VALUES are looked up in the column's table. */
export const ROW_NUMBER = 0;
export const ROW_INTEGER = 1;
export const ROW_TEXT = 2;
export const ROW_VALUES = 3;
export const ROW_TIMESTAMP = 4;
export const ROW_LISTED_TIMESTAMP = 5;

// Figures: an f64 for each column of the table and the one that is none, one figure behind the other.
export const FIGURE_COUNT = 0;
export const FIGURE_MISSING = 1;
export const FIGURE_MINIMUM = 2;
export const FIGURE_MAXIMUM = 3;
export const FIGURE_MEAN = 4;
/** Sum of squared distances from the mean. */
export const FIGURE_M2 = 5;
export const FIGURES = 6;
