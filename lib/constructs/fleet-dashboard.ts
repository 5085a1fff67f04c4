import { Aws, Stack } from 'aws-cdk-lib';
import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { fleetDashboard } from '#core/monitoring/metrics/fleet-dashboard';
import type { Names } from '#lib/names';

/** One dashboard for all models of an environment, which finds them when it is drawn. */
export class FleetDashboard extends Construct {
  constructor(scope: Construct, id: string, { names }: { readonly names: Names }) {
    super(scope, id);
    new CfnDashboard(this, 'Dashboard', {
      dashboardName: `${names.prefix}-fleet`,
      dashboardBody: Stack.of(this).toJsonString(fleetDashboard(names.environment, Aws.REGION)),
    });
  }
}
