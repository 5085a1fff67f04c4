/** The demo's data: one year of flights out of an installed Python package, cut into what a team would land. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalDeployError } from '#local/cloud/errors';
import { runCommand } from '#local/cloud/run-command';

/** A month's file has many days: `2013-06-01` is one. */
export interface FlightsData {
  readonly directory: string;
  monthFile(month: string): Buffer;
  /** Feature rows of one day as CSV lines in the model's order, without key and time. */
  featureRows(day: string): readonly string[];
}

/** Builds the files once; they are the same bytes every time. */
export async function buildFlightsData(project: string, python: string): Promise<FlightsData> {
  const directory = join(project, '.gyre', 'data');
  const [months, replay] = [join(directory, 'months'), join(directory, 'replay')];
  const script = join(project, 'data', 'build_flights.py');
  if (!existsSync(join(directory, 'complete'))) {
    mkdirSync(directory, { recursive: true });
    await run(python, [script, months]);
    await run(python, [script, replay, '--replay-from', '2013-06-01']);
    mkdirSync(join(directory, 'complete'));
  }
  return {
    directory,
    monthFile: (month) => readFileSync(join(months, `flights-${month}.csv`)),
    featureRows: (day) => {
      const [, ...rows] = readFileSync(join(replay, 'requests', `${day}.csv`), 'utf8')
        .trimEnd()
        .split('\n');
      return rows.map((row) => row.split(',').slice(2).join(','));
    },
  };
}

async function run(python: string, parameters: readonly string[]): Promise<void> {
  const { code, stderr } = await runCommand(python, parameters, { env: process.env });
  if (code === 0) return;
  throw new LocalDeployError('the data of the demo could not be built', {
    where: parameters.join(' '),
    received: stderr.trim().split('\n').slice(-3).join(' '),
    fix: 'remove .venv and run the command again: the environment may be incomplete',
  });
}
