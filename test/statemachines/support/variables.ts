import { type Flow, innerFlows, type State, waysOut, without } from './definition.ts';

/** Every JSONata expression within a value, without its `{% %}`. */
export function expressionsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    const expression = /^\{%([\s\S]*)%\}$/.exec(value)?.[1];
    return expression === undefined ? [] : [expression];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(expressionsIn);
}

/**
 * Variables an expression cannot do without: neither asked for by $exists, nor bound by itself, nor a function.
 * @example needs("$exists($a) ? $a : $b") // ['b']
 */
export function needs(expression: string): readonly string[] {
  const code = expression.replaceAll(/'[^']*'|"[^"]*"/g, "''");
  const names = (pattern: RegExp) => [...code.matchAll(pattern)].map(([, name = '']) => name);
  const guarded = new Set(names(/\$exists\(\s*\$(\w+)/g));
  const bound = new Set([
    ...names(/\$(\w+)\s*:=/g),
    ...[...code.matchAll(/(?:function|λ)\s*\(([^)]*)\)/g)].flatMap(([, list = '']) =>
      [...list.matchAll(/\$(\w+)/g)].map(([, name = '']) => name),
    ),
  ]);
  const used = names(/\$(\w+)\b(?!\s*\()/g);
  return [...new Set(used)].filter((name) => name !== 'states' && !guarded.has(name) && !bound.has(name));
}

/**
 * Uses of variables that some way to the state does not assign. Such a use is an error that no Catch sees, at the
 * worst moment: after another error. Found by following every way, the catching ones included.
 */
export function unassignedUses(flow: Flow, outside: ReadonlySet<string> = new Set()): readonly string[] {
  const assigned = assignedBefore(flow, outside);
  return Object.entries(flow.States).flatMap(([name, state]) => {
    const before = assigned.get(name);
    // Unreachable: another check's finding.
    if (before === undefined) return [];
    const own = usedBy(state)
      .filter((variable) => !before.has(variable))
      .map((variable) => `${name}: $${variable} is not assigned on every way here`);
    // A child of a distributed map is an execution of its own.
    const isDistributed = state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED';
    const seen = isDistributed ? new Set<string>() : before;
    return [...own, ...innerFlows(state).flatMap((inner) => unassignedUses(inner, seen))];
  });
}

/** What is assigned whichever way led to a state: the intersection over all ways, repeated until nothing changes. */
function assignedBefore(flow: Flow, outside: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const before = new Map<string, ReadonlySet<string>>([[flow.StartAt, new Set(outside)]]);
  const pending = [flow.StartAt];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const state = flow.States[name];
    if (state === undefined) continue;
    for (const way of waysOut(state)) {
      const after = new Set([...(before.get(name) ?? []), ...Object.keys(way.Assign ?? {})]);
      const known = before.get(way.Next);
      const merged =
        known === undefined ? after : new Set([...known].filter((variable) => after.has(variable)));
      if (merged.size === known?.size) continue;
      before.set(way.Next, merged);
      pending.push(way.Next);
    }
  }
  return before;
}

function usedBy(state: State): readonly string[] {
  const own = without(state, 'ItemProcessor', 'Branches');
  return [...new Set(expressionsIn(own).flatMap(needs))];
}
