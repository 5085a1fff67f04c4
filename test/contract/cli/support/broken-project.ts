/** Copies of a sound project in which one file is not as it should be. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SOUND = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'projects', 'two-models');

/** Outside the repository its import alias does not resolve, and a plain object does as well. */
const CONFIG = 'export default { environments: { local: {} } };\n';

/** What is done to a file: text in it replaced, all of it written, or the file removed. */
export type Damage =
  | { readonly file: string; readonly from: string; readonly to: string }
  | { readonly file: string; readonly text: string }
  | { readonly file: string; readonly isRemoved: true };

export function projectWith(...damages: readonly Damage[]): string {
  const project = mkdtempSync(join(tmpdir(), 'gyre-project-'));
  cpSync(SOUND, project, { recursive: true });
  writeFileSync(join(project, 'gyre.config.ts'), CONFIG);
  for (const damage of damages) {
    const path = join(project, damage.file);
    if ('isRemoved' in damage) {
      rmSync(path);
    } else if ('text' in damage) {
      writeFileSync(path, damage.text);
    } else {
      const text = readFileSync(path, 'utf8');
      if (!text.includes(damage.from)) throw new Error(`${damage.file} has no ${damage.from}`);
      writeFileSync(path, text.replace(damage.from, damage.to));
    }
  }
  return project;
}
