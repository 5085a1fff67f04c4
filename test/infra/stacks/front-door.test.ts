import { expect, test } from 'vitest';
import { resourcesOf, synthesizeFixture } from '../support/synthesize.ts';

const environment = await synthesizeFixture();
const properties = (type: string) => resourcesOf(environment, type).map(({ Properties }) => Properties);

test('whoever calls the front door signs, and replays are a route of their own', () => {
  const routes = properties('AWS::ApiGatewayV2::Route');
  expect(routes.map((route) => route['RouteKey']).toSorted()).toEqual([
    'POST /models/{model}/labels',
    'POST /models/{model}/predictions',
    'POST /models/{model}/replays',
  ]);
  for (const route of routes) expect(route['AuthorizationType']).toBe('AWS_IAM');
});

test('the functions are asked in the form they read, by this API alone', () => {
  const [api] = resourcesOf(environment, 'AWS::ApiGatewayV2::Api');
  expect(api?.Properties['ProtocolType']).toBe('HTTP');
  const integrations = properties('AWS::ApiGatewayV2::Integration');
  expect(integrations).toHaveLength(2);
  for (const integration of integrations)
    expect(integration).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
  const permissions = properties('AWS::Lambda::Permission').filter(
    ({ Principal }) => Principal === 'apigateway.amazonaws.com',
  );
  expect(permissions).toHaveLength(2);
  for (const permission of permissions) {
    const source = JSON.stringify(permission['SourceArn']);
    expect(source).toContain('/*/POST/models/*');
    expect(source).toMatch(/"Ref":"\w*FrontDoor\w*Api\w*"/);
  }
});

test('calls are limited in rate, and logged without what was sent or answered', () => {
  const [stage] = properties('AWS::ApiGatewayV2::Stage');
  expect(stage).toMatchObject({
    StageName: '$default',
    AutoDeploy: true,
    DefaultRouteSettings: {
      ThrottlingBurstLimit: expect.any(Number) as number,
      ThrottlingRateLimit: expect.any(Number) as number,
    },
  });
  const format = JSON.stringify(stage?.['AccessLogSettings']);
  expect(format).toContain('$context.routeKey');
  expect(format).not.toMatch(/body|querystring|header|\$context\.path\b/i);
  const logs = properties('AWS::Logs::LogGroup').filter((group) =>
    JSON.stringify(group['LogGroupName']).includes('/aws/vendedlogs/apis/'),
  );
  expect(logs).toHaveLength(1);
  expect(logs[0]).toMatchObject({ RetentionInDays: 30 });
  expect(logs[0]?.['KmsKeyId']).toBeDefined();
});

test('its address is a parameter', () => {
  const named = properties('AWS::SSM::Parameter').filter((parameter) =>
    JSON.stringify(parameter['Name']).includes('platform/front-door'),
  );
  expect(named).toHaveLength(1);
});
