/** One contender in a process of its own: `node measure.ts <name> <table as JSON>` prints what it took. */
import { printMeasured } from '../measured.ts';
import { CONTENDERS } from './contenders.ts';
import type { Table } from './make-table.ts';

const [name = '', table = '{}'] = process.argv.slice(2);
const contender = CONTENDERS[name];
if (contender === undefined) throw new Error(`no contender is called ${name}`);
await printMeasured(
  async () => contender.run(JSON.parse(table) as Table),
  (digest) => digest,
);
