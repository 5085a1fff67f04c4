/**
 * SageMaker local: control plane and runtime on loopback, jobs and endpoints as real processes.
 *   node local/sagemaker/main.ts --port 4567 --state DIR --emulator http://127.0.0.1:4566 --python .venv/bin/python
 */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { requireNode24 } from '#local/cloud/require-node';
import { seededRandom } from './endpoints/seeded-random.ts';
import { emulatorAt } from './emulator-up.ts';
import { processEngine } from './engine/process-engine.ts';
import { createSageMakerServer } from './server.ts';
import { createService } from './service.ts';
import { LogPublisher } from './telemetry/log-publisher.ts';

requireNode24();
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4567' },
    state: { type: 'string' },
    emulator: { type: 'string', default: 'http://127.0.0.1:4566' },
    python: { type: 'string', default: 'python3' },
    'max-jobs': { type: 'string', default: '2' },
    seed: { type: 'string' },
  },
});
if (values.state === undefined) throw new Error('--state DIR is required');
mkdirSync(values.state, { recursive: true });
const adminToken = process.env['LOCAL_ADMIN_TOKEN'] ?? '';
const region = process.env['AWS_REGION'] ?? 'us-east-1';
const logs = new LogPublisher(
  new CloudWatchLogsClient({
    region,
    endpoint: values.emulator,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }),
);
const service = createService({
  stateDirectory: values.state,
  emulatorUrl: values.emulator,
  python: values.python,
  engine: processEngine,
  region,
  accountId: '000000000000',
  mostJobsAtOnce: Number(values['max-jobs']),
  adminToken,
  ...(values.seed === undefined ? {} : { random: seededRandom(Number(values.seed)) }),
  publishLog: (group, stream, lines) => logs.publish(group, stream, lines),
});
const server = createSageMakerServer(service, adminToken);
server.listen(Number(values.port), '127.0.0.1', () => {
  // Jobs and endpoints need S3, and the emulator starts after this server.
  void emulatorAt(values.emulator)
    .up()
    .then(() => {
      service.resume();
    });
  console.log(`SageMaker local on http://127.0.0.1:${values.port}`);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
    void service.stop().finally(() => process.exit(0));
  });
}
