import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { WindowBins } from '#core/engine/sketch/window-sketch';
import { PlainTally, type Tally } from './tally.ts';

interface Captured {
  readonly captureData: {
    readonly endpointInput: { readonly data: string };
    readonly endpointOutput: { readonly data: string };
  };
}

/** What most people would write: lines, JSON.parse, split, Number, binary search. Nothing but bins is counted. */
export async function naiveTally(path: string, { features, predictions }: WindowBins): Promise<Tally> {
  const tally = new PlainTally([...features, ...predictions]);
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const { captureData } = JSON.parse(line) as Captured;
    tally.records += 1;
    captureData.endpointInput.data.split(',').forEach((cell, at) => tally.add(at, cell));
    tally.add(features.length, captureData.endpointOutput.data);
  }
  return tally;
}
