/**
 * The candidate a person most likely meant, or nothing when none is near.
 *
 * Near means few edits (a slip of the keyboard) or a shared word of a compound name (`timeoutMinutes` for
 * `maximumRuntimeMinutes`): of the words, the last, which holds the unit, counts less than the others.
 *
 * @example suggest('bakes', ['bake', 'strategy']) // 'bake'
 */
export function suggest(received: string, candidates: readonly string[]): string | undefined {
  const scored = candidates
    .map((candidate) => ({ candidate, score: similarity(received, candidate) }))
    .sort((a, b) => b.score - a.score || (a.candidate < b.candidate ? -1 : 1));
  const [best] = scored;
  return best !== undefined && best.score >= NEAR ? best.candidate : undefined;
}

const NEAR = 0.3;
const LONGEST_COMPARED = 64;

function similarity(a: string, b: string): number {
  const [left, right] = [a.slice(0, LONGEST_COMPARED), b.slice(0, LONGEST_COMPARED)];
  const length = Math.max(left.length, right.length);
  if (length === 0) return 0;
  const edits = editDistance(left.toLowerCase(), right.toLowerCase());
  const byEdits = edits <= Math.max(1, Math.floor(length / 3)) ? 1 - edits / length : 0;
  return Math.max(byEdits, sharedWords(left, right));
}

/** Share of the words two compound names have in common, 0 to 1. */
function sharedWords(a: string, b: string): number {
  const [left, right] = [new Set(words(a)), new Set(words(b))];
  const common = [...left].filter((word) => right.has(word)).length;
  const either = new Set([...left, ...right]).size;
  return either === 0 ? 0 : (0.95 * common) / either;
}

/** `maximumRuntimeMinutes`, `maximum-runtime` or `maximum_runtime` as words; spellings of one idea are one word. */
function words(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => SAME_IDEA.get(word) ?? word);
}

const SAME_IDEA = new Map([
  ['max', 'maximum'],
  ['min', 'minimum'],
  ['timeout', 'runtime'],
  ['mins', 'minutes'],
  ['hrs', 'hours'],
  ['pct', 'percent'],
  ['percentage', 'percent'],
  ['number', 'count'],
]);

/** Levenshtein's distance: insertions, deletions and substitutions between two words. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
