import type { CaptureTerms } from './capture-terms.ts';
import { csvCells } from './csv-cells.ts';
import type { Payload } from './payload.ts';
import { isList, isScalar, type Json, type JsonFields, textOf } from './payload-json.ts';

type Column = CaptureTerms['answerColumn'];
/** One text a row, or why not. */
export type Answers = readonly string[] | 'no-answers-in-output' | 'answers-do-not-match-rows';

/** Under these names containers put predictions, the likeliest first; else the first name is taken. */
const ANSWER_NAMES = [
  ...['score', 'scores', 'prediction', 'predictions', 'predicted_value', 'probability', 'probabilities'],
  ...['output', 'outputs', 'result', 'results', 'value', 'values', 'data', 'predicted_label'],
] as const;
const DEEPEST = 8;

/**
 * The prediction of each row of a request. Of several columns it is the first, unless the model declares another.
 * @param rows how many were asked: tells a list of answers from the columns of one
 */
export function answersOf(payload: Payload, rows: number, column: Column): Answers {
  if ('values' in payload) {
    const { values } = payload;
    const [only] = values;
    return values.length === 1 && only !== undefined
      ? answersIn(only, rows, column, 0)
      : answersIn(values, rows, column, 0);
  }
  return csvAnswers(payload.lines, rows, payload.hasHeader, column);
}

function csvAnswers(all: readonly string[], rows: number, hasHeader: boolean, column: Column): Answers {
  const names = hasHeader ? csvCells(all[0] ?? '').map((name) => name.trim()) : [];
  const body = hasHeader ? all.slice(1) : all;
  const lines = body.length === rows ? body : body.filter((line) => line.trim() !== '');
  const named = typeof column === 'string' ? names.indexOf(column) : column;
  const at = named === undefined || named < 0 ? 0 : named;
  if (lines.length === rows) {
    return lines.map((line) => (/[",]/.test(line) ? (csvCells(line)[at] ?? '') : line));
  }
  // XGBoost's own container answers all rows in one line.
  const cells = csvCells(lines[0] ?? '');
  return lines.length === 1 && cells.length === rows ? cells : 'answers-do-not-match-rows';
}

function answersIn(value: Json, rows: number, column: Column, depth: number): Answers {
  if (depth > DEEPEST) return 'no-answers-in-output';
  if (isList(value)) return answersInList(value, rows, column, depth);
  if (!isScalar(value)) {
    const name = nameOfAnswer(value, column);
    return name === undefined
      ? 'no-answers-in-output'
      : answersIn(value[name] ?? null, rows, column, depth + 1);
  }
  return rows === 1 ? [textOf(value) ?? ''] : 'answers-do-not-match-rows';
}

function answersInList(list: readonly Json[], rows: number, column: Column, depth: number): Answers {
  if (list.every(isScalar)) {
    const texts = list.map((value) => textOf(value) ?? '');
    if (texts.length === rows) return texts;
    if (rows !== 1 || texts.length === 0) return 'answers-do-not-match-rows';
    return [texts[typeof column === 'number' ? column : 0] ?? ''];
  }
  const [only] = list;
  if (list.length !== rows) {
    return list.length === 1 && only !== undefined
      ? answersIn(only, rows, column, depth + 1)
      : 'answers-do-not-match-rows';
  }
  const texts: string[] = [];
  for (const item of list) {
    const answers = answersIn(item, 1, column, depth + 1);
    if (typeof answers === 'string') return answers;
    texts.push(answers[0] ?? '');
  }
  return texts;
}

function nameOfAnswer(value: JsonFields, column: Column): string | undefined {
  if (typeof column === 'string' && Object.hasOwn(value, column)) return column;
  return ANSWER_NAMES.find((name) => Object.hasOwn(value, name)) ?? Object.keys(value)[0];
}
