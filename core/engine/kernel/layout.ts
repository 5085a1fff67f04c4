/**
 * Addresses and record layouts that the host and the kernel share. Both compile this one file, so that they cannot
 * disagree; plain numbers only, since AssemblyScript reads it too.
 */

// Fixed tables, below everything that depends on the baseline. Sizes in bytes.
/** 10^k as the nearest double, k from 0 to 45. */
export const POWERS = 1024;
/** What the nearest double leaves of 10^k; both together are exact. */
export const POWER_RESTS = 1408;
/** The upper 26 bits of the mantissa of each power. */
export const POWER_HEADS = 1792;
/** 10^k as integers, k from 0 to 18. */
export const INTEGER_POWERS = 2176;
/** By digits of a tail: the first number that does not fit in front of it. */
export const HEAD_LIMITS = 2336;
/** By length 0 to 16: so many bytes of ones. */
export const BYTE_MASKS = 2464;
/** Vectors of the number loop and of base64, 16 bytes each: see fixed-tables.ts. */
export const VECTORS = 2752;
/** 1 / 10^k, rounded. */
export const POWER_INVERSES = 3008;
/** By length and place of the dot: where each digit of a number goes. */
export const DIGIT_SHUFFLES = 4096;
/** First 13 bytes: the hour that is counted, as in an event time. */
export const HOUR_KEY = 12816;
/** What configure() reads: see CONFIG_* below. */
export const CONFIG = 12832;
/** Of the rows that the kernel counted since the host has last looked: the earliest moment of their hour, and the latest. */
export const MOMENTS = 12896;
/** The first byte that is free. */
export const FREE = 13056;

export const LARGEST_POWER = 45;

// Configuration, offsets of u32 fields.
export const CONFIG_COLUMNS = 0;
export const CONFIG_BLOCK_ROWS = 4;
export const CONFIG_MOST_ROWS = 8;
export const CONFIG_FIELDS = 12;
export const CONFIG_DESCRIPTORS = 16;
export const CONFIG_VALUES = 20;
export const CONFIG_RECORDS = 24;
export const CONFIG_NUMBER = 28;
export const CONFIG_SCRATCH = 32;
export const CONFIG_SCRATCH_BYTES = 36;
export const CONFIG_YOUNG_IDS = 40;
export const CONFIG_OLD_IDS = 44;
export const CONFIG_ID_MASK = 48;
export const CONFIG_ID_CAPACITY = 52;
export const CONFIG_SPARE_IDS = 56;

// A column's descriptor.
export const DESCRIPTOR_BYTES = 80;
export const COLUMN_KIND = 0;
export const COLUMN_COUNTS = 4;
export const COLUMN_TOTALS = 8;
export const COLUMN_CELLS = 12;
export const COLUMN_GRID = 16;
export const COLUMN_BOUNDS = 20;
export const COLUMN_LOWEST = 24;
export const COLUMN_SCALE = 32;
export const COLUMN_CENTRE = 40;
export const COLUMN_TABLE = 48;
export const COLUMN_TABLE_MASK = 52;
export const COLUMN_HEADS = 56;
export const COLUMN_LENGTHS = 60;
export const COLUMN_PLACES = 64;

export const KIND_NUMBER = 0;
export const KIND_CATEGORY = 1;
/** A column that nobody asks for. */
export const KIND_SKIPPED = 2;

/** Cells of the grid that leads to a value's bin. */
export const GRID_CELLS = 4096;
/** A grid's cell is a byte. */
export const MOST_BOUNDS = 255;
/** Known values of a category have numbers of 16 bits; this one means none. */
export const NO_CATEGORY = 65535;

// A column's totals in a bank of counters.
export const TOTALS_BYTES = 48;
export const TOTAL_EMPTY = 0;
export const TOTAL_NOT_A_NUMBER = 4;
export const TOTAL_INFINITE = 8;
export const TOTAL_SUM = 16;
export const TOTAL_SQUARES = 24;
export const TOTAL_MIN = 32;
export const TOTAL_MAX = 40;

// A step of the pattern that records are compared with: a literal, then a hole.
export const STEP_BYTES = 24;
export const STEP_LITERAL = 0;
export const STEP_LENGTH = 4;
export const STEP_HOLE = 8;
export const STEP_NEXT = 12;
export const STEP_OTHERWISE = 16;

export const HOLE_END = 0;
export const HOLE_INPUT = 1;
export const HOLE_INPUT_BASE64 = 2;
export const HOLE_OUTPUT = 3;
export const HOLE_OUTPUT_BASE64 = 4;
export const HOLE_EVENT_ID = 5;
export const HOLE_TIME = 6;
export const HOLE_TEXT = 7;
export const HOLE_ATTRIBUTE = 8;
export const HOLE_STRINGS = 9;
export const HOLE_TIMES = 10;
/** Values of JSON bodies: a feature of a call's only row, its answer, and one that nobody asks for. */
export const HOLE_CELL = 11;
export const HOLE_ANSWER = 12;
export const HOLE_SCALAR = 13;

/** Slots of a row beside its fields: end of the input, start and end of the answer, room for what is written ahead. */
export const EXTRA_SLOTS = 6;
/** A record of a block: hash of its id, first row, rows, the earliest and the latest moment of its rows. */
export const RECORD_BYTES = 32;
/** Readable bytes that the host keeps behind a chunk. */
export const PADDING = 4096;
