import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCaptureLine, formatAttributes, parseAttributes } from '#core/serving/capture-record';

const line = (changes: { input?: object; output?: object; metadata?: object; version?: string } = {}) =>
  JSON.stringify({
    captureData: {
      endpointInput: {
        observedContentType: 'text/csv',
        mode: 'INPUT',
        data: '1,2\n3,4\n',
        encoding: 'CSV',
        ...changes.input,
      },
      endpointOutput: {
        observedContentType: 'text/csv',
        mode: 'OUTPUT',
        data: '10\n20\n',
        encoding: 'CSV',
        ...changes.output,
      },
    },
    eventMetadata: { eventId: 'e-1', inferenceTime: '2013-04-01T00:00:00Z', ...changes.metadata },
    eventVersion: changes.version ?? '0',
  });

const recordOf = (text: string) => {
  const decoded = decodeCaptureLine(text);
  if ('bad' in decoded) throw new Error(decoded.bad);
  return decoded.record;
};

describe('decodeCaptureLine', () => {
  it('gives the rows and answers of a CSV record', () => {
    const record = recordOf(line());
    expect(record.inputs).toEqual(['1,2', '3,4']);
    expect(record.outputs).toEqual(['10', '20']);
    expect(record.inferenceId).toBe('e-1');
  });

  it('F-05 decodes text input beside base64 output', () => {
    const data = Buffer.from('7\n8').toString('base64');
    expect(recordOf(line({ output: { data, encoding: 'BASE64' } })).outputs).toEqual(['7', '8']);
  });

  it.each([
    ['not-json', '{"captureData":'],
    ['wrong-shape', '{"captureData":{}}'],
    ['unknown-event-version', line({ version: '1' })],
    ['unknown-encoding', line({ input: { encoding: 'PARQUET' } })],
    ['answers-do-not-match-rows', line({ output: { data: '10\n' } })],
  ])('F-05 counts a record as bad with reason %s', (reason, text) => {
    expect(decodeCaptureLine(text)).toEqual({ bad: reason });
  });

  it.each([
    ['a string', 'purpose=smoke'],
    ['an array', ['purpose=smoke']],
  ])('reads custom attributes given as %s', (_, customAttributes) => {
    expect(recordOf(line({ metadata: { customAttributes } })).attributes.purpose).toBe('smoke');
  });

  it('never throws, whatever the line', () => {
    fc.assert(fc.property(fc.string(), (text) => 'bad' in decodeCaptureLine(text)));
    fc.assert(fc.property(fc.json(), (text) => typeof decodeCaptureLine(text) === 'object'));
  });
});

describe('custom attributes', () => {
  it('round-trip', () => {
    const attributes = { purpose: 'live', eventTime: '2013-04-01T10:00:00Z' } as const;
    expect(parseAttributes(formatAttributes(attributes))).toEqual(attributes);
  });

  it('are live when nothing is said', () => {
    expect(parseAttributes(undefined)).toEqual({ purpose: 'live' });
  });
});
