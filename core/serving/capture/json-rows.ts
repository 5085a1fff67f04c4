import { isList, isScalar, type Json, type JsonFields, type JsonList, textOf } from './payload-json.ts';

/** The cells of a row in order, or, where they have names, whoever asks for one gets it. */
export type FoundRow = readonly string[] | NamedRow;
export type NamedRow = (name: string) => string | undefined;

/** What SageMaker's algorithms, TensorFlow Serving, MLflow, pandas and the front door put around rows. */
const WRAPPERS: readonly string[] = [
  ...['instances', 'inputs', 'input', 'features', 'dataframe_split', 'dataframe_records'],
  ...['records', 'rows', 'data', 'values'],
];
const DEEPEST = 8;

/**
 * The rows in the values of a JSON request: lists of cells, objects by the names of features, columns by the names of
 * features, names and rows apart (`columns` and `data`), each as it is or in one of WRAPPERS, however these are nested.
 *
 * A name that an object lacks is a missing value, one that nobody knows is ignored; an object with none of the names
 * is no row.
 * @param features names in the model's order; without them objects cannot be read
 * @returns undefined when there is something else than rows
 */
export function rowsInValues(
  values: readonly Json[],
  features: readonly string[] | undefined,
): readonly FoundRow[] | undefined {
  const rows: FoundRow[] = [];
  const find = (value: Json, depth: number): boolean => {
    if (depth > DEEPEST) return false;
    if (isList(value)) return list(value, depth);
    if (!isScalar(value)) return fields(value, depth);
    if (features?.length !== 1) return false;
    rows.push([textOf(value) ?? '']);
    return true;
  };
  const list = (value: JsonList, depth: number): boolean => {
    const cells = scalarTexts(value);
    if (cells === undefined) return value.every((item) => !isScalar(item) && find(item, depth + 1));
    // Of a model with one feature a list is a column as well as a row: both give the same.
    if (features?.length === 1) for (const cell of cells) rows.push([cell]);
    else if (cells.length > 0) rows.push(cells);
    return true;
  };
  const fields = (value: JsonFields, depth: number): boolean => {
    const named = features === undefined ? undefined : namedRows(value, features);
    const found = named ?? splitRows(value, features);
    if (found !== undefined) {
      for (const row of found) rows.push(row);
      return found.length > 0 || named === undefined;
    }
    const wrapper = WRAPPERS.find((name) => Object.hasOwn(value, name));
    if (wrapper === undefined || (wrapper === 'values' && isSparse(value))) return false;
    return find(value[wrapper] ?? null, depth + 1);
  };
  return values.every((value) => find(value, 0)) ? rows : undefined;
}

/**
 * One row of values by name, or a row for each place in lists of one length.
 * @returns undefined when the object has no features; nothing when they cannot be rows
 */
function namedRows(value: JsonFields, features: readonly string[]): readonly NamedRow[] | undefined {
  const present = features.filter((name) => Object.hasOwn(value, name));
  // A feature may be called like a wrapper; then all features have to be there.
  if (!present.some((name) => !WRAPPERS.includes(name)) && present.length < features.length) return undefined;
  const cells = present.map((name) => value[name] ?? null);
  if (cells.every(isScalar))
    return [(name) => (Object.hasOwn(value, name) ? textOf(value[name]) : undefined)];
  const columns = cells.map((cell) => (isList(cell) ? scalarTexts(cell) : undefined));
  const length = columns[0]?.length ?? 0;
  if (!columns.every((column) => column?.length === length)) return [];
  return Array.from({ length }, (_, row): NamedRow => {
    return (name) => {
      const column = Object.hasOwn(value, name) ? value[name] : undefined;
      return isList(column) ? textOf(column[row]) : undefined;
    };
  });
}

/** `{"columns": ["a", "b"], "data": [[1, 2], [3, 4]]}`: by name where a name is a feature's, else in order. */
function splitRows(
  value: JsonFields,
  features: readonly string[] | undefined,
): readonly FoundRow[] | undefined {
  const { columns, data } = value;
  if (!isList(columns) || !isList(data)) return undefined;
  const names = scalarTexts(columns);
  const rows = data.map((row) => (isList(row) ? scalarTexts(row) : undefined));
  if (names === undefined || !rows.every((row) => row?.length === names.length)) return undefined;
  const whole = rows.flatMap((row) => (row === undefined ? [] : [row]));
  return features?.some((name) => names.includes(name)) === true ? rowsByName(names, whole) : whole;
}

/** Rows whose cells are found by the names of their columns; of two columns with one name the first. */
export function rowsByName(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly NamedRow[] {
  const at = new Map(columns.map((name, index) => [name, index] as const).reverse());
  return rows.map((cells): NamedRow => {
    return (name) => cells[at.get(name) ?? -1];
  });
}

/** Indices with their values, most of the row left out: which cell is which is not told. */
function isSparse({ keys }: JsonFields): boolean {
  return isList(keys) && keys.length > 0;
}

function scalarTexts(list: JsonList): readonly string[] | undefined {
  return list.every(isScalar) ? list.map((value) => textOf(value) ?? '') : undefined;
}
