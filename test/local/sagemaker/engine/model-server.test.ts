import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyCurve, type Curve } from '#core/training/recalibration/curve';
import { processEngine } from '#local/sagemaker/engine/process-engine';
import { pythonFacts } from '#local/sagemaker/engine/process/sandbox';
import type { InvokeResponse, ModelServer } from '#local/sagemaker/engine/types';
import { rawArchive } from '../../../unit/sagemaker-engine/tar-zoo.ts';
import {
  BUCKET,
  PYTHON,
  SUM_INFERENCE,
  containerFile,
  engineFixture,
  isAlive,
  modelRequest,
  sourceArchive,
  sumModel,
  type Fixture,
} from './engine-fixture.ts';

let fixture: Fixture;
const started: ModelServer[] = [];
beforeAll(async () => (fixture = await engineFixture()));
afterAll(async () => {
  await Promise.all(started.map((server) => server.stop()));
  await fixture.close();
});
beforeEach(() => (fixture.lines.length = 0));

const host = (archive: string, environment: Record<string, string> = {}): ModelServer => {
  const server = processEngine.startModelServer(modelRequest(archive, environment), fixture.host);
  started.push(server);
  return server;
};
const ask = (
  server: ModelServer,
  body: string,
  contentType = 'text/csv',
  accept = 'text/csv',
  timeoutMilliseconds = 5000,
) => server.invoke({ body: Buffer.from(body), contentType, accept, timeoutMilliseconds });
const text = (response: InvokeResponse) => Buffer.from(response.body).toString('utf8');

describe('a hosted model', () => {
  it('answers through the script, keeps its connections, and is gone after stop', async () => {
    const server = host(sumModel(fixture));
    await server.ready;
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => ask(server, `${index},1\n2,3`)),
    );
    expect(answers.map(text)).toEqual(Array.from({ length: 40 }, (_, index) => `${index + 1}.0\n5.0\n`));
    const pid = server.pid ?? 0;
    expect(isAlive(pid)).toBe(true);
    await server.stop();
    expect(await server.exited).toEqual({ reason: 'stopped' });
    expect(isAlive(pid)).toBe(false);
  });

  it('gives content types as the image does', async () => {
    const inference = `
from sagemaker_containers.beta.framework import worker
def model_fn(d): return None
def transform_fn(model, body, content_type, accept):
    assert isinstance(body, str if content_type == "text/csv" else bytes), type(body)
    if body == "exact": return worker.Response(response=body, headers={"Content-Type": "text/csv"})
    if body == "pair": return body, "text/csv"
    if body == "bare": return body
    if body == "status": return worker.Response(response="no", status=418, mimetype="application/json")
    return len(body), accept
`;
    const server = host(sumModel(fixture, inference, 'models/types/model.tar.gz'));
    const answers = await Promise.all(['exact', 'pair', 'bare', 'status'].map((body) => ask(server, body)));
    expect(answers.map((answer) => [answer.status, answer.contentType])).toEqual([
      [200, 'text/csv'],
      [200, 'text/csv; charset=utf-8'],
      [200, 'text/html; charset=utf-8'],
      [418, 'application/json'],
    ]);
    expect((await ask(server, 'x', 'application/octet-stream')).status).toBe(500);
  });

  it('answers 500 with the message when the script raises, and goes on', async () => {
    const server = host(sumModel(fixture));
    const bad = await ask(server, '1,apple');
    expect(bad.status).toBe(500);
    expect(text(bad)).toBe("ValueError: could not convert string to float: 'apple'");
    expect(text(await ask(server, '1,2'))).toBe('3.0\n');
    await expect.poll(() => fixture.lines.join('\n')).toContain('Traceback');
  });

  it('refuses a request above 6 MB, and takes one of 6 MB', async () => {
    const server = host(sumModel(fixture));
    const row = `${'0'.repeat(1023)}\n`;
    expect((await ask(server, row.repeat(6 * 1024))).status).toBe(200);
    expect((await ask(server, `${row.repeat(6 * 1024)}1`)).status).toBe(413);
    expect((await ask(server, '1')).status).toBe(200);
  });

  it('gives up on an answer that does not come', async () => {
    const slow = SUM_INFERENCE.replace('return [sum', 'import time; time.sleep(30)\n    return [sum');
    const server = host(sumModel(fixture, slow, 'models/slow/model.tar.gz'));
    await server.ready;
    await expect(ask(server, '1', 'text/csv', 'text/csv', 200)).rejects.toMatchObject({
      name: 'InvocationTimeoutError',
    });
  });

  it('serves when the folder for temporary files has a very long path', async () => {
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = join(fixture.host.baseDirectory, 'long'.repeat(30));
    try {
      expect(text(await ask(host(sumModel(fixture)), '1,2'))).toBe('3.0\n');
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  });

  it('H-16 has no network when the model is isolated, and is asked all the same', async () => {
    if ((await pythonFacts(PYTHON)).sandbox === 'none') return;
    const inference = `
import socket
def model_fn(d): return None
def transform_fn(model, body, content_type, accept):
    try:
        socket.create_connection(("127.0.0.1", ${fixture.s3.port}), timeout=2)
        return "open", accept
    except OSError:
        return "closed", accept
`;
    expect(text(await ask(host(sumModel(fixture, inference, 'models/net/model.tar.gz')), 'x'))).toBe(
      'closed',
    );
  });
});

