import type { WindowItem } from './monitoring-records.ts';

type Judged = Pick<WindowItem, 'start' | 'version' | 'revision' | 'status'>;

/**
 * Is a window's drift confirmed: are m of the last n windows of its version drifted, itself included? A window that
 * is not drifted confirms nothing, whatever came before. Each window counts by its newest revision.
 * @param judged verdicts of the model, any order, of any version
 * @example isDriftConfirmed({ start: 'b', version: 1, revision: 1, status: 'drifted' }, [], { m: 1, n: 1 }) // true
 */
export function isDriftConfirmed(
  window: Judged,
  judged: readonly Judged[],
  { m, n }: { readonly m: number; readonly n: number },
): boolean {
  if (window.status !== 'drifted') return false;
  const newest = new Map<string, Judged>();
  for (const item of judged) {
    if (item.version !== window.version || item.start >= window.start) continue;
    if ((newest.get(item.start)?.revision ?? 0) < item.revision) newest.set(item.start, item);
  }
  const before = [...newest.values()].toSorted((a, b) => (a.start < b.start ? 1 : -1)).slice(0, n - 1);
  return before.filter(({ status }) => status === 'drifted').length + 1 >= m;
}
