import { Aws, Fn, RemovalPolicy } from 'aws-cdk-lib';
import { CfnApi, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { GyreFunction } from './common/gyre-function.ts';
import type { PlatformContext } from './common/platform-context.ts';

export interface FrontDoorProps {
  readonly context: PlatformContext;
  readonly predict: GyreFunction;
  readonly acceptLabels: GyreFunction;
}

/** Each route is a right of its own: who may ask, who may replay, who may bring labels. */
const ROUTES = {
  Predictions: { routeKey: 'POST /models/{model}/predictions', to: 'predict' },
  Replays: { routeKey: 'POST /models/{model}/replays', to: 'predict' },
  Labels: { routeKey: 'POST /models/{model}/labels', to: 'acceptLabels' },
} as const;
const BURST = 200;
const REQUESTS_A_SECOND = 100;
/** Who called what and how it ended; nothing of what was sent or answered. */
const ACCESS_LOG = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  latency: '$context.responseLatency',
  caller: '$context.identity.caller',
});

/**
 * The API that takes requests for predictions: callers sign with IAM, and what a caller may do is a policy on
 * `execute-api:Invoke` for a route and a model.
 */
export class FrontDoor extends Construct {
  constructor(scope: Construct, id: string, props: FrontDoorProps) {
    super(scope, id);
    const { context } = props;
    const { names } = context;
    const api = new CfnApi(this, 'Api', {
      name: `${names.prefix}-front-door`,
      description: `Gyre ${names.environment}: predictions and labels`,
      protocolType: 'HTTP',
    });
    const integrationOf = (name: 'predict' | 'acceptLabels') => {
      const { function: target } = props[name];
      target.addPermission('FrontDoor', {
        principal: new ServicePrincipal('apigateway.amazonaws.com'),
        sourceArn: Fn.join('', [
          `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:`,
          api.ref,
          '/*/POST/models/*',
        ]),
      });
      return new CfnIntegration(this, `Integration-${name}`, {
        apiId: api.ref,
        integrationType: 'AWS_PROXY',
        integrationUri: target.functionArn,
        payloadFormatVersion: '2.0',
        timeoutInMillis: 29_000,
      });
    };
    const integrations = { predict: integrationOf('predict'), acceptLabels: integrationOf('acceptLabels') };
    for (const [name, { routeKey, to }] of Object.entries(ROUTES)) {
      new CfnRoute(this, name, {
        apiId: api.ref,
        routeKey,
        authorizationType: 'AWS_IAM',
        target: Fn.join('/', ['integrations', integrations[to].ref]),
      });
    }
    const logs = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/apis/${names.prefix}-front-door`,
      retention: RetentionDays.ONE_MONTH,
      encryptionKey: context.platformKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new CfnStage(this, 'Stage', {
      apiId: api.ref,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn: logs.logGroupArn, format: ACCESS_LOG },
      defaultRouteSettings: { throttlingBurstLimit: BURST, throttlingRateLimit: REQUESTS_A_SECOND },
    });
    new StringParameter(this, 'Endpoint', {
      parameterName: names.parameter('platform/front-door'),
      description: 'Address of the front door',
      stringValue: api.attrApiEndpoint,
    });
  }
}
