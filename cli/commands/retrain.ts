/** `gyre retrain request|ls`: asking the governor, and what it decided. */
import type { Command } from 'commander';
import { userInfo } from 'node:os';
import type { CommandContext } from '../context.ts';
import { listModels } from '../queries/read-models.ts';

export function registerRetrainCommands(program: Command, context: CommandContext): void {
  const retrain = program
    .command('retrain')
    .description('requests for a contest, and what the governor decided');
  retrain
    .command('request <model>')
    .description(
      'ask for a contest now; a person passes cooldown and triggers, not data, budget and single flight',
    )
    .action(async (model: string) => {
      const { queue, names } = await context.connect();
      const ask = {
        kind: 'ask',
        model,
        cause: 'manual',
        asOf: context.asOf().toISOString(),
        subject: `command of ${new Date().toISOString()}`,
        requestedBy: userInfo().username,
      };
      await (await queue()).send(names.queueUrl('retrain'), [ask]);
      context.print({ ok: true, data: { asked: ask } }, () => `asked; the answer: gyre model show ${model}`);
    });
  retrain
    .command('ls')
    .description('all requests with their decisions')
    .action(async () => {
      const { registry } = await context.connect();
      const requests = (await listModels(await registry())).flatMap((model) =>
        model.requests.map((request) => ({ model: model.name, ...request })),
      );
      context.print({ ok: true, data: { requests } }, (data, paper) =>
        paper.table(
          [
            { title: 'REQUEST', value: (request) => request.requestId },
            { title: 'MODEL', value: (request) => request.model },
            { title: 'AS OF', value: (request) => request.asOf.slice(0, 10) },
            { title: 'CAUSE', value: (request) => request.cause },
            { title: 'STATUS', value: (request) => request.outcome ?? request.status },
            {
              title: 'WHY NOT',
              value: (request) => request.refusals.map(({ explanation }) => explanation).join('; '),
            },
          ],
          data.requests,
        ),
      );
    });
}
