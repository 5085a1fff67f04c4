import { admit, openUploadsSchema, release } from '#core/data/open-uploads';
import { OPEN_UPLOADS_KEY } from '#core/registry/keys';
import type { AggregateView, ItemWrite } from '#ports/registry';

/** @returns what gives an upload a place among the open ones; `undefined` while all are taken */
export async function admitUpload(
  view: AggregateView,
  uploadId: string,
  now: Date,
): Promise<readonly ItemWrite[] | undefined> {
  const { item, open } = await readOpen(view);
  const admitted = admit(open, uploadId, now);
  return admitted === undefined ? undefined : [writeOf(item?.revision, admitted)];
}

/** What gives back the place of an upload that has ended; nothing when it never had one. */
export async function releaseUpload(view: AggregateView, uploadId: string): Promise<readonly ItemWrite[]> {
  const { item, open } = await readOpen(view);
  const left = release(open, uploadId);
  return left === undefined ? [] : [writeOf(item?.revision, left)];
}

async function readOpen(view: AggregateView) {
  const item = await view.get(OPEN_UPLOADS_KEY);
  return { item, open: item === undefined ? { open: [] } : openUploadsSchema.parse(item.data) };
}

function writeOf(revision: number | undefined, data: ItemWrite['data']): ItemWrite {
  return {
    ...{ sk: OPEN_UPLOADS_KEY, entity: 'open-uploads', data },
    expect: revision === undefined ? 'absent' : { revision },
  };
}
