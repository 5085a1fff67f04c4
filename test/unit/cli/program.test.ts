import { describe, expect, test } from 'vitest';
import { CommandRefusedError, UnknownThingError } from '#cli/errors';
import type { RegisterCommands } from '#cli/load-commands';
import { envelopeSchema } from '#cli/output';
import { CloudNotRunningError } from '#local/cloud/errors';
import { runLine } from './support/run-line.ts';

const ESCAPE = '\u001b';

/** `gyre thing show|fail|refuse|no|crash|ask`: each a different end. */
const things: RegisterCommands = (program, context) => {
  const thing = program.command('thing').description('things');
  thing
    .command('show [name]')
    .option('--port <number>')
    .action((name?: string) => {
      context.progress('looking');
      context.warn('it is old');
      const data = { name: name ?? 'none', env: context.environment(), asOf: context.asOf().toISOString() };
      context.print({ ok: true, data }, ({ name: shown }, paper) => paper.heading(`thing ${shown}`));
    });
  thing.command('no').action(() => context.print({ ok: false, data: { drifted: true } }));
  thing.command('fail').action(() => {
    const facts = { where: 'here', received: '7', allowed: '1 to 3', fix: 'name another' };
    throw new UnknownThingError('no such thing', facts);
  });
  thing.command('refuse').action(() => {
    throw new CommandRefusedError('the governor forbids it', { fix: 'wait' });
  });
  thing.command('absent').action(() => {
    throw new CloudNotRunningError('not running', { fix: 'start it' });
  });
  thing.command('crash').action(() => {
    throw new TypeError('x is not a function', { cause: new Error('deeper') });
  });
  thing.command('ask').action(async () => {
    await context.confirm('remove the thing?');
    context.print({ ok: true, data: {} });
  });
};

const run = (line: string, options: Parameters<typeof runLine>[1] = {}) =>
  runLine(line.split(' '), { commands: [things], ...options });

describe('streams and exit codes', () => {
  test('the result is on stdout, all talk on stderr', async () => {
    expect(await run('thing show --env dev')).toEqual({
      exitCode: 0,
      out: 'thing none\n',
      err: 'looking\nwarning: it is old\n',
    });
    expect((await run('thing show --quiet')).err).toBe('warning: it is old\n');
  });

  test.each([
    ['thing show', 0],
    ['thing --help', 0],
    ['thing no', 1],
    ['thing', 2],
    ['thing fail', 2],
    ['thong', 2],
    ['thing show --prot 1', 2],
    ['thing show --as-of yesterday', 2],
    ['thing absent', 3],
    ['thing crash', 4],
    ['thing refuse', 5],
    ['thing ask', 5],
    ['thing ask --yes', 0],
  ])('%s exits with %i', async (line, exitCode) => {
    expect((await run(line)).exitCode).toBe(exitCode);
  });

  test('an error tells where, received, allowed and how to mend it', async () => {
    expect((await run('thing fail')).err).toBe(
      [
        'error GYRE-941 no such thing',
        '  where     here',
        '  received  7',
        '  allowed   1 to 3',
        '  Fix: name another',
        '',
      ].join('\n'),
    );
  });

  test('a typing error gets a suggestion', async () => {
    expect((await run('thing shwo')).err).toContain('Did you mean show?');
    expect((await run('thong')).err).toContain('Fix: run `gyre --help`');
  });

  test('an error nobody expected says its stack and causes with -v only', async () => {
    expect((await run('thing crash')).err).not.toContain('deeper');
    expect((await run('thing crash -v')).err).toContain('caused by Error: deeper');
  });
});

describe('--json', () => {
  test.each(['thing show x', 'thing no', 'thing fail', 'thing crash', 'thong', 'thing show --prot 1'])(
    'gyre %s prints one envelope, and nothing on stderr but talk',
    async (line) => {
      const { exitCode, out, err } = await run(`${line} --json`);
      const envelope = envelopeSchema.parse(JSON.parse(out));
      expect(envelope.ok).toBe(exitCode === 0);
      expect(err).toBe(line === 'thing show x' ? 'looking\n' : '');
    },
  );

  test('has command, data, warnings, and the facts of an error', async () => {
    const shown = await run('thing show x --json --as-of 2013-06-01');
    expect(JSON.parse(shown.out)).toEqual({
      schema: 'gyre.thing.show/1',
      ok: true,
      data: { name: 'x', env: 'local', asOf: '2013-06-01T00:00:00.000Z' },
      warnings: ['it is old'],
      error: null,
    });
    const failed = await run('--json thing fail');
    expect(JSON.parse(failed.out)).toMatchObject({
      schema: 'gyre.thing.fail/1',
      ok: false,
      data: null,
      error: { code: 'GYRE-941', name: 'UnknownThingError', received: '7', fix: 'name another' },
    });
  });
});

describe('colour', () => {
  test('only at a terminal, and not with NO_COLOR or --no-color', async () => {
    const hasColour = async (line: string, options: Parameters<typeof runLine>[1]) =>
      (await run(line, options)).out.includes(ESCAPE);
    expect(await hasColour('thing show', { width: 80 })).toBe(true);
    expect(await hasColour('thing show', {})).toBe(false);
    expect(await hasColour('thing show --no-color', { width: 80 })).toBe(false);
    expect(await hasColour('thing show', { width: 80, environment: { NO_COLOR: '1' } })).toBe(false);
  });
});
