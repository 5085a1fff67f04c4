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
}

/** The right to replay is the right to call the second route. */
const ROUTES = { Predictions: 'POST /models/{model}/predictions', Replays: 'POST /models/{model}/replays' };
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
  constructor(scope: Construct, id: string, { context, predict }: FrontDoorProps) {
    super(scope, id);
    const { names } = context;
    const api = new CfnApi(this, 'Api', {
      name: `${names.prefix}-front-door`,
      description: `Gyre ${names.environment}: predictions`,
      protocolType: 'HTTP',
    });
    const integration = new CfnIntegration(this, 'Integration', {
      apiId: api.ref,
      integrationType: 'AWS_PROXY',
      integrationUri: predict.function.functionArn,
      payloadFormatVersion: '2.0',
      timeoutInMillis: 29_000,
    });
    for (const [name, routeKey] of Object.entries(ROUTES)) {
      new CfnRoute(this, name, {
        apiId: api.ref,
        routeKey,
        authorizationType: 'AWS_IAM',
        target: Fn.join('/', ['integrations', integration.ref]),
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
    predict.function.addPermission('FrontDoor', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: Fn.join('', [
        `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:`,
        api.ref,
        '/*/POST/models/*',
      ]),
    });
    new StringParameter(this, 'Endpoint', {
      parameterName: names.parameter('platform/front-door'),
      description: 'Address of the front door',
      stringValue: api.attrApiEndpoint,
    });
  }
}
