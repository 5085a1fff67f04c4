import { annotationsOf } from './annotations.ts';
import type { FilesVerdict } from './judge-files.ts';

/**
 * The verdict as a test report that every CI reads: a column is a test, one that drifted a failure, one that too few
 * rows say nothing about is skipped.
 * @see https://github.com/testmoapp/junitxml for what readers agree on
 */
export function junitFormat(verdict: FilesVerdict): string {
  const { status, reason, window, baseline } = verdict;
  const columns = annotationsOf(verdict);
  const isJudged = status !== 'inconclusive' && status !== 'no-data';
  const cases = isJudged
    ? columns.map(({ level, column, message }) => testCase(column, bodyOf(level, message)))
    : [testCase('rows', skipped(reason))];
  const failures = isJudged ? columns.filter(({ level }) => level === 'error').length : 0;
  const skips = isJudged ? columns.filter(({ level }) => level === 'unknown').length : 1;
  const totals = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skips}" time="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="gyre drift files" ${totals}>`,
    `  <testsuite name="${attribute(`against ${baseline.file}`)}" ${totals}>`,
    '    <properties>',
    ...window.files.map((file) => `      <property name="file" value="${attribute(file)}"/>`),
    `      <property name="rows" value="${window.rows}"/>`,
    `      <property name="verdict" value="${attribute(`${status}: ${reason}`)}"/>`,
    '    </properties>',
    ...cases,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

function bodyOf(level: ReturnType<typeof annotationsOf>[number]['level'], message: string): string {
  if (level === 'error') return `<failure message="${attribute(message)}" type="drifted"/>`;
  return level === 'unknown' ? skipped(message) : `<system-out>${attribute(message)}</system-out>`;
}

function skipped(message: string): string {
  return `<skipped message="${attribute(message)}"/>`;
}

function testCase(column: string, body: string): string {
  return `    <testcase classname="gyre.drift" name="${attribute(column)}" time="0">${body}</testcase>`;
}

/** Characters that XML 1.0 cannot hold, not even escaped. */
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' },
  ...{ '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' },
};

function attribute(value: string): string {
  return value
    .toWellFormed()
    .replace(NO_XML, '\ufffd')
    .replace(/[&<>"\n\r\t]/g, (sign) => ENTITIES[sign] ?? sign);
}
