import type { Conflict } from './conflict.ts';
import { suggest } from './suggest.ts';

/** The one conflict of a column name that is not in the list, with the nearest that is. */
export function unknownColumn(
  path: readonly (string | number)[],
  name: string,
  allowed: readonly string[],
): readonly Conflict[] {
  if (allowed.includes(name)) return [];
  const nearest = suggest(name, allowed);
  const shown = allowed.slice(0, 12).join(', ');
  return [
    {
      path,
      message: 'a name is not among the columns it may come from',
      received: name,
      allowed: allowed.length > 12 ? `${shown}, ... (${allowed.length} columns)` : shown || 'none',
      fix: nearest === undefined ? 'name one of the columns allowed' : `did you mean ${nearest}?`,
    },
  ];
}

/** The one conflict of a dataset that the project does not have. */
export function unknownDataset(
  path: readonly string[],
  name: string,
  allowed: readonly string[],
): readonly Conflict[] {
  const nearest = suggest(name, allowed);
  return [
    {
      path,
      message: 'the project has no dataset of this name',
      received: name,
      allowed: allowed.join(', ') || 'none: there is no datasets/<name>/dataset.yaml',
      fix: nearest === undefined ? `add datasets/${name}/dataset.yaml` : `did you mean ${nearest}?`,
    },
  ];
}
