/** `gyre ledger ls|show|verify|export`: what happened, in order, and the proof that nobody changed it since. */
import { resolve } from 'node:path';
import { Argument, type Command } from 'commander';
import { AGGREGATE_KINDS, type AggregateKind } from '#core/registry/aggregate';
import type { StoredLedgerEvent } from '#core/registry/ledger-event';
import type { CommandContext } from '../context.ts';
import { UnknownThingError } from '../errors.ts';
import type { Paper } from '../output.ts';
import { judgeLedger, type Verdict } from '../queries/judge-ledger.ts';
import { readLedgerExport, writeLedgerExport } from '../queries/ledger-export.ts';
import { type LedgerReading, readLedger } from '../queries/read-ledger.ts';

export function registerLedgerCommands(program: Command, context: CommandContext): void {
  const ledger = program.command('ledger').description('what happened to every dataset, model and endpoint');
  ledger
    .command('ls')
    .description('all chains, and where each stands')
    .action(async () => {
      const connection = await context.connect();
      const registry = await connection.registry();
      const chains: ChainLine[] = [];
      for (const kind of AGGREGATE_KINDS) {
        for (const name of await registry.listAggregates(kind)) {
          chains.push({ kind, name, ...(await registry.head({ kind, name })) });
        }
      }
      context.print({ ok: true, data: { chains } }, drawChains);
    });
  ledger
    .command('show')
    .description('the events of one chain, oldest first')
    .addArgument(new Argument('<kind>', 'what it is').choices(AGGREGATE_KINDS))
    .argument('<name>')
    .action(async (kind: AggregateKind, name: string) => {
      const connection = await context.connect();
      const registry = await connection.registry();
      const events = await registry.readLedger({ kind, name });
      if (events.length === 0) {
        const names = await registry.listAggregates(kind);
        throw new UnknownThingError(`nothing happened to a ${kind} of this name`, {
          received: name,
          allowed: names.length === 0 ? `nothing yet: there is no ${kind}` : names.join(', '),
          fix: 'run `gyre ledger ls` for all chains',
        });
      }
      context.print({ ok: true, data: { events } }, drawEvents);
    });
  ledger
    .command('verify')
    .description('check every hash, link and signature; with --export offline, from files alone')
    .option('--export <folder>', 'verify what `gyre ledger export` wrote')
    .action(async (options: { export?: string }) => {
      const reading =
        options.export === undefined
          ? await readDeployed(context)
          : await readLedgerExport(resolve(options.export));
      const verdict = judgeLedger(reading);
      if (verdict.checkpoints === 0) {
        context.warn('no checkpoint yet: a tail that was written anew would not be found');
      }
      context.print({ ok: verdict.isIntact, data: verdict }, drawVerdict);
    });
  ledger
    .command('export <folder>')
    .description('write chains, checkpoints and public keys as files, for verification elsewhere')
    .action(async (folder: string) => {
      const directory = resolve(folder);
      const { ledger: whole } = await readDeployed(context);
      const files = await writeLedgerExport(directory, whole);
      const data = { directory, files, chains: whole.chains.size, checkpoints: whole.checkpoints.size };
      context.print({ ok: true, data });
    });
}

async function readDeployed(context: CommandContext): Promise<LedgerReading> {
  const { registry, store, names } = await context.connect();
  return await readLedger(await registry(), await store(), names.bucket('audit'));
}

interface ChainLine {
  readonly kind: AggregateKind;
  readonly name: string;
  readonly seq: number;
  readonly hash: string;
}

function drawChains({ chains }: { readonly chains: readonly ChainLine[] }, paper: Paper): string {
  if (chains.length === 0) return 'nothing happened yet';
  return paper.table(
    [
      { title: 'KIND', value: (line) => line.kind },
      { title: 'NAME', value: (line) => line.name },
      { title: 'EVENTS', value: (line) => line.seq },
      { title: 'HEAD', value: (line) => line.hash.slice(0, 16) },
    ],
    chains,
  );
}

function drawEvents({ events }: { readonly events: readonly StoredLedgerEvent[] }, paper: Paper): string {
  return paper.table(
    [
      { title: 'SEQ', value: (event) => event.seq },
      { title: 'AT', value: (event) => event.at },
      { title: 'EVENT', value: (event) => event.type },
      { title: 'BY', value: (event) => event.actor },
      { title: 'BECAUSE OF', value: (event) => event.cause },
      {
        title: 'AFTER',
        value: (event) => (event.after === undefined ? undefined : JSON.stringify(event.after)),
      },
    ],
    events,
  );
}

function drawVerdict(verdict: Verdict, paper: Paper): string {
  const { chains, events, checkpoints, eventsAfterLastCheckpoint, findings } = verdict;
  return [
    ...findings.map(({ where, index, reason }) => {
      return `${where}${index === undefined ? '' : ` event ${index + 1}`}: ${reason}`;
    }),
    `${paper.heading(verdict.isIntact ? 'INTACT' : 'BROKEN')} ${chains} chains, ${events} events, ${checkpoints} checkpoints`,
    `${eventsAfterLastCheckpoint} events are newer than the last checkpoint`,
    ...verdict.publicKeys.map((sha256) => `signed with the key whose PEM has SHA-256 ${sha256}`),
  ].join('\n');
}
