import type { CompiledModel } from '#core/config/compiled-model';
import { canonicalJson } from '#core/registry/canonical-json';
import { sha256Hex } from '#core/registry/identify';

/** The bytes of a model's `model.json` and their digest; equal settings give equal bytes, in whatever order written. */
export interface ModelFile {
  readonly text: string;
  readonly sha256: string;
}

export function writeModel(model: CompiledModel): ModelFile {
  const text = canonicalJson(model);
  return { text, sha256: sha256Hex(text) };
}
