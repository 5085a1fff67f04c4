import type { Registry } from '#ports/registry';
import { readModel } from '../queries/read-models.ts';
import { decisionsOf } from './decisions.ts';
import { FIRST_DAY } from './flights-data.ts';
import { MODELS } from './story.ts';

/** Says each decision once, as the registry has it. */
export function teller(registry: Registry, say: (line: string) => void): (day: string) => Promise<void> {
  const said = new Set<string>();
  return async (day) => {
    let isQuiet = true;
    for (const model of MODELS) {
      for (const { at, cause, outcome, modelVersion, why } of decisionsOf(await readModel(registry, model))) {
        const key = `${model} ${at} ${cause} ${outcome}`;
        if (said.has(key) || at < FIRST_DAY) continue;
        said.add(key);
        isQuiet = false;
        const version = modelVersion === null ? '' : ` v${modelVersion}`;
        say(`${at}: ${model} asks by ${cause}: ${outcome}${version}${why === '' ? '' : ` (${why})`}`);
      }
    }
    if (isQuiet) say(`${day}: all quiet`);
  };
}
