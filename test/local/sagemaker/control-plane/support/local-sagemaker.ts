/** SageMaker local on a free port, with the real SDK clients in front and fakes behind. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SageMaker } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntime } from '@aws-sdk/client-sagemaker-runtime';
import type { Engine } from '#local/sagemaker/engine/types';
import { createSageMakerServer } from '#local/sagemaker/server';
import { createService, type Service } from '#local/sagemaker/service';
import { FakeEngine } from './fake-engine.ts';
import { startFakeEmulator, type FakeEmulator } from './fake-emulator.ts';

export const TOKEN = 'token-of-the-test';
const SEED_POINTS = [0.05, 0.55, 0.35, 0.85, 0.15, 0.95, 0.65, 0.25, 0.45, 0.75];

export interface LocalSageMaker<E extends Engine = FakeEngine> {
  readonly url: string;
  readonly engine: E;
  readonly emulator: FakeEmulator;
  readonly service: Service;
  readonly sagemaker: SageMaker;
  readonly runtime: SageMakerRuntime;
  /** What a SIGKILL leaves: the state on disk. Starts a new server over it. */
  crashAndRestart(options?: Pick<Options, 'isResumed'>): Promise<LocalSageMaker>;
  stop(): Promise<void>;
}

interface Options {
  readonly emulator?: FakeEmulator;
  readonly stateDirectory?: string;
  /** False leaves it before `resume()`: where a server stands until the emulator answers. */
  readonly isResumed?: boolean;
}

export async function startLocalSageMaker(options: Options = {}): Promise<LocalSageMaker> {
  const emulator = options.emulator ?? (await startFakeEmulator());
  const stateDirectory = options.stateDirectory ?? (await mkdtemp(join(tmpdir(), 'gyre-sagemaker-')));
  const engine = new FakeEngine();
  let drawn = 0;
  const service = createService({
    ...{ stateDirectory, engine, emulatorUrl: emulator.url, python: 'python3', adminToken: TOKEN },
    ...{ region: 'us-east-1', accountId: '000000000000', mostJobsAtOnce: 2 },
    // Every tenth of the weights once in ten draws: routing is exact, not probable.
    random: () => SEED_POINTS[drawn++ % SEED_POINTS.length] ?? 0,
    publishLog: async () => undefined,
  });
  const server = createSageMakerServer(service, TOKEN);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  if (options.isResumed !== false) service.resume();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connection = {
    ...{ endpoint: url, region: 'us-east-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    ...{ url, engine, emulator, service },
    sagemaker: new SageMaker(connection),
    runtime: new SageMakerRuntime(connection),
    async crashAndRestart(again = {}) {
      await close();
      return await startLocalSageMaker({ emulator, stateDirectory, ...again });
    },
    async stop() {
      await close();
      await service.stop();
      await emulator.close();
      await rm(stateDirectory, { recursive: true, force: true });
    },
  };
}

/** Asks until the answer is right. The last answer is in the error when it never is. */
export async function until<T>(ask: () => Promise<T> | T, isRight: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + 8000;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    if (Date.now() > end) throw new Error(`never came true; last ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function postFailure(url: string, failure: object, token: string = TOKEN): Promise<Response> {
  const headers = { 'x-local-token': token };
  return fetch(`${url}/_local/failures`, { method: 'POST', body: JSON.stringify(failure), headers });
}
