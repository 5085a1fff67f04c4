import * as z from 'zod';

/** S3's event on EventBridge. Keys arrive unencoded here: decoding would damage a key that holds a percent sign. */
export const objectCreatedSchema = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  time: z.iso.datetime().exactOptional(),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string().min(1),
      size: z.number().default(0),
      etag: z.string().default(''),
      'version-id': z.string().exactOptional(),
      sequencer: z.string().exactOptional(),
    }),
  }),
});
