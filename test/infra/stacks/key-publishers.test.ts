import { beforeAll, describe, expect, it } from 'vitest';
import { listOf, resourcesOf, type Synthesized, synthesizeFixture } from '../support/synthesize.ts';

/**
 * A service that publishes into something encrypted needs its own statement in the key's policy. Nothing fails at
 * deployment when it is missing: messages vanish. So the list is derived from what the templates wire together.
 */
describe('the platform key', () => {
  let environment: Synthesized;
  beforeAll(async () => {
    // The environment with subscriptions: every link of the chain is there.
    environment = await synthesizeFixture('production');
  });

  it('admits every service that the wiring makes a publisher', () => {
    const wired = publishers(environment);
    expect([...wired].sort()).toEqual(['cloudwatch', 'events', 'logs', 'sns']);
    expect([...wired].filter((service) => !admitted(environment).has(service))).toEqual([]);
  });

  it('admits no service that the wiring does not need', () => {
    const wired = publishers(environment);
    expect([...admitted(environment)].filter((service) => !wired.has(service))).toEqual([]);
  });

  it('asks EventBridge for no source, which it does not send to keys', () => {
    const events = statementsOf(environment).filter(({ Principal }) =>
      JSON.stringify(Principal).includes('events.'),
    );
    expect(events).toHaveLength(1);
    expect(events[0]?.Condition).toBeUndefined();
  });
});

/** Who publishes into an encrypted queue, topic or log group. */
function publishers(environment: Synthesized): ReadonlySet<string> {
  const found = new Set<string>();
  const encrypted = (type: string, property: string) =>
    resourcesOf(environment, type).some(({ Properties }) => Properties[property] !== undefined);
  const actions = resourcesOf(environment, 'AWS::CloudWatch::Alarm').flatMap(({ Properties }) =>
    listOf(Properties['AlarmActions']),
  );
  if (actions.length > 0 && encrypted('AWS::SNS::Topic', 'KmsMasterKeyId')) found.add('cloudwatch');
  const subscriptions = resourcesOf(environment, 'AWS::SNS::Subscription');
  const isIntoQueue = subscriptions.some(
    ({ Properties }) => Properties['Protocol'] === 'sqs' || Properties['RedrivePolicy'] !== undefined,
  );
  if (isIntoQueue && encrypted('AWS::SQS::Queue', 'KmsMasterKeyId')) found.add('sns');
  const targets = resourcesOf(environment, 'AWS::Events::Rule').flatMap(({ Properties }) =>
    listOf(Properties['Targets']),
  );
  if (targets.length > 0 && encrypted('AWS::SQS::Queue', 'KmsMasterKeyId')) found.add('events');
  if (encrypted('AWS::Logs::LogGroup', 'KmsKeyId')) found.add('logs');
  return found;
}

interface KeyStatement {
  readonly Principal: { readonly Service?: unknown };
  readonly Condition?: unknown;
}

function statementsOf(environment: Synthesized): readonly KeyStatement[] {
  return resourcesOf(environment, 'AWS::KMS::Key').flatMap(
    ({ Properties }) =>
      (Properties['KeyPolicy'] as { readonly Statement: readonly KeyStatement[] }).Statement,
  );
}

/** First label of each service principal: `logs.<region>.amazonaws.com` is `logs`. */
function admitted(environment: Synthesized): ReadonlySet<string> {
  const services = statementsOf(environment).flatMap(({ Principal }) =>
    Principal.Service === undefined ? [] : [JSON.stringify(Principal.Service)],
  );
  return new Set(services.map((text) => /([a-z]+)\./.exec(text)?.[1] ?? text));
}
