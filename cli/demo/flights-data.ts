/** The demo's data: one year of flights out of an installed Python package, as uploads, requests and labels. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalDeployError } from '#local/cloud/errors';
import { runCommand } from '#local/cloud/run-command';

/** The first day that comes as requests; everything before is landed as files. */
export const FIRST_DAY = '2013-04-01';

export interface FlightsData {
  readonly directory: string;
  /** Flights of one month before the first day, with labels. */
  monthFile(month: string): Buffer;
  /** Requests of one day: the header, and a line a flight with key and time. */
  requests(day: string): { readonly header: string; readonly rows: readonly string[] };
  /** What became of the flights of one day: flight_id, air_time, late; with its header. */
  labels(day: string): string;
}

/** Builds the files once; they are the same bytes every time. */
export async function buildFlightsData(project: string, python: string): Promise<FlightsData> {
  const directory = join(project, '.gyre', 'data', FIRST_DAY);
  const script = join(project, 'data', 'build_flights.py');
  if (!existsSync(join(directory, 'complete'))) {
    mkdirSync(directory, { recursive: true });
    await run(python, [script, directory, '--replay-from', FIRST_DAY]);
    mkdirSync(join(directory, 'complete'));
  }
  return {
    directory,
    monthFile: (month) => readFileSync(join(directory, `flights-${month}.csv`)),
    requests: (day) => {
      const text = readFileSync(join(directory, 'requests', `${day}.csv`), 'utf8');
      const [header = '', ...rows] = text.trimEnd().split('\n');
      return { header, rows };
    },
    labels: (day) => readFileSync(join(directory, 'labels', 'air-time', `${day}.csv`), 'utf8'),
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
