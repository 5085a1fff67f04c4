import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GRAFANA_FILE, grafanaText } from '#build/grafana-dashboard';
import { fleetDashboard } from '#core/monitoring/metrics/fleet-dashboard';
import { FLEET_PANELS, searchExpression } from '#core/monitoring/metrics/fleet-panels';
import { grafanaDashboard } from '#core/monitoring/metrics/grafana-dashboard';
import { MODEL_METRICS } from '#core/monitoring/metrics/model-metrics';

/** What SageMaker publishes of a variant, as it documents it. */
const OF_SAGEMAKER: Readonly<Record<string, readonly string[]>> = {
  'AWS/SageMaker': ['Invocations', 'Invocation4XXErrors', 'Invocation5XXErrors', 'ModelLatency'],
  '/aws/sagemaker/Endpoints': ['CPUUtilization', 'MemoryUtilization', 'DiskUtilization'],
};
const EXPRESSION =
  /^SORT\(SEARCH\('\{([^,]+),\w+,\w+\} MetricName="(\w+)" [^']+', '(\w+)', \d+\), (MIN|MAX), (ASC|DESC), 20\)$/;

test('every panel shows a metric that exists, and every metric of a model has its panel', () => {
  const known: Readonly<Record<string, readonly string[]>> = {
    ...OF_SAGEMAKER,
    Gyre: Object.keys(MODEL_METRICS),
  };
  for (const { namespace, metric } of FLEET_PANELS) expect(known[namespace]).toContain(metric);
  const shown = FLEET_PANELS.filter(({ namespace }) => namespace === 'Gyre').map(({ metric }) => metric);
  expect(shown.toSorted()).toEqual(Object.keys(MODEL_METRICS).toSorted());
  // What stands beside drift: use of the machine, and what callers see of it.
  for (const metric of [
    'CPUUtilization',
    'MemoryUtilization',
    'DiskUtilization',
    'ModelLatency',
    'Invocations',
  ])
    expect(FLEET_PANELS.map((panel) => panel.metric)).toContain(metric);
});

test('the dashboard of CloudWatch finds the models of its environment when it is drawn', () => {
  const { widgets } = fleetDashboard('eu-prod', 'eu-west-1');
  expect(widgets).toHaveLength(FLEET_PANELS.length);
  const taken = new Set<string>();
  for (const { x, y, width, properties } of widgets) {
    expect(x + width).toBeLessThanOrEqual(24);
    taken.add(`${x} ${y}`);
    const [[{ expression } = { expression: '' }] = []] = properties.metrics;
    expect(expression).toMatch(EXPRESSION);
    expect(expression).toMatch(/environment="eu-prod"| gyre eu prod'/);
  }
  expect(taken.size).toBe(widgets.length);
  // At most 100 KB of text, 500 widgets and 2,500 lines a dashboard.
  expect(JSON.stringify(widgets).length).toBeLessThan(100_000);
  expect(widgets.length * 20).toBeLessThanOrEqual(2500);
});

test('the dashboard of Grafana shows the same expressions for whichever environment is chosen', () => {
  const { panels, templating, schemaVersion } = grafanaDashboard();
  expect(schemaVersion).toBeGreaterThanOrEqual(39);
  expect(templating.list.map(({ name, type }) => [name, type])).toEqual([
    ['datasource', 'datasource'],
    ['region', 'query'],
    ['environment', 'textbox'],
  ]);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  panels.forEach(({ type, title, datasource, targets, gridPos }, index) => {
    const panel = FLEET_PANELS[index];
    if (panel === undefined) throw new Error('a panel more');
    expect([type, title]).toEqual(['timeseries', panel.title]);
    expect(datasource).toEqual({ type: 'cloudwatch', uid: '${datasource}' });
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    expect(targets.map(({ expression }) => expression)).toEqual([searchExpression(panel, '${environment}')]);
    expect(searchExpression(panel, '${environment}').replace('${environment}', 'prod')).toBe(
      searchExpression(panel, 'prod'),
    );
  });
});

/** When this fails: `node build/grafana-dashboard.ts` writes the file anew. */
test('the committed file is the dashboard', () => {
  expect(readFileSync(GRAFANA_FILE, 'utf8')).toBe(grafanaText());
});
