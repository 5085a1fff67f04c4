import { FLEET_PANELS, type FleetPanel, lineLabel, searchExpression } from './fleet-panels.ts';

/** Grafana's grid is 24 wide. */
const WIDTH = 8;
const HEIGHT = 8;
const ACROSS = 3;
/** Of the panels and the dashboard, as Grafana 11 writes them. */
const SCHEMA_VERSION = 39;
const DATA_SOURCE = { type: 'cloudwatch', uid: '${datasource}' } as const;

/**
 * The fleet's dashboard for Grafana 11: the panels of the CloudWatch dashboard with the same expressions, so that the
 * two cannot differ. Data source, region and environment are chosen in Grafana.
 */
export function grafanaDashboard() {
  return {
    uid: 'gyre-fleet',
    title: 'Gyre fleet',
    description: 'Drift, quality and capture of all models beside what their endpoints use; the worst first.',
    tags: ['gyre'],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable: true,
    time: { from: 'now-7d', to: 'now' },
    timezone: 'utc',
    refresh: '5m',
    templating: {
      list: [
        { name: 'datasource', label: 'Data source', type: 'datasource', query: 'cloudwatch' },
        {
          ...{ name: 'region', label: 'Region', type: 'query', datasource: DATA_SOURCE },
          ...{ query: { queryType: 'regions', refId: 'regions' }, refresh: 1 },
        },
        {
          ...{ name: 'environment', label: 'Environment', type: 'textbox', query: 'prod' },
          current: { text: 'prod', value: 'prod' },
        },
      ],
    },
    panels: FLEET_PANELS.map(panelOf),
  };
}

function panelOf(panel: FleetPanel, index: number) {
  const { title, axis, limit, statistic, periodSeconds, namespace } = panel;
  const [below, above] = panel.worst === 'highest' ? ['green', 'red'] : ['red', 'green'];
  const steps =
    limit === undefined
      ? [{ color: 'green', value: null }]
      : [
          { color: below, value: null },
          { color: above, value: limit.value },
        ];
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    ...(limit === undefined ? {} : { description: `${limit.label}: ${limit.value}` }),
    datasource: DATA_SOURCE,
    gridPos: { x: (index % ACROSS) * WIDTH, y: Math.floor(index / ACROSS) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: {
      defaults: {
        custom: {
          axisLabel: axis,
          thresholdsStyle: { mode: limit === undefined ? 'off' : 'line' },
        },
        thresholds: { mode: 'absolute', steps },
      },
      overrides: [],
    },
    options: { legend: { displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull'] } },
    targets: [
      {
        refId: 'A',
        datasource: DATA_SOURCE,
        // A search of metrics, written as an expression.
        ...{ queryMode: 'Metrics', metricQueryType: 0, metricEditorMode: 1 },
        ...{ id: 'worst', region: '${region}', namespace, statistic, period: String(periodSeconds) },
        expression: searchExpression(panel, '${environment}'),
        label: lineLabel(panel),
      },
    ],
  };
}
