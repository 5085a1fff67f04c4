import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Registry } from '#ports/registry';
import type { Connection } from '../connect.ts';
import { judgeLedger } from '../queries/judge-ledger.ts';
import { readLedger } from '../queries/read-ledger.ts';
import type { Story } from './story.ts';

/** The environment's schedules are off: whoever replays sends the ticks, also the checkpoint's. */
export async function proveLedger(
  connection: Connection,
  registry: Registry,
  say: (line: string) => void,
): Promise<Story['ledger']> {
  const Payload = JSON.stringify({ kind: 'tick', target: 'platform' });
  const FunctionName = connection.names.functionName('checkpoint-ledger');
  await new LambdaClient({}).send(new InvokeCommand({ FunctionName, Payload }));
  const store = await connection.store();
  const verdict = judgeLedger(await readLedger(registry, store, connection.names.bucket('audit')));
  const { events, checkpoints } = verdict;
  const verified = verdict.isIntact && checkpoints > 0;
  say(`ledger: ${events} events, ${checkpoints} signed checkpoint: ${verified ? 'intact' : 'BROKEN'}`);
  return { verified, events, checkpoints };
}
