/** The statements that make-vectors.py parses and runs; the test compares them with those of today. */
import { answersReadQuery, type CapturedAnswers } from '#core/serving/join-query/captured-answers';
import { type LabelJoin, labelJoinQuery } from '#core/serving/join-query/label-join';
import { answersStatement, joinStatement } from '#core/serving/join-query/statements';
import { answersTable, capturesTable, labelsTable } from '#core/serving/join-query/tables';

const database = 'gyre';
const name = (table: string) => ({ database, table });

export const ANSWERS: CapturedAnswers = {
  table: name('captures'),
  versions: [1, 2],
  fromHour: '2013/04/01/00',
  toHour: '2013/04/03/23',
  bucket: '1d',
};
export const JOIN: LabelJoin = {
  ...{ answers: ANSWERS, labels: name('labels'), labelCount: 2, ownLabel: 0 },
};
const hourly = { ...ANSWERS, bucket: '1h' as const, toHour: '2013/04/01/23', versions: [2] };
const part = (index: number) => ({ ...JOIN, part: { part: index, count: 4 } });
const PLACE = 's3://gyre-prod-lake/joins/air-time/1/';

/** Run on the generated rows: each gives joined rows. */
export const QUERIES: Readonly<Record<string, string>> = {
  daily: labelJoinQuery(JOIN),
  'daily, without rows joined before': labelJoinQuery({ ...JOIN, earlier: name('earlier') }),
  'one day of one version, by the hour': labelJoinQuery({ ...JOIN, answers: hourly, ownLabel: 1 }),
  'part 0 of 4': labelJoinQuery(part(0)),
  'part 1 of 4': labelJoinQuery(part(1)),
  'part 2 of 4': labelJoinQuery(part(2)),
  'part 3 of 4': labelJoinQuery(part(3)),
};

/** Run as well: one line of counts. */
export const COUNTS = answersReadQuery(ANSWERS);

/** Parsed only: they write, or define. */
export const STATEMENTS: Readonly<Record<string, string>> = {
  join: joinStatement({ ...JOIN, earlier: name('earlier') }, PLACE).sql,
  'join of answers': joinStatement({ ...JOIN, answers: name('answers'), part: { part: 3, count: 64 } }, PLACE)
    .sql,
  answers: answersStatement(ANSWERS, PLACE).sql,
  'captures table': capturesTable(name('captures'), 's3://gyre-prod-capture/gyre-prod-air-time/'),
  'labels table': labelsTable(name('labels'), 's3://gyre-prod-lake/labels/air-time/rows/'),
  'answers table': answersTable(name('answers'), 's3://gyre-prod-lake/answers/air-time/'),
};

if (import.meta.main) process.stdout.write(JSON.stringify({ queries: QUERIES, counts: COUNTS, statements: STATEMENTS }));
