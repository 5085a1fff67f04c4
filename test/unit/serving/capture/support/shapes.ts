import { csvRow } from '#core/serving/capture/csv-cells';

/** A cell as people send it: a number as it is written, a text, or nothing. */
export type Cell = { readonly number: string } | { readonly text: string } | null;

export interface SentRow {
  readonly cells: readonly Cell[];
  readonly answer: string;
}

export interface Body {
  readonly type: string;
  readonly text: string;
}

export const cellText = (cell: Cell): string =>
  cell === null ? '' : 'number' in cell ? cell.number : cell.text;
const json = (cell: Cell): string =>
  cell === null ? 'null' : 'number' in cell ? cell.number : JSON.stringify(cell.text);
const list = (values: readonly string[]): string => `[${values.join(',')}]`;
const rowList = ({ cells }: SentRow): string => list(cells.map(json));
const fields = (names: readonly string[], values: readonly string[]): string =>
  `{${names.map((name, at) => `${JSON.stringify(name)}:${values[at] ?? 'null'}`).join(',')}}`;
const rowFields = (names: readonly string[], { cells }: SentRow): string => fields(names, cells.map(json));
const lines = (rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');
const csvLine = ({ cells }: SentRow): string => csvRow(cells.map(cellText));
const quoted = ({ cells }: SentRow): string =>
  cells.map((cell) => `"${cellText(cell).replaceAll('"', '""')}"`).join(',');

type InputShape = (rows: readonly SentRow[], names: readonly string[]) => Body;
const JSON_TYPE = 'application/json';
const LINES_TYPE = 'application/jsonlines';

/** The same rows as they are found in requests. */
export const INPUT_SHAPES: Readonly<Record<string, InputShape>> = {
  CSV: (rows) => ({ type: 'text/csv', text: lines(rows.map(csvLine)) }),
  'CSV, every cell quoted': (rows) => ({ type: 'text/csv', text: lines(rows.map(quoted)) }),
  'CSV with a header that is declared': (rows, names) => ({
    ...{
      type: 'Text/CSV; charset=utf-8; header=present',
      text: lines([csvRow(names), ...rows.map(csvLine)]),
    },
  }),
  'CSV with a header that is not declared': (rows, names) => ({
    ...{ type: 'text/csv', text: lines([csvRow(names), ...rows.map(csvLine)]) },
  }),
  'CSV with columns in another order and one more': (rows, names) => ({
    type: 'text/csv; header=present',
    text: lines([
      csvRow([...names.toReversed(), 'note']),
      ...rows.map(({ cells }) => csvRow([...cells.toReversed().map(cellText), 'x'])),
    ]),
  }),
  lists: (rows) => ({ type: JSON_TYPE, text: list(rows.map(rowList)) }),
  'instances of lists': (rows) => ({ type: JSON_TYPE, text: `{"instances":${list(rows.map(rowList))}}` }),
  'instances of features': (rows) => ({
    ...{ type: JSON_TYPE, text: `{"instances":${list(rows.map((row) => `{"features":${rowList(row)}}`))}}` },
  }),
  'instances of data of features of values': (rows) => ({
    type: JSON_TYPE,
    text: `{"instances":${list(rows.map((row) => `{"data":{"features":{"keys":[],"values":${rowList(row)}}}}`))}}`,
  }),
  'features of lists': (rows) => ({ type: JSON_TYPE, text: `{"features":${list(rows.map(rowList))}}` }),
  'inputs of objects': (rows, names) => ({
    ...{ type: JSON_TYPE, text: `{"inputs":${list(rows.map((row) => rowFields(names, row)))}}` },
  }),
  'objects with names in another order and one more': (rows, names) => ({
    type: `${JSON_TYPE}; charset=utf-8`,
    text: list(
      rows.map((row) =>
        fields([...names.toReversed(), 'note'], [...row.cells.toReversed().map(json), '"x"']),
      ),
    ),
  }),
  columns: (rows, names) => ({
    ...{
      type: JSON_TYPE,
      text: fields(
        names,
        names.map((_, at) => list(rows.map(({ cells }) => json(cells[at] ?? null)))),
      ),
    },
  }),
  'columns and data': (rows, names) => ({
    type: JSON_TYPE,
    text: `{"dataframe_split":{"columns":${JSON.stringify(names)},"index":[0],"data":${list(rows.map(rowList))}}}`,
  }),
  'JSON Lines of lists': (rows) => ({ type: LINES_TYPE, text: lines(rows.map(rowList)) }),
  'JSON Lines of features': (rows) => ({
    ...{ type: 'application/x-ndjson', text: lines(rows.map((row) => `{"features":${rowList(row)}}`)) },
  }),
  'JSON Lines of objects': (rows, names) => ({
    ...{ type: LINES_TYPE, text: lines(rows.map((row) => rowFields(names, row))) },
  }),
  'JSON Lines that call themselves JSON': (rows, names) => ({
    ...{ type: JSON_TYPE, text: lines(rows.map((row) => rowFields(names, row))) },
  }),
};

const answers = (rows: readonly SentRow[]): readonly string[] => rows.map(({ answer }) => answer);

/** The same predictions as they are found in answers. */
export const OUTPUT_SHAPES: Readonly<Record<string, (rows: readonly SentRow[]) => Body>> = {
  CSV: (rows) => ({ type: 'text/csv; charset=utf-8', text: lines(answers(rows)) }),
  'CSV, all in one line': (rows) => ({ type: 'text/csv', text: answers(rows).join(',') }),
  'CSV of several columns': (rows) => ({
    type: 'text/csv',
    text: lines(answers(rows).map((one) => `${one},0,1`)),
  }),
  'a list': (rows) => ({ type: JSON_TYPE, text: list(answers(rows)) }),
  'a list that calls itself CSV': (rows) => ({ type: 'text/csv', text: list(answers(rows)) }),
  'lists of one': (rows) => ({ type: JSON_TYPE, text: list(answers(rows).map((one) => `[${one}]`)) }),
  'predictions of lists': (rows) => ({
    ...{ type: JSON_TYPE, text: `{"predictions":${list(answers(rows).map((one) => `[${one},0]`))}}` },
  }),
  'predictions of scores': (rows) => ({
    type: JSON_TYPE,
    text: `{"predictions":${list(answers(rows).map((one) => `{"predicted_label":0,"score":${one}}`))}}`,
  }),
  'a column of a name of its own, as a web page': (rows) => ({
    ...{ type: 'text/html; charset=utf-8', text: `{"median_value":${list(answers(rows))}}` },
  }),
  'JSON Lines of scores': (rows) => ({
    ...{ type: LINES_TYPE, text: lines(answers(rows).map((one) => `{"score":${one}}`)) },
  }),
};

export interface Side {
  readonly observedContentType?: string | null;
  readonly mode?: string;
  readonly data: string;
  readonly encoding: string;
}

/** A body as SageMaker keeps it: as it is where the capture settings list its type, else as BASE64. */
export function sideOf({ type, text }: Body, isBase64: boolean): Side {
  const encoding = type.toLowerCase().includes('csv') ? 'CSV' : 'JSON';
  return isBase64
    ? { observedContentType: type, data: Buffer.from(text).toString('base64'), encoding: 'BASE64' }
    : { observedContentType: type, data: text, encoding };
}

/** A line of native capture. */
export function nativeLine(
  input: unknown,
  output: unknown,
  metadata: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    captureData: { endpointInput: input, endpointOutput: output },
    eventMetadata: { eventId: 'e-1', inferenceTime: '2024-04-30T08:00:00Z', ...metadata },
    eventVersion: '0',
  });
}
