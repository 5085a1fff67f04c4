import { type Batch, itemLine, makeBatch } from './batch.ts';
import { type CaptureObject, ownerOf, type Piece, splitObject } from './capture-object.ts';
import { WindowTooLargeError } from './errors.ts';
import { packLargestFirst } from './pack-largest-first.ts';
import { OBJECT_OVERHEAD_BYTES, type PlanLimits } from './plan-limits.ts';

/**
 * Capture objects as batches of nearly equal work, the same whatever the order of the listing.
 *
 *   weight of a piece = plain bytes + OBJECT_OVERHEAD_BYTES        target = max(targetBytes, sum / room for batches)
 *   batches of an owner = ceil(sum of its weights / target), each piece <= target
 *   => every batch <= 2 x target + overhead, which has to be <= mostBytes
 *
 * A plain object above the target is cut by byte range; a compressed one cannot be cut and is a batch of its own,
 * also where it is above `mostBytes`. Batches hold objects of one owner. A batch whose item would be too long for the
 * input of a child is halved until it is not.
 *
 * @param objects keys of capture objects (others are left out), each once
 * @returns in the order of owners, then of digests
 * @throws WindowTooLargeError when `mostBatches` batches of `mostBytes` cannot hold them
 */
export function planBatches(objects: readonly CaptureObject[], limits: PlanLimits): readonly Batch[] {
  const owners = byOwner(objects);
  const target = targetOf(objects, owners.size, limits);
  const batches = [...owners.keys()].sort().flatMap((owner) => {
    const pieces = (owners.get(owner) ?? [])
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .flatMap((object) => splitObject(object, target, limits.plainPerCompressed));
    return ownBatches(owner, pieces, target)
      .flatMap((batch) => shortItems(batch, limits.mostItemBytes))
      .sort((a, b) => (a.digest < b.digest ? -1 : 1));
  });
  if (batches.length > limits.mostBatches) throw tooLarge(`${batches.length} batches`, limits);
  return batches;
}

function byOwner(objects: readonly CaptureObject[]): Map<string, CaptureObject[]> {
  const owners = new Map<string, CaptureObject[]>();
  for (const object of objects) {
    const owner = ownerOf(object);
    if (owner === undefined) continue;
    const own = owners.get(owner);
    if (own === undefined) owners.set(owner, [object]);
    else own.push(object);
  }
  return owners;
}

/** Plain bytes that batches are aimed at, so that there are not too many of them. */
function targetOf(objects: readonly CaptureObject[], owners: number, limits: PlanLimits): number {
  const { targetBytes, mostBytes, mostBatches, plainPerCompressed } = limits;
  const most = (mostBytes - OBJECT_OVERHEAD_BYTES) / 2;
  const bytes = objects.reduce(
    (sum, object) => sum + weightOf(splitObject(object, Number.POSITIVE_INFINITY, plainPerCompressed)[0]),
    0,
  );
  // Each owner may end in a batch that is hardly filled, and each compressed object above the target is one more.
  const room = mostBatches - owners;
  const target = Math.max(targetBytes, room > 0 ? Math.ceil(bytes / room) : Number.POSITIVE_INFINITY);
  if (target > most) throw tooLarge(`${bytes} bytes of ${owners} endpoints and variants`, limits);
  return target;
}

function ownBatches(owner: string, pieces: readonly Piece[], target: number): readonly Batch[] {
  const alone = pieces.filter(({ plainBytes }) => plainBytes > target);
  const shared = pieces.filter(({ plainBytes }) => plainBytes <= target);
  const weights = shared.map(weightOf);
  const bins = Math.ceil(weights.reduce((sum, weight) => sum + weight, 0) / target);
  const members = Array.from({ length: bins }, (): Piece[] => []);
  packLargestFirst(weights, Math.max(1, bins)).forEach((bin, at) => {
    const piece = shared[at];
    if (piece !== undefined) members[bin]?.push(piece);
  });
  return [...alone.map((piece) => [piece]), ...members]
    .filter((own) => own.length > 0)
    .map((own) => makeBatch(owner, own));
}

function weightOf(piece: Piece | undefined): number {
  return (piece?.plainBytes ?? 0) + OBJECT_OVERHEAD_BYTES;
}

function shortItems(batch: Batch, mostBytes: number): readonly Batch[] {
  const { owner, pieces } = batch;
  if (pieces.length < 2 || Buffer.byteLength(itemLine(batch)) <= mostBytes) return [batch];
  const middle = Math.ceil(pieces.length / 2);
  return [pieces.slice(0, middle), pieces.slice(middle)].flatMap((half) =>
    shortItems(makeBatch(owner, half), mostBytes),
  );
}

function tooLarge(received: string, { mostBatches, mostBytes }: PlanLimits): WindowTooLargeError {
  return new WindowTooLargeError('one map run cannot take the captures of this window', {
    received,
    allowed: `at most ${mostBatches} batches, each of at most ${mostBytes} plain bytes`,
    fix: 'judge a shorter window (monitoring.window), or capture a sample of the requests',
  });
}
