/** Bytes that mean something in a table of text. All are ASCII, so none is ever part of a longer character. */
export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const UNIT_SEPARATOR = 0x1f;
export const QUOTE = 0x22;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const ZERO = 0x30;
export const COLON = 0x3a;
export const BACKSLASH = 0x5c;
/** From here on a byte is part of a character of several bytes. */
export const FIRST_NOT_ASCII = 0x80;
