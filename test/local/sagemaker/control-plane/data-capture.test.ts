import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLocalSageMaker, until, type LocalSageMaker } from './support/local-sagemaker.ts';
import { CAPTURE, canary, invoke, settled, variant } from './support/requests.ts';

interface CaptureRecord {
  readonly captureData: Readonly<
    Record<'endpointInput' | 'endpointOutput', { encoding: string; data: string }>
  >;
  readonly eventMetadata: { readonly inferenceId?: string; readonly inferenceTime: string };
}

let local: LocalSageMaker;
beforeEach(async () => {
  local = await startLocalSageMaker();
});
afterEach(() => local.stop());

const records = () =>
  [...local.emulator.objects.values()]
    .flatMap((body) => body.trim().split('\n'))
    .map((line) => JSON.parse(line) as CaptureRecord);
const recordsOf = (count: number) => until(records, (found) => found.length === count);
const raw = (body: string, ContentType: string) =>
  local.runtime.invokeEndpoint({ EndpointName: 'e', Body: body, ContentType, Accept: 'application/json' });

describe('data capture', () => {
  it('has the keys and the records of SageMaker', async () => {
    await canary(local, CAPTURE);
    await invoke(local, '1,2\n3,4', { InferenceId: 'i-1', CustomAttributes: 'time=2026-01-01T00:00:00Z' });
    const [record] = await recordsOf(1);
    expect(record).toEqual({
      captureData: {
        endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data: '1,2\n3,4', encoding: 'CSV' },
        endpointOutput: {
          ...{ observedContentType: 'text/csv', mode: 'OUTPUT', data: 'm1:1,2\n3,4', encoding: 'CSV' },
        },
      },
      eventMetadata: {
        eventId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        customAttributes: ['time=2026-01-01T00:00:00Z'],
        inferenceId: 'i-1',
        inferenceTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      },
      eventVersion: '0',
    });
    const [key] = local.emulator.objects.keys();
    expect(key).toMatch(
      /^\/capture\/native\/e\/v1\/\d{4}\/\d\d\/\d\d\/\d\d\/\d\d-\d\d-\d{3}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.jsonl$/,
    );
  });

  it('encodes by the exact content type: CSV, JSON, and BASE64 for anything else', async () => {
    await canary(local, CAPTURE);
    await invoke(local, '1');
    await raw('{}', 'application/json');
    await raw('1', 'text/csv; charset=utf-8');
    const found = await recordsOf(3);
    expect(found.map(({ captureData }) => captureData.endpointInput.encoding)).toEqual([
      'CSV',
      'JSON',
      'BASE64',
    ]);
    expect(found[2]?.captureData.endpointInput.data).toBe(Buffer.from('1').toString('base64'));
    expect(found[2]?.eventMetadata).not.toHaveProperty('inferenceId');
  });

  it('takes the share of requests it is told to', async () => {
    await canary(local, { ...CAPTURE, InitialSamplingPercentage: 0 });
    for (let n = 0; n < 10; n += 1) await invoke(local);
    await local.service.capture.flush();
    expect(records()).toEqual([]);
  });

  it('is written before the fleet of an update goes away, and when the server stops', async () => {
    await canary(local, CAPTURE);
    await invoke(local);
    await local.sagemaker.createEndpointConfig({
      ...{ EndpointConfigName: 'c3', ProductionVariants: [variant('v3', 'm2')], DataCaptureConfig: CAPTURE },
    });
    await local.sagemaker.updateEndpoint({ EndpointName: 'e', EndpointConfigName: 'c3' });
    await settled(local);
    await until(
      () => local.engine.aliveModels(),
      (models) => models.join() === 'm2',
    );
    await recordsOf(1);
    await invoke(local);
    await local.service.stop();
    expect(records()).toHaveLength(2);
  });

  it('survives a restart of the emulator', async () => {
    await canary(local, CAPTURE);
    local.emulator.isAway = true;
    await invoke(local, '1', { InferenceId: 'i-1' });
    await local.service.capture.flush();
    expect(records()).toEqual([]);
    local.emulator.isAway = false;
    expect((await recordsOf(1))[0]?.eventMetadata.inferenceId).toBe('i-1');
  });
});
