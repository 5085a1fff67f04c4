/** One contender in a process of its own: `node measure.ts <name> <inputs as JSON>` prints what it took. */
import { CONTENDERS } from './contenders.ts';
import type { Inputs } from './make-inputs.ts';
import type { Measured } from './measured.ts';
import { digestOf } from './tally.ts';

const [name = '', inputs = '{}'] = process.argv.slice(2);
const contender = CONTENDERS[name];
if (contender === undefined) throw new Error(`no contender is called ${name}`);
// From before the bins are read until all counts are merged; the start of the process is the same for everybody.
const [wall, cpu] = [performance.now(), process.cpuUsage()];
const tally = await contender.run(JSON.parse(inputs) as Inputs);
const { user, system } = process.cpuUsage(cpu);
const measured: Measured = {
  wallSeconds: (performance.now() - wall) / 1e3,
  cpuSeconds: (user + system) / 1e6,
  peakRssMb: process.resourceUsage().maxRSS / 1024,
  ...(tally === undefined ? {} : { digest: digestOf(tally) }),
};
console.log(JSON.stringify(measured));
