import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { recordShape } from '#core/serving/capture/record-shape';

const text = z.string().nullish();
const side = z.object({ observedContentType: text, mode: text, data: z.string(), encoding: z.string() });
/** What a record is, said once more by a schema. */
const schema = z.object({
  captureData: z.object({ endpointInput: side, endpointOutput: side }),
  eventMetadata: z.object({
    eventId: z.string().min(1),
    inferenceId: text,
    customAttributes: z.union([z.string(), z.array(z.string())]).nullish(),
    inferenceTime: z.string(),
  }),
  eventVersion: z.string(),
  gyre: z
    .object({ modelVersion: z.int().min(1), rowIds: z.array(z.string()), eventTimes: z.array(z.string()) })
    .nullish(),
});

const odd = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  'x',
  0,
  1,
  1.5,
  -1,
  1e300,
  true,
  [],
  ['a'],
  [1],
  {},
);
/** Mostly right, and wrong in one place or two. */
const mostly = (value: unknown) =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: odd });
const sideOf = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      observedContentType: mostly('text/csv'),
      mode: mostly('INPUT'),
      data: mostly('1'),
      encoding: mostly('CSV'),
    }),
  },
  { weight: 1, arbitrary: odd },
);
const record = fc.record({
  captureData: fc.oneof(
    { weight: 12, arbitrary: fc.record({ endpointInput: sideOf, endpointOutput: sideOf }) },
    { weight: 1, arbitrary: odd },
  ),
  eventMetadata: fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        ...{
          eventId: mostly('e'),
          inferenceId: mostly('i'),
          customAttributes: mostly(['a=b']),
          inferenceTime: mostly('t'),
        },
      }),
    },
    { weight: 1, arbitrary: odd },
  ),
  eventVersion: mostly('0'),
  gyre: fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({ modelVersion: mostly(3), rowIds: mostly(['a']), eventTimes: mostly(['t']) }),
    },
    { weight: 2, arbitrary: odd },
  ),
});

test('F-05 a record is what the schema says it is, and keeps what was read of it', () => {
  let good = 0;
  fc.assert(
    fc.property(record, (made) => {
      const value: unknown = JSON.parse(JSON.stringify(made));
      const parsed = schema.safeParse(value);
      const shape = recordShape(value);
      expect(typeof shape === 'string').toBe(!parsed.success);
      if (!parsed.success || typeof shape === 'string') return;
      good += 1;
      const { captureData, eventMetadata, eventVersion } = parsed.data;
      const plain = ({ observedContentType, data, encoding }: z.infer<typeof side>) => ({
        ...{ observedContentType: observedContentType ?? undefined, data, encoding },
      });
      expect(shape).toEqual({
        ...{ input: plain(captureData.endpointInput), output: plain(captureData.endpointOutput) },
        ...{ eventId: eventMetadata.eventId, inferenceTime: eventMetadata.inferenceTime, eventVersion },
        inferenceId: eventMetadata.inferenceId ?? undefined,
        customAttributes: eventMetadata.customAttributes ?? undefined,
        gyre: parsed.data.gyre ?? undefined,
      });
    }),
    { numRuns: 4000, seed: 3 },
  );
  expect(good).toBeGreaterThan(400);
});
