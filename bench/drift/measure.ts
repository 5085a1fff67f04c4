/** One contender in a process of its own: `node measure.ts <name> <inputs as JSON>` prints what it took. */
import { printMeasured } from '../measured.ts';
import { CONTENDERS } from './contenders.ts';
import type { Inputs } from './make-inputs.ts';
import { digestOf } from './tally.ts';

const [name = '', inputs = '{}'] = process.argv.slice(2);
const contender = CONTENDERS[name];
if (contender === undefined) throw new Error(`no contender is called ${name}`);
// From before the bins are read until all counts are merged; the start of the process is the same for everybody.
await printMeasured(
  async () => contender.run(JSON.parse(inputs) as Inputs),
  (tally) => (tally === undefined ? undefined : digestOf(tally)),
);
