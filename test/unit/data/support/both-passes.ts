import type { DatasetConfig } from '#core/config/dataset-config';
import type { DecodeFailure } from '#core/data/decode-failure';
import { profileUpload } from '#core/data/profile-upload';
import { cutAt } from './decode.ts';
import { referencePass } from './reference/reference-pass.ts';

/** What the byte scanner and the reader it replaced make of one file, in a form that can be compared. */
export async function bothPasses(content: Uint8Array, dataset: DatasetConfig, cuts: readonly number[] = []) {
  const text = { rows: '', keys: '', rejected: '' };
  const reference = await referencePass(
    cutAt(content),
    dataset,
    {
      rows: async (lines) => void (text.rows += lines),
      keys: async (lines) => void (text.keys += lines),
      rejected: async (lines) => void (text.rejected += lines),
    },
    dataset.delimiter,
  );
  const bytes = { rows: [] as Uint8Array[], keys: [] as Uint8Array[], rejected: [] as Uint8Array[] };
  const pass = await profileUpload(cutAt(content, cuts), dataset, {
    rows: async (lines) => void bytes.rows.push(lines),
    keys: async (lines) => void bytes.keys.push(lines),
    rejected: async (lines) => void bytes.rejected.push(lines),
  });
  const joined = (parts: readonly Uint8Array[]) => Buffer.concat(parts).toString();
  // The stream of the replaced reader loses rows that it read together with a defect.
  const { failure } = reference.facts;
  if (failure !== undefined) {
    return { reference: placeOf(failure), pass: placeOf(pass.facts.failure) };
  }
  return {
    reference: { ...reference, ...text },
    pass: { ...pass, rows: joined(bytes.rows), keys: joined(bytes.keys), rejected: joined(bytes.rejected) },
  };
}

function placeOf(failure: DecodeFailure | undefined) {
  return { reason: failure?.reason, line: failure?.line, column: failure?.column };
}
