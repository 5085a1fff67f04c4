/** A column as the scan sees it: what a cell must be to be good. */
export interface ScanColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'timestamp';
  readonly isNullable: boolean;
  /** Inclusive; of numbers only. */
  readonly minimum: number;
  readonly maximum: number;
  /** The only values that are good; of strings, and of booleans always. */
  readonly domain?: readonly string[];
}

/** Between two columns of a row; not asked where one of the two is empty. */
export interface ScanRule {
  readonly left: number;
  readonly right: number;
  readonly operator: '<' | '<=' | '==' | '!=' | '>=' | '>';
}

/** Where the cells of a row lie, by column, and the entry of a value in its column's table; -1 when it has none. */
export interface RowCells {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly entries: Int32Array;
}

/** A row whose cells were found in its bytes, by column. */
export interface FoundRow {
  startOf(column: number): number;
  endOf(column: number): number;
}

export function isNumeric(column: ScanColumn | undefined): boolean {
  return column?.type === 'integer' || column?.type === 'number';
}

/** What an operator says of the sign of a difference or an order. */
export function holds(operator: ScanRule['operator'], order: number): boolean {
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>=':
      return order >= 0;
    case '>':
      return order > 0;
  }
}
