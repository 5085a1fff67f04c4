import * as z from 'zod';
import { LONGEST_EXECUTION_MILLISECONDS } from './execution-attempt.ts';

/**
 * Uploads of one dataset in work at once. Each is an execution with a few short functions and a transaction on the
 * head of the dataset: more of them would only wait for each other, and for the functions that other datasets need.
 */
export const MOST_OPEN_UPLOADS = 64;

/** The registry's OPEN-UPLOADS item of a dataset. */
export const openUploadsSchema = z.strictObject({
  open: z.array(z.strictObject({ uploadId: z.string(), since: z.string() })),
});
export type OpenUploads = z.infer<typeof openUploadsSchema>;

/** @returns with the upload among the open ones; `undefined` when it has to wait for another's end */
export function admit(
  { open }: OpenUploads,
  uploadId: string,
  now: Date,
  most = MOST_OPEN_UPLOADS,
): OpenUploads | undefined {
  // An execution that was killed never says that it ended: its place must not be lost for good.
  const running = open.filter(
    ({ since }) => now.getTime() - Date.parse(since) < LONGEST_EXECUTION_MILLISECONDS,
  );
  if (running.length >= most) return undefined;
  return { open: [...running, { uploadId, since: now.toISOString() }] };
}

/** @returns without the upload; `undefined` when it is not among the open ones */
export function release({ open }: OpenUploads, uploadId: string): OpenUploads | undefined {
  const others = open.filter((one) => one.uploadId !== uploadId);
  return others.length === open.length ? undefined : { open: others };
}
