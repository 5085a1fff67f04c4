import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Metafile } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type BundleResult, bundleLambdas, REPOSITORY_ROOT } from '#build/bundle-lambdas';

const FIXTURE = join(REPOSITORY_ROOT, 'test/fixtures/bundle');
const STEP = 'lambdas/data/count-rows';

describe('bundleLambdas', () => {
  const output = mkdtempSync(join(tmpdir(), 'gyre-bundle-'));
  let result: BundleResult;

  beforeAll(async () => {
    result = await bundleLambdas({ root: FIXTURE, outputDirectory: output });
  });
  afterAll(() => rmSync(output, { recursive: true }));
  afterEach(() => vi.unstubAllEnvs());

  it('writes one file per step, and a map of its lines in a tenth of the bytes', () => {
    expect(readdirSync(join(output, STEP))).toEqual(['index.mjs', 'index.mjs.map']);
    const bytes = (file: string) => statSync(join(output, STEP, file)).size;
    expect(bytes('index.mjs.map')).toBeLessThan(bytes('index.mjs') / 10);
  });

  it('tells where an error came from: lines of our files, names of packages, and not its message', async () => {
    vi.stubEnv('AWS_REGION', '');
    const { toldOf } = await load(output);
    const lines = readFileSync(join(FIXTURE, STEP, 'handler.ts'), 'utf8').split('\n');
    const position = (text: string) =>
      `${STEP}/handler.ts:${lines.findIndex((line) => line.includes(text)) + 1}`;

    const rows = await toldOf({ fail: true });
    expect(rows).toMatchObject({ errorName: 'RowsMissingError', errorCode: 'GYRE-299' });
    expect(rows.at[0]).toBe(position('throw new RowsMissingError'));
    expect(JSON.stringify(rows)).not.toContain('4711');

    const environment = await toldOf({});
    expect(environment.errorName).toBe('ZodError');
    expect(environment.at[0]).toBe(position('environmentSchema.parse'));

    vi.stubEnv('LAKE_BUCKET', 'lake');
    vi.stubEnv('GYRE_ENV', 'local');
    const region = await toldOf({});
    expect(region.at[0]).toBe('npm:@smithy/core');
    expect(region.at.at(-1)).toBe(position('new SSMClient()'));
  });

  it('names the variables that the contract of the step asks for', () => {
    expect(result.manifest.steps['data/count-rows']).toEqual({
      required: ['GYRE_ENV', 'LAKE_BUCKET'],
      optional: ['RETRAIN_QUEUE_URL'],
    });
  });

  it('S-04 gives equal bytes for equal sources', async () => {
    const again = mkdtempSync(join(tmpdir(), 'gyre-bundle-'));
    await bundleLambdas({ root: FIXTURE, outputDirectory: again });
    for (const file of ['index.mjs', 'index.mjs.map'])
      expect(readFileSync(join(again, STEP, file))).toEqual(readFileSync(join(output, STEP, file)));
    rmSync(again, { recursive: true });
  });

  it('measures a bundle with one client inside its budget', () => {
    expect(result.sizes).toMatchObject([
      { step: 'data/count-rows', clients: ['@aws-sdk/client-ssm'], forbidden: [] },
    ]);
    const [size] = result.sizes;
    expect(size?.kilobytes).toBeLessThanOrEqual(size?.limitKilobytes ?? 0);
  });

  it("requires Node's own modules, of which an import would load more than is used", () => {
    const text = readFileSync(join(output, STEP, 'index.mjs'), 'utf8');
    expect(/(?:from|import\()\s*["']node:/.exec(text)).toBeNull();
    expect(text.includes('("node:http")')).toBe(true);
  });

  it('reads of them what is used, and nothing else', () => {
    const text = readFileSync(join(output, STEP, 'index.mjs'), 'utf8');
    expect(text.includes('("createHmac")')).toBe(true);
    expect(text.includes('webcrypto')).toBe(false);
  });

  it('asks for nothing of a browser, which Node would load', () => {
    const text = readFileSync(join(output, STEP, 'index.mjs'), 'utf8');
    expect(/typeof (?:ReadableStream|TransformStream|Blob|crypto|navigator)\b/.exec(text)).toBeNull();
  });

  it('keeps the names of classes by which packages know their own, and those of functions not', () => {
    const text = readFileSync(join(output, STEP, 'index.mjs'), 'utf8');
    const asked = [...text.matchAll(/constructor\??\.name\s*[!=]==\s*"(\w+)"/g)].map(([, name]) => name);
    expect(asked).toContain('NoOpLogger');
    const ours = asked.filter((name) => name !== undefined && !(name in globalThis));
    // The handler of browsers is asked for by name too, and is not in here.
    const missing = ours.filter((name) => !text.includes(`static name="${name}"`));
    expect(missing).toEqual(missing.filter((name) => name === 'FetchHttpHandler'));
  });

  it('leaves out JSON schemas, and the profiles of a home that no function has', () => {
    const text = readFileSync(join(output, STEP, 'index.mjs'), 'utf8');
    expect(text.includes('cannot be represented in JSON Schema')).toBe(false);
    expect(text.includes('AWS_SHARED_CREDENTIALS_FILE')).toBe(false);
    expect(text.includes('ZodObject')).toBe(true);
  });

  it('leaves out the shapes of operations that are not called', () => {
    const text = readFileSync(join(output, STEP, 'index.mjs'), 'utf8');
    expect(text.includes('"GetParameter"')).toBe(true);
    expect(text.includes('ApproveAfterDays')).toBe(false);
  });

  it('has classes of errors that say more than a name and a message, and no others', () => {
    const text = readFileSync(join(output, STEP, 'index.mjs'), 'utf8');
    expect(text.includes('#ItemContentMismatchException')).toBe(true);
    expect(text.includes('#InvalidKeyId')).toBe(false);
  });

  it.each(['ParameterNotFound', 'ItemContentMismatchException', 'ErrorOfTomorrow'])(
    'tells of a %s what the client tells that is not bundled',
    async (name) => {
      const body = { __type: `com.amazonaws.ssm#${name}`, message: 'of /rows', TypeName: 'row' };
      const { server, url } = await answeringServer(400, body);
      vi.stubEnv('AWS_ENDPOINT_URL', url);
      stubFunctionEnvironment();
      try {
        const bundled = await refusalOf((await load(output)).handler({}));
        const asItIs = await refusalOf(new SSMClient().send(new GetParameterCommand({ Name: '/rows' })));
        expect(bundled).toMatchObject({ name, message: 'of /rows', $fault: 'client' });
        expect(bundled['TypeName']).toBe(asItIs['TypeName']);
        for (const key of ['name', 'message', '$fault', '$retryable', 'Message'])
          expect([key, bundled[key]]).toEqual([key, asItIs[key]]);
      } finally {
        server.close();
      }
    },
  );

  it('imports no part of the SDK later, so that none is wrapped and parsed twice', () => {
    const meta = JSON.parse(readFileSync(join(output, 'lambdas.meta.json'), 'utf8')) as Metafile;
    const inside = Object.values(meta.outputs).flatMap(({ inputs }) => Object.keys(inputs));
    const imports = inside.flatMap((path) => meta.inputs[path]?.imports ?? []);
    const later = imports.filter(({ kind }) => kind === 'dynamic-import').map(({ path }) => basename(path));
    expect(later.filter((name) => !name.startsWith('node-module:'))).toEqual(['no-event-streams.ts']);
  });

  it('keeps the names of errors, since state machines catch by them', async () => {
    const { handler } = await load(output);
    await expect(handler({ fail: true })).rejects.toMatchObject({ name: 'RowsMissingError' });
  });

  it('signs with the role credentials of the environment, session token included', async () => {
    const { server, url, headers } = await answeringServer(200, { Parameter: { Value: '42' } });
    vi.stubEnv('AWS_ENDPOINT_URL', url);
    stubFunctionEnvironment();
    try {
      const { handler } = await load(output);
      expect(await handler({})).toBe('42');
    } finally {
      server.close();
    }
    expect(headers().authorization).toContain('Credential=ASIAEXAMPLE/');
    expect(headers()['x-amz-security-token']).toBe('session');
  });
});

async function load(output: string) {
  const url = pathToFileURL(join(output, STEP, 'index.mjs')).href;
  return (await import(url)) as typeof import('../../fixtures/bundle/lambdas/data/count-rows/handler.ts');
}

function stubFunctionEnvironment(): void {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'ASIAEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'session');
  vi.stubEnv('LAKE_BUCKET', 'lake');
  vi.stubEnv('GYRE_ENV', 'local');
}

async function refusalOf(answer: Promise<unknown>): Promise<Readonly<Record<string, unknown>>> {
  return answer.then(
    () => Promise.reject(new Error('no refusal')),
    (error: unknown) => error as Readonly<Record<string, unknown>>,
  );
}

async function answeringServer(
  status: number,
  answer: object,
): Promise<{
  server: Server;
  url: string;
  headers: () => IncomingHttpHeaders;
}> {
  let seen: IncomingHttpHeaders = {};
  const server = createServer((request, response) => {
    seen = request.headers;
    response.statusCode = status;
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { server, url: `http://127.0.0.1:${port}`, headers: () => seen };
}