describe('a container that cannot serve', () => {
  it.each([
    ['dies on import', 'raise RuntimeError("broken import")', /broken import/],
    ['has no model_fn', 'x = 1', /model_fn/],
    ['cannot load the model', 'def model_fn(d):\n    raise OSError("damaged model")', /damaged model/],
    [
      'mixes transform_fn with others',
      `${SUM_INFERENCE}\ndef transform_fn(*a): pass`,
      /transform_fn together/,
    ],
    ['leaves at once', 'import os\nos._exit(0)', /exit code 0/],
    [
      'is killed',
      'import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\ndef model_fn(d): import time; time.sleep(1); os.abort()',
      /exit code/,
    ],
  ])('%s', async (_title, inference, reason) => {
    const server = host(sumModel(fixture, inference, 'models/bad/model.tar.gz'));
    await expect(server.ready).rejects.toMatchObject({
      name: 'ContainerFailedError',
      facts: { received: expect.stringMatching(reason) as unknown },
    });
    expect((await server.exited).reason).toMatch(reason);
    await expect(ask(server, '1')).rejects.toMatchObject({ name: 'ContainerFailedError' });
  });

  it('tells when it dies while it serves', async () => {
    const inference = 'import os\ndef model_fn(d): return 1\ndef transform_fn(*a): os._exit(3)';
    const server = host(sumModel(fixture, inference, 'models/dies/model.tar.gz'));
    await server.ready;
    await expect(ask(server, '1')).rejects.toMatchObject({ name: 'ContainerFailedError' });
    expect((await server.exited).reason).toContain('exit code 3');
  });

  it.each([
    ['a missing archive', () => `s3://${BUCKET}/none/model.tar.gz`, /could not read s3:\/\/staging\/none/],
    ['no archive', () => fixture.put('damaged/model.tar.gz', 'text'), /archive was not unpacked/],
    [
      'H-02 a hostile archive',
      () => fixture.put('bad/model.tar.gz', rawArchive({ name: 'x', type: '2', link: '/etc' })),
      /archive was not unpacked/,
    ],
  ])('is refused: %s', async (_title, archive, reason) => {
    const server = host(archive());
    await expect(server.ready).rejects.toMatchObject({
      facts: { received: expect.stringMatching(reason) as unknown },
    });
  });

  it('refuses several models in one container, as script mode does', async () => {
    const request = modelRequest('s3://staging/models/');
    const server = processEngine.startModelServer(
      { ...request, PrimaryContainer: { ...request.PrimaryContainer, Mode: 'MultiModel' } },
      fixture.host,
    );
    await expect(server.ready).rejects.toMatchObject({
      facts: { received: expect.stringContaining('MultiModel') as unknown },
    });
  });
});

