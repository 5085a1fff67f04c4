import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { ColumnPathError } from '#local/sagemaker/engine/errors';
import { relativeKey, parseS3Uri } from '#local/sagemaker/engine/s3-uri';
import { parseColumnPath, pickColumns } from '#local/sagemaker/engine/transform/column-path';
import { csvCells } from '#local/sagemaker/engine/transform/csv-cells';
import { inOrder } from '#local/sagemaker/engine/transform/in-order';
import { readBatches, readLines } from '#local/sagemaker/engine/transform/read-batches';
import { failureReason } from '#local/sagemaker/engine/training/failure-reason';

const cells = ['id', 'label', 'x', 'y', 'p'];

describe('column paths', () => {
  it.each([
    ['$', cells],
    ['$[1]', ['label']],
    ['$[-1]', ['p']],
    ['$[2:]', ['x', 'y', 'p']],
    ['$[:2]', ['id', 'label']],
    ['$[1:3]', ['label', 'x']],
    ['$[-2:]', ['y', 'p']],
    ['$[0,1,-1]', ['id', 'label', 'p']],
  ])('picks by %s', (path, expected) => expect(pickColumns(parseColumnPath(path), cells)).toEqual(expected));

  it.each(['$.a', '$[a]', '$[1', '[1]', '$[1;2]', '$[]', `$[${'1,'.repeat(40)}1]`])('refuses %s', (path) =>
    expect(() => parseColumnPath(path)).toThrow(ColumnPathError),
  );

  it('has no answer for a column the row lacks', () =>
    expect(pickColumns(parseColumnPath('$[9]'), cells)).toBeUndefined());
});

describe('lines and cells', () => {
  it('keeps quotes, so that joining gives the line again', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '', '"b,c"', '"d""e"', '1.5')), (row) => {
        const line = row.join(',');
        expect(csvCells(line).join(',')).toBe(line);
      }),
    );
    expect(csvCells('a,"b,c",d')).toEqual(['a', '"b,c"', 'd']);
  });

  it('reads the same lines however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string().map((s) => s.replaceAll(/[\r\n]/g, 'ü'))),
        fc.integer({ min: 1, max: 9 }),
        async (lines, size) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
            bytes.subarray(i * size, (i + 1) * size),
          );
          const read = await collect(readLines(stream(chunks)));
          expect(read).toEqual(lines);
        },
      ),
    );
  });

  it('fills a payload up to its limit and no further', async () => {
    const options = {
      isSingleRecord: false,
      maximumBytes: 8,
      filter: (l: string) => l,
      tooLarge: () => new Error('large'),
    };
    const batches = await collect(readBatches(stream(['abc', 'def', 'ghi', 'jklmnop']), options));
    expect(batches.map((batch) => batch.payload)).toEqual(['abc\ndef', 'ghi', 'jklmnop']);
    await expect(collect(readBatches(stream(['12345678']), options))).rejects.toThrow('large');
    const single = await collect(readBatches(stream(['a', 'b']), { ...options, isSingleRecord: true }));
    expect(single.map((batch) => batch.payload)).toEqual(['a', 'b']);
  });

  it('gives results in order, with no more at once than asked', async () => {
    let running = 0;
    let most = 0;
    const work = async (item: number): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return item;
    };
    expect(await collect(inOrder(stream([3, 1, 2, 5]), 2, work))).toEqual([3, 1, 2, 5]);
    expect(most).toBe(2);
  });
});

describe('addresses', () => {
  it.each([
    ['a/train/', 'a/train/x/y.csv', 'x/y.csv'],
    ['a/train', 'a/train/x.csv', 'x.csv'],
    ['a/train.csv', 'a/train.csv', 'train.csv'],
    ['a/tr', 'a/train.csv', 'train.csv'],
    ['', 'x.csv', 'x.csv'],
    ['a', 'a/folder/', undefined],
  ])('places below %s the key %s', (prefix, key, expected) =>
    expect(relativeKey(prefix, key)).toBe(expected),
  );

  it.each([
    'file:///etc/passwd',
    'https://x/y',
    's3://',
    's3:/a/b',
    's3://UPPER/x',
    's3://a_b/../x',
    '/opt/ml',
  ])('H-11 refuses %s', (uri) => expect(() => parseS3Uri(uri)).toThrow('invalid S3 URI'));
});

describe('failure reasons', () => {
  const stderrTail = 'Traceback (most recent call last):\n  File "train.py", line 1\nValueError: no rows\n';

  it('quotes the error and the command as the toolkit does', () => {
    const reason = failureReason({
      exitCode: 1,
      failureFile: undefined,
      stderrTail,
      command: 'python -m train',
    });
    expect(reason).toMatch(
      /^AlgorithmError: ExecuteUserScriptError:\nExitCode 1\nErrorMessage "ValueError: no rows/,
    );
    expect(reason).toMatch(/Command "python -m train", exit code: 1$/);
  });

  it('prefers what the script wrote, and never exceeds 1,024 characters', () => {
    const reason = failureReason({ exitCode: 3, failureFile: 'y'.repeat(5000), stderrTail, command: '' });
    expect(reason).toHaveLength(1024);
    expect(reason.endsWith('yyy, exit code: 3')).toBe(true);
  });

  it('says out of memory for SIGKILL', () =>
    expect(failureReason({ exitCode: 137, failureFile: undefined, stderrTail: '', command: '' })).toContain(
      'OutOfMemory',
    ));
});

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield item;
}
