import { expect, test } from 'vitest';
import { joinedKey, joinIdOf, modelOfLabelKey, parseJoinedKey } from '#core/serving/ground-truth-records';

test('the key of joined rows says where they belong, and back', () => {
  const address = { model: 'air-time', version: 12, bucketStart: '2013-04-01T00', joinId: 'jn-0' };
  expect(joinedKey(address)).toBe('joined/air-time/v12/2013-04-01T00/jn-0.json');
  expect(parseJoinedKey(joinedKey(address))).toEqual(address);
});

test.each(['joined/a/v0/2013-04-01T00/jn.json', 'joined/a/v1/2013-04-01/jn.json', 'labelled/a/jn.csv'])(
  '%s is no key of joined rows',
  (key) => expect(parseJoinedKey(key)).toBeUndefined(),
);

const files = (...labelsIds: readonly string[]) => labelsIds.map((labelsId) => ({ labelsId }));

test('the order of label files does not change a join, the model does', () => {
  expect(joinIdOf('a', files('lb-1', 'lb-2'))).toBe(joinIdOf('a', files('lb-2', 'lb-1')));
  expect(joinIdOf('a', files('lb-1'))).not.toBe(joinIdOf('b', files('lb-1')));
  expect(joinIdOf('a', files('lb-1'))).not.toBe(joinIdOf('a', files('lb-1', 'lb-2')));
});

test('each join of the rows that wait of one file is another', () => {
  const ids = [undefined, 'jn-1', 'jn-2'].map((joinId) =>
    joinIdOf('a', [{ labelsId: 'lb-1', ...(joinId === undefined ? {} : { joinId }) }]),
  );
  expect(new Set(ids).size).toBe(3);
});

test.each([
  ['_labels/air-time/2013/04/a b+c%2B.csv', 'air-time'],
  ['_labels/air-time/', ''],
  ['_labels/a.csv', ''],
  ['air-time/_labels/a.csv', ''],
])('labels at %s are of model "%s"', (key, model) => {
  expect(modelOfLabelKey(key)).toBe(model);
});
