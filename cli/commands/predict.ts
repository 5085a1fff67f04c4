/** `gyre predict <model> <file>`: rows of a CSV, answered by the version that serves. */
import type { Command } from 'commander';
import type { Answer } from '#lambdas/serving/predict/contract';
import { predictRows } from '../actions/predict-rows.ts';
import { readInputFile } from '../actions/read-input-file.ts';
import type { CommandContext } from '../context.ts';
import type { Paper } from '../output.ts';

export function registerPredictCommands(program: Command, context: CommandContext): void {
  program
    .command('predict <model> <file>')
    .description(
      'ask the front door: a CSV with a header line, key, event time and features as in the dataset',
    )
    .option('--replay', 'rows of the past, by the route and permission of replays')
    .addHelpText(
      'after',
      '\nExamples:\n  gyre predict air-time rows.csv\n  gyre predict air-time past.csv --replay --json',
    )
    .action(async (model: string, file: string, { replay }: { replay?: true }) => {
      const csv = readInputFile(file);
      const connection = await context.connect();
      const address = await connection.frontDoor();
      const { frontDoorClient } = await import('../front-door.ts');
      const client = frontDoorClient(address, connection.region);
      const route = replay === true ? 'replays' : 'predictions';
      context.print({ ok: true, data: await predictRows(client, model, route, csv) }, drawAnswer);
    });
}

function drawAnswer({ modelVersion, inferenceId, rowIds, predictions }: Answer, paper: Paper): string {
  const rows = rowIds.map((rowId, index) => ({ rowId, prediction: predictions[index] }));
  const table = paper.table(
    [
      { title: 'ROW', value: (row) => row.rowId },
      { title: 'PREDICTION', value: (row) => row.prediction },
    ],
    rows,
  );
  return `${paper.heading(`v${modelVersion}`)}  request ${inferenceId}\n\n${table}`;
}
