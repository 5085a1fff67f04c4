import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { datasetConfigSchema } from '#core/config/dataset-config';
import { readConstraints } from '#core/monitoring/model-monitor/constraints';
import {
  BadModelMonitorFileError,
  ContradictoryStatisticsError,
} from '#core/monitoring/model-monitor/errors';
import { contractText, suggestContract } from '#core/monitoring/model-monitor/suggest-contract';
import { refused } from './support/refused.ts';

const TEXT = readFileSync('test/fixtures/model-monitor/constraints.json', 'utf8');
const read = (text: string) => readConstraints({ name: 'constraints.json', text });
const suggested = suggestContract(read(TEXT));
const one = (feature: object) => suggestContract(read(JSON.stringify({ features: [feature] })));

test('constraints become the columns of a contract', () => {
  expect(suggested.columns).toEqual([
    { name: 'distance', type: 'number', nullable: true, range: { minimum: 0 } },
    { name: 'stops', type: 'integer' },
    { name: 'carrier "main"', type: 'string', domain: ['AA', 'B"6'] },
  ]);
});

test('what a contract says otherwise is said', () => {
  expect(suggested.notes).toEqual([
    'key, eventTime and labels are not in the file: name them',
    'distance: 96 % had to be present; nullable allows any share',
    'unheard of: left out, its type is Unknown',
    '98 % of the values had to be in their domain, here all: onBreach: quarantine-rows with maximumRejectedPercent is the nearest',
    'drift above a distance of 0.1 was a violation; thresholds of drift are calibrated here',
  ]);
});

test('the text is what dataset.yaml takes, quotes and all', () => {
  const text = contractText([...suggested.columns, { name: 'when: # now', type: 'timestamp' }]);
  const yaml = parse(`name: flights\nowner: me\nkey: [stops]\neventTime: "when: # now"\n${text}\n`) as object;
  expect(datasetConfigSchema.parse(yaml).columns).toMatchObject([
    { name: 'distance', nullable: true, range: { minimum: 0 } },
    { name: 'stops', nullable: false },
    { name: 'carrier "main"', domain: ['AA', 'B"6'] },
    { name: 'when: # now' },
  ]);
});

test('what no contract can hold is left out and said', () => {
  const domains = Array.from({ length: 1001 }, (_, index) => String(index));
  const large = one({ name: 'x', inferred_type: 'String', string_constraints: { domains } });
  expect(large.columns).toEqual([{ name: 'x', type: 'string' }]);
  expect(large.notes[1]).toBe('x: a domain of 1001 values is left out, 1000 are allowed');
  expect(one({ name: 'n'.repeat(129), inferred_type: 'String' }).columns).toEqual([]);
  expect(one({ name: '__proto__', inferred_type: 'constructor' }).columns).toEqual([]);
});

test('a file that is none is refused with its place', () => {
  const percent = '{"features": [{"name": "a", "inferred_type": "String",\n "completeness": 96}]}';
  expect(refused(() => read(percent), BadModelMonitorFileError).facts).toMatchObject({
    ...{ where: 'constraints.json:2:18 features[0].completeness', received: '96' },
  });
  expect(refused(() => read('{"features": {}}'), BadModelMonitorFileError).facts.where).toBe(
    'constraints.json:1:14 features',
  );
  const twice =
    '{"features": [{"name": "a", "inferred_type": "String"}, {"name": "a", "inferred_type": "String"}]}';
  expect(refused(() => read(twice), ContradictoryStatisticsError).facts).toMatchObject({
    ...{ where: 'constraints.json:1:66 features[1].name', received: 'a' },
  });
});
