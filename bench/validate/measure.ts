/** One contender in a process of its own: `node measure.ts <name> <table as JSON>` prints what it took. */
import type { Measured } from '../drift/measured.ts';
import { CONTENDERS } from './contenders.ts';
import type { Table } from './make-table.ts';

const [name = '', table = '{}'] = process.argv.slice(2);
const contender = CONTENDERS[name];
if (contender === undefined) throw new Error(`no contender is called ${name}`);
const [wall, cpu] = [performance.now(), process.cpuUsage()];
const digest = await contender.run(JSON.parse(table) as Table);
const { user, system } = process.cpuUsage(cpu);
const measured: Measured = {
  wallSeconds: (performance.now() - wall) / 1e3,
  cpuSeconds: (user + system) / 1e6,
  peakRssMb: process.resourceUsage().maxRSS / 1024,
  ...(digest === undefined ? {} : { digest }),
};
console.log(JSON.stringify(measured));
