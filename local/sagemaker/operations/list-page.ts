import { validation } from '../service-error.ts';

/** What every List operation understands. Fields of other names (`ModelSummaries` and so on) are the caller's. */
export interface ListRequest {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
  readonly NameContains?: string | undefined;
  readonly StatusEquals?: string | undefined;
  readonly SortBy?: string | undefined;
  readonly SortOrder?: string | undefined;
  readonly CreationTimeAfter?: unknown;
  readonly CreationTimeBefore?: unknown;
  readonly LastModifiedTimeAfter?: unknown;
  readonly LastModifiedTimeBefore?: unknown;
}

export interface Listed {
  readonly name: string;
  readonly status?: string;
  readonly createdAt: number;
  /** Default: what is never changed has only a creation time. */
  readonly modifiedAt?: number;
}

const DEFAULT_PAGE = 10;

/**
 * Filters, sorts and cuts one page; the token is the offset of the next.
 * @param defaultOrder  newest first, except where the service says otherwise (training jobs)
 */
export function listPage<Item extends Listed>(
  items: readonly Item[],
  request: ListRequest,
  defaultOrder: 'Ascending' | 'Descending' = 'Descending',
): { readonly page: readonly Item[]; readonly next: { readonly NextToken?: string } } {
  const offset = request.NextToken === undefined ? 0 : Number(request.NextToken);
  if (!Number.isInteger(offset) || offset < 0) throw validation('The provided NextToken is not valid.');
  const created = isBetween(request.CreationTimeAfter, request.CreationTimeBefore);
  const modified = isBetween(request.LastModifiedTimeAfter, request.LastModifiedTimeBefore);
  const wanted = request.NameContains?.toLowerCase() ?? '';
  const found = items
    .filter((item) => item.name.toLowerCase().includes(wanted))
    .filter((item) => request.StatusEquals === undefined || item.status === request.StatusEquals)
    .filter((item) => created(item.createdAt) && modified(item.modifiedAt ?? item.createdAt))
    .sort((a, b) => compare(a, b, request.SortBy));
  const ordered = (request.SortOrder ?? defaultOrder) === 'Ascending' ? found : found.reverse();
  const end = offset + (request.MaxResults ?? DEFAULT_PAGE);
  return { page: ordered.slice(offset, end), next: end < ordered.length ? { NextToken: String(end) } : {} };
}

function compare(a: Listed, b: Listed, by: string | undefined): number {
  if (by === 'Name') return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  if (by === 'Status' && a.status !== b.status) return (a.status ?? '') < (b.status ?? '') ? -1 : 1;
  return a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1);
}

/** The wire has epoch seconds. */
function isBetween(after: unknown, before: unknown): (milliseconds: number) => boolean {
  const from = typeof after === 'number' ? after * 1000 : Number.NEGATIVE_INFINITY;
  const to = typeof before === 'number' ? before * 1000 : Number.POSITIVE_INFINITY;
  return (milliseconds) => milliseconds >= from && milliseconds <= to;
}
