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
}

export interface Listed {
  readonly name: string;
  readonly status?: string;
  readonly createdAt: number;
}

const DEFAULT_PAGE = 10;

/** Filters, sorts (newest first unless asked otherwise) and cuts one page; the token is the offset of the next. */
export function listPage<Item extends Listed>(
  items: readonly Item[],
  request: ListRequest,
): { readonly page: readonly Item[]; readonly next: { readonly NextToken?: string } } {
  const offset = request.NextToken === undefined ? 0 : Number(request.NextToken);
  if (!Number.isInteger(offset) || offset < 0) throw validation('The provided NextToken is not valid.');
  const after = timeOf(request.CreationTimeAfter) ?? Number.NEGATIVE_INFINITY;
  const before = timeOf(request.CreationTimeBefore) ?? Number.POSITIVE_INFINITY;
  const wanted = request.NameContains?.toLowerCase() ?? '';
  const found = items
    .filter((item) => item.name.toLowerCase().includes(wanted))
    .filter((item) => request.StatusEquals === undefined || item.status === request.StatusEquals)
    .filter((item) => item.createdAt >= after && item.createdAt <= before)
    .sort((a, b) => compare(a, b, request.SortBy));
  const ordered = request.SortOrder === 'Ascending' ? found : found.reverse();
  const end = offset + (request.MaxResults ?? DEFAULT_PAGE);
  return { page: ordered.slice(offset, end), next: end < ordered.length ? { NextToken: String(end) } : {} };
}

function compare(a: Listed, b: Listed, by: string | undefined): number {
  if (by === 'Name') return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  if (by === 'Status' && a.status !== b.status) return (a.status ?? '') < (b.status ?? '') ? -1 : 1;
  return a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1);
}

/** The wire has epoch seconds. */
function timeOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value * 1000 : undefined;
}