/** One of each, one after the other: scores of 0 to 6 become chances, are bent, and take up a level. */
const CURVES: readonly Curve[] = [
  { method: 'isotonic', scores: [0, 0.5, 2, 2.5, 5.5], probabilities: [0.01, 0.1, 0.1, 0.4, 0.97] },
  { method: 'platt', slope: 0.731, intercept: -0.25 },
  { method: 'linear', slope: 3.3, intercept: 0.1 },
];

describe('the default inference code', () => {
  let server: ModelServer;
  let recalibrated: ModelServer;
  beforeAll(async () => {
    const make = `
import sys, numpy, xgboost
x = numpy.arange(600, dtype=float).reshape(200, 3) % 7
booster = xgboost.train({"max_depth": 2}, xgboost.DMatrix(x, label=x[:, 0]), 5)
sys.stdout.buffer.write(booster.save_raw("ubj"))
`;
    const { execFileSync } = await import('node:child_process');
    const model = execFileSync(PYTHON, ['-c', make]);
    const files = { 'model.ubj': model, 'code/inference.py': containerFile('inference_xgboost.py') };
    server = host(fixture.put('models/xgb/model.tar.gz', sourceArchive(files)));
    const withCurves = { ...files, 'calibration.json': JSON.stringify(CURVES) };
    recalibrated = host(fixture.put('models/curves/model.tar.gz', sourceArchive(withCurves)));
    await Promise.all([server.ready, recalibrated.ready]);
  });

  it('answers through the curves of its archive, as they were judged', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => `${row % 8},${row % 5},${row % 3}\n`).join('');
    const numbers = async (own: ModelServer) =>
      text(await ask(own, rows))
        .trimEnd()
        .split('\n')
        .map(Number);
    const [plain, through] = [await numbers(server), await numbers(recalibrated)];
    expect(new Set(plain).size).toBeGreaterThan(4);
    plain.forEach((score, row) => {
      const expected = CURVES.reduce((at, curve) => applyCurve(curve, at), score);
      expect(Math.abs((through[row] ?? 0) / expected - 1)).toBeLessThan(1e-14);
    });
  });

  it('answers one line a row as exactly text/csv', async () => {
    const answer = await ask(server, '1,2,3\n4,,6\n,,\n');
    expect(answer).toMatchObject({ status: 200, contentType: 'text/csv' });
    expect(text(answer)).toMatch(/^(-?\d+\.\d+(e-?\d+)?\n){3}$/);
    expect(text(await ask(server, '1,2,3\r\n4,nan,6\r\n,NaN,\r\n'))).toBe(text(answer));
    expect(text(await ask(server, '1,2,3'))).toBe(`${text(answer).split('\n')[0] ?? ''}\n`);
  });

  it.each([
    ['1,2', 'rows of 2 columns; the model was trained on 3'],
    ['1,2,3\n1,2', 'line 2 has 2 cells, line 1 has 3'],
    ['1,2,3\n1,2\n1,2,3,4', 'line 2 has 2 cells, line 1 has 3'],
    ['1,apple,3', 'line 1, cell 2 is no number'],
    ['a,b,c\n1,2,3', 'line 1, cell 1 is no number'],
    ['1,2,3\n\n1,2,3', 'line 2 has 1 cells, line 1 has 3'],
    ['', 'rows of 1 columns'],
  ])('refuses %j and says why', async (body, reason) => {
    const answer = await ask(server, body);
    expect(answer.status).toBe(500);
    expect(text(answer)).toContain(reason);
  });

  it('refuses other content types', async () => {
    expect(text(await ask(server, '{}', 'application/json'))).toContain('allowed: text/csv');
  });
});
