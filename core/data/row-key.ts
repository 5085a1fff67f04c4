/** Between the cells of a key; like line ends it is escaped within a cell. */
export const SEPARATOR = '\u001f';
const SPECIAL = /[\\\n\r\u001f\u2028\u2029]/;
const EVERY_SPECIAL = new RegExp(SPECIAL, 'g');

/**
 * The key of a row as one line of text: different cells give different lines, whatever they hold.
 * @example rowKey(['20130101T11-UA1187']) // '20130101T11-UA1187'
 */
export function rowKey(cells: readonly string[]): string {
  return cells.map(escaped).join(SEPARATOR);
}

function escaped(cell: string): string {
  if (!SPECIAL.test(cell)) return cell;
  return cell.replace(
    EVERY_SPECIAL,
    (character) => `\\${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
