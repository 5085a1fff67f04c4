/**
 * A ledger as files, so that somebody without access to the account can verify it:
 * `chains/<chain>.jsonl` (one event a line), `checkpoints/<time>-<root>.json`, `public-keys/<sha256>.pem`.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { canonicalJson } from '#core/registry/canonical-json';
import { CHECKPOINT_PREFIX, type Checkpoint, PUBLIC_KEY_PREFIX } from '#core/registry/checkpoint';
import { type StoredLedgerEvent, storedLedgerEventSchema } from '#core/registry/ledger-event';
import type { LedgerExport, LedgerFinding } from '#core/registry/verify-ledger';
import { UnknownThingError } from '../errors.ts';
import { type LedgerReading, parseCheckpoint } from './read-ledger.ts';

const CHAINS = 'chains';
const CHAIN_ENDING = '.jsonl';

/** @returns how many files were written */
export async function writeLedgerExport(directory: string, ledger: LedgerExport): Promise<number> {
  const files = new Map<string, string>();
  for (const [chain, events] of ledger.chains) {
    // Encoded: a name out of the table must not choose the folder.
    const lines = events.map((event) => `${canonicalJson(event)}\n`).join('');
    files.set(join(CHAINS, `${encodeURIComponent(chain)}${CHAIN_ENDING}`), lines);
  }
  for (const [key, checkpoint] of ledger.checkpoints) {
    files.set(join(CHECKPOINT_PREFIX, basename(key)), `${JSON.stringify(checkpoint, undefined, 2)}\n`);
  }
  for (const [sha256, pem] of ledger.publicKeys) files.set(join(PUBLIC_KEY_PREFIX, `${sha256}.pem`), pem);
  for (const folder of [CHAINS, CHECKPOINT_PREFIX, PUBLIC_KEY_PREFIX]) {
    await mkdir(join(directory, folder), { recursive: true });
  }
  for (const [path, content] of files) await writeFile(join(directory, path), content);
  return files.size;
}

/** @throws UnknownThingError when the folder holds no export */
export async function readLedgerExport(directory: string): Promise<LedgerReading> {
  const findings: LedgerFinding[] = [];
  const chains = new Map<string, readonly StoredLedgerEvent[]>();
  const chainFiles = await filesIn(directory, CHAINS);
  if (chainFiles.length === 0) {
    throw new UnknownThingError('the folder holds no exported ledger', {
      where: directory,
      allowed: `a folder with ${CHAINS}/*${CHAIN_ENDING}, as \`gyre ledger export\` writes it`,
      fix: 'run `gyre ledger export <folder>` first, or name the folder that it wrote',
    });
  }
  for (const { name, text } of chainFiles) {
    const chain = decodeURIComponent(name.slice(0, -CHAIN_ENDING.length));
    const events: StoredLedgerEvent[] = [];
    for (const [index, line] of text
      .split('\n')
      .filter((each) => each !== '')
      .entries()) {
      const event = parseEvent(line);
      if (event === undefined) findings.push({ where: chain, index, reason: 'is no ledger event' });
      else events.push(event);
    }
    chains.set(chain, events);
  }
  const checkpoints = new Map<string, Checkpoint>();
  for (const { name, text } of await filesIn(directory, CHECKPOINT_PREFIX)) {
    const checkpoint = parseCheckpoint(text);
    if (checkpoint === undefined) findings.push({ where: name, reason: 'is no checkpoint' });
    else checkpoints.set(`${CHECKPOINT_PREFIX}${name}`, checkpoint);
  }
  const pems = await filesIn(directory, PUBLIC_KEY_PREFIX);
  const publicKeys = new Map(pems.map(({ name, text }) => [basename(name, '.pem'), text]));
  return { ledger: { chains, checkpoints, publicKeys }, findings };
}

function parseEvent(line: string): StoredLedgerEvent | undefined {
  try {
    return storedLedgerEventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

async function filesIn(directory: string, folder: string) {
  const names = await readdir(join(directory, folder)).catch(() => []);
  return await Promise.all(
    names.sort().map(async (name) => ({ name, text: await readFile(join(directory, folder, name), 'utf8') })),
  );
}
