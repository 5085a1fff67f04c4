import { beforeAll, describe, expect, it } from 'vitest';
import { MODEL_METRICS, PLATFORM_METRICS } from '#core/monitoring/metrics/model-metrics';
import { listOf, resourcesOf, type Synthesized, synthesizeFixture } from '../support/synthesize.ts';

interface AlarmProperties {
  readonly AlarmName: string;
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Statistic?: string;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
}

describe('alarms and dashboards', () => {
  let environment: Synthesized;
  let alarms: readonly AlarmProperties[];
  beforeAll(async () => {
    environment = await synthesizeFixture('production');
    alarms = resourcesOf(environment, 'AWS::CloudWatch::Alarm').map(
      ({ Properties }) => Properties as unknown as AlarmProperties,
    );
  });
  const named = (end: string) => alarms.filter(({ AlarmName }) => AlarmName.endsWith(end));

  it('stand on plain metrics, which are evaluated everywhere', () => {
    expect(alarms.length).toBeGreaterThan(5);
    for (const alarm of alarms) {
      expect(alarm).toHaveProperty('MetricName');
      expect(alarm).not.toHaveProperty('Metrics');
    }
  });

  it('of Gyre stand on metrics that are published, each with its statistic', () => {
    const known: Readonly<Record<string, { readonly statistic: string }>> = {
      ...MODEL_METRICS,
      ...PLATFORM_METRICS,
    };
    const own = alarms.filter(({ Namespace }) => Namespace === 'Gyre');
    expect(own.length).toBeGreaterThan(3);
    for (const { MetricName = '', Statistic } of own) {
      expect(Object.keys(known)).toContain(MetricName);
      if (MetricName !== 'Heartbeat') expect(Statistic).toBe(known[MetricName]?.statistic);
    }
  });

  it('are at most three a model', () => {
    const models = [...environment.templates].filter(([name]) => name.includes('-model-'));
    expect(models.length).toBeGreaterThan(0);
    for (const [, { Resources }] of models)
      expect(
        Object.values(Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm').length,
      ).toBeLessThanOrEqual(3);
  });

  it('F-04 tell of captures that are missing, and of a disk before they are', () => {
    const capture = named('-capture');
    expect(capture.length).toBeGreaterThan(0);
    for (const alarm of capture)
      expect(alarm).toMatchObject({
        ...{ MetricName: 'CaptureCoverage', Statistic: 'Minimum', Threshold: 0.9 },
        ...{ ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'ignore' },
      });
    expect(named('-disk-filling')).toMatchObject([
      {
        ...{ MetricName: 'FullestDisk', Statistic: 'Maximum', Threshold: 75, TreatMissingData: 'ignore' },
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Dimensions: [{ Name: 'environment', Value: 'production' }],
      },
    ]);
  });

  it('F-04 are fed by an hourly look, and by nothing where schedules are off', async () => {
    const look = resourcesOf(environment, 'AWS::Scheduler::Schedule').filter(
      ({ Properties }) => Properties['Name'] === 'watch-endpoints',
    );
    expect(look).toMatchObject([{ Properties: { ScheduleExpression: 'rate(1 hour)', State: 'ENABLED' } }]);
    const local = resourcesOf(await synthesizeFixture(), 'AWS::CloudWatch::Alarm');
    expect(
      local.filter(({ Properties }) => String(Properties['AlarmName']).endsWith('-disk-filling')),
    ).toEqual([]);
  });

  it('are on one dashboard for the fleet, in the region of the stack', () => {
    const dashboards = resourcesOf(environment, 'AWS::CloudWatch::Dashboard');
    expect(dashboards).toHaveLength(1);
    const { DashboardName: name, DashboardBody: body } = dashboards[0]?.Properties ?? {};
    expect(name).toBe('gyre-production-fleet');
    const [, parts] = (body as { readonly 'Fn::Join': readonly [string, readonly unknown[]] })['Fn::Join'];
    const text = listOf(parts)
      .map((part) => (typeof part === 'string' ? part : 'eu-west-1'))
      .join('');
    const { widgets } = JSON.parse(text) as { readonly widgets: readonly { readonly properties: object }[] };
    expect(widgets.length).toBeGreaterThan(10);
    for (const { properties } of widgets) expect(properties).toMatchObject({ region: 'eu-west-1' });
    expect(text).toContain('environment=\\"production\\"');
  });
});
