import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  captureLine,
  type CaptureRecord,
  decodeCaptureLine,
  formatAttributes,
  parseAttributes,
} from '#core/serving/capture-record';

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

describe('captureLine', () => {
  const time = fc
    .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString());
  const text = fc.string({ unit: 'binary' });
  const cells = text.map((cell) => cell.replace(/[\r\n]/g, ''));
  const row = fc.record({ input: cells, output: cells, rowId: text, eventTime: time });
  const attributes = fc.record({
    purpose: fc.constantFrom('live' as const, 'smoke' as const, 'shadow' as const),
    eventTime: time,
  });
  const record: fc.Arbitrary<CaptureRecord> = fc
    .record({ rows: fc.array(row), eventId: fc.uuid(), inferenceId: text, inferenceTime: time, attributes })
    .map(({ rows, ...rest }) => ({
      ...rest,
      inputs: rows.map(({ input }) => input),
      outputs: rows.map(({ output }) => output),
      rowIds: rows.map(({ rowId }) => rowId),
      eventTimes: rows.map(({ eventTime }) => eventTime),
    }));

  it('F-05 decodes to the record it was made of', () => {
    fc.assert(
      fc.property(record, fc.integer({ min: 1 }), (expected, modelVersion) => {
        const decoded = decodeCaptureLine(captureLine(expected, modelVersion));
        expect(decoded).toEqual({ record: expected, modelVersion });
      }),
    );
  });

  it('F-05 cut off anywhere is one bad record', () => {
    fc.assert(
      fc.property(record, fc.double({ min: 0, max: 0.999, noNaN: true }), (expected, part) => {
        const whole = captureLine(expected, 1);
        expect(decodeCaptureLine(whole.slice(0, Math.floor(part * whole.length)))).toEqual({
          bad: 'not-json',
        });
      }),
    );
  });

  it('is one line of characters that a queue takes', () => {
    fc.assert(
      fc.property(record, (expected) => {
        expect(captureLine(expected, 1)).not.toMatch(/[\u0000-\u001f\ufffe\uffff]/);
      }),
    );
    const ids = { rowIds: ['\ufffe', '\uffff'], eventTimes: ['2024-05-09', '2024-05-09'] };
    const special = { ...recordOf(line()), ...ids };
    expect(captureLine(special, 1)).not.toMatch(/[\ufffe\uffff]/);
    expect(recordOf(captureLine(special, 1)).rowIds).toEqual(ids.rowIds);
  });

  it('without what the front door adds, rows are known by request and position', () => {
    const metadata = { inferenceId: 'i', customAttributes: ['purpose=live;event-time=2013-04-01T10:00:00Z'] };
    expect(recordOf(line({ metadata }))).toMatchObject({
      rowIds: ['i#0', 'i#1'],
      eventTimes: ['2013-04-01T10:00:00Z', '2013-04-01T10:00:00Z'],
    });
    expect(recordOf(line()).eventTimes).toEqual(['2013-04-01T00:00:00Z', '2013-04-01T00:00:00Z']);
  });

  it.each([
    ['ids-do-not-match-rows', { rowIds: ['a'] }],
    ['ids-do-not-match-rows', { eventTimes: [] }],
    ['bad-event-time', { eventTimes: ['2013-04-01T00:00:00Z', 'soon'] }],
  ])('F-05 counts a record as bad with reason %s', (reason, change) => {
    expect(decodeCaptureLine(captureLine({ ...recordOf(line()), ...change }, 1))).toEqual({ bad: reason });
  });
});
