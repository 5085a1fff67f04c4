import { FLEET_PANELS, lineLabel, searchExpression } from './fleet-panels.ts';

/** CloudWatch's grid is 24 wide. */
const WIDTH = 8;
const HEIGHT = 6;
const ACROSS = 3;

/**
 * The body of the fleet's CloudWatch dashboard.
 * @param region where the metrics are; a token is fine
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function fleetDashboard(environment: string, region: string) {
  return {
    start: '-P7D',
    periodOverride: 'inherit',
    widgets: FLEET_PANELS.map((panel, index) => ({
      type: 'metric',
      x: (index % ACROSS) * WIDTH,
      y: Math.floor(index / ACROSS) * HEIGHT,
      ...{ width: WIDTH, height: HEIGHT },
      properties: {
        title: panel.title,
        region,
        view: 'timeSeries',
        metrics: [
          [{ expression: searchExpression(panel, environment), id: 'worst', label: lineLabel(panel) }],
        ],
        yAxis: { left: { label: panel.axis, showUnits: false } },
        ...(panel.limit === undefined ? {} : { annotations: { horizontal: [panel.limit] } }),
      },
    })),
  };
}
