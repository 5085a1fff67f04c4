import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';

/** A deployed file made of content instead of a path. Its key is its digest; the name only gives the extension. */
export function contentAsset(
  scope: Construct,
  id: string,
  name: string,
  content: string | Uint8Array,
): Asset {
  const directory = mkdtempSync(join(tmpdir(), 'gyre-asset-'));
  try {
    const path = join(directory, name);
    writeFileSync(path, content);
    // The constructor copies the file into the assembly.
    return new Asset(scope, id, { path });
  } finally {
    rmSync(directory, { recursive: true });
  }
}
