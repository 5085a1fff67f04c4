/** `gyre predict <model> <file>`: rows of a CSV, answered by the version that serves. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Answer } from '#lambdas/serving/predict/contract';
import { type Explanation, explainRow } from '../actions/explain-row.ts';
import { predictRows } from '../actions/predict-rows.ts';
import { readInputFile } from '../actions/read-input-file.ts';
import type { Connection } from '../connect.ts';
import type { CommandContext } from '../context.ts';
import type { Paper } from '../output.ts';

export function registerPredictCommands(program: Command, context: CommandContext): void {
  program
    .command('predict <model> <file>')
    .description(
      'ask the front door: a CSV with a header line, key, event time and features as in the dataset',
    )
    .option('--replay', 'rows of the past, by the route and permission of replays')
    .option('--explain <row>', 'what each feature adds to the answer to one row, counted from 1', rowNumber)
    .addHelpText(
      'after',
      '\nExamples:\n  gyre predict air-time rows.csv\n  gyre predict air-time past.csv --replay --json\n  gyre predict air-time rows.csv --explain 1',
    )
    .action(async (model: string, file: string, { replay, explain }: PredictOptions) => {
      const csv = readInputFile(file);
      const connection = await context.connect();
      if (explain !== undefined) {
        const explanation = await explainOne(connection, model, csv, explain);
        context.print({ ok: true, data: explanation }, drawExplanation);
        return;
      }
      const address = await connection.frontDoor();
      const { frontDoorClient } = await import('../front-door.ts');
      const client = frontDoorClient(address, connection.region);
      const route = replay === true ? 'replays' : 'predictions';
      context.print({ ok: true, data: await predictRows(client, model, route, csv) }, drawAnswer);
    });
}

interface PredictOptions {
  readonly replay?: true;
  readonly explain?: number;
}

function rowNumber(text: string): number {
  const row = Number(text);
  if (Number.isInteger(row) && row > 0) return row;
  throw new InvalidArgumentError('a row is a number from 1');
}

async function explainOne(
  connection: Connection,
  model: string,
  csv: string,
  row: number,
): Promise<Explanation> {
  const { environment, names } = connection;
  const ports = {
    registry: await connection.registry(),
    store: await connection.store(),
    parameters: await connection.parameters(),
    inference: await connection.inference(),
  };
  return explainRow(
    ports,
    { environment, artifacts: names.bucket('artifacts'), model, now: new Date() },
    csv,
    row,
  );
}

function drawExplanation(
  { modelVersion, rowId, prediction, base, features, questions }: Explanation,
  paper: Paper,
): string {
  const head = `${paper.heading(`v${modelVersion}`)}  ${rowId}: ${prediction}, ${signed(prediction - base)} from ${base.toPrecision(4)}, its mean answer to rows of training`;
  const table = paper.table(
    [
      { title: 'FEATURE', value: (own) => own.feature },
      { title: 'VALUE', value: (own) => own.value },
      { title: 'ADDS', value: (own) => signed(own.adds) },
    ],
    features,
  );
  return [head, table, `${questions} questions to v${modelVersion}, kept out of windows`].join('\n\n');
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toPrecision(3)}`;
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
