import { beforeAll, describe, expect, it } from 'vitest';
import { environmentNames } from '#cli/environment-names';
import {
  listOf,
  resourcesOf,
  statementsIn,
  type Synthesized,
  synthesizeFixture,
} from '../support/synthesize.ts';

/** Who hears of what: the governor of alarms about verdicts, people of incidents and of all other alarms. */
describe('the topics', () => {
  let environment: Synthesized;
  beforeAll(async () => {
    // The environment with people to tell.
    environment = await synthesizeFixture('production');
  });
  const topicNamed = (name: string) =>
    resourcesOf(environment, 'AWS::SNS::Topic').find(({ Properties }) => Properties['TopicName'] === name);
  const subscribers = (name: string) => {
    const topic = topicNamed(name);
    return resourcesOf(environment, 'AWS::SNS::Subscription')
      .filter(
        ({ Properties }) => JSON.stringify(Properties['TopicArn']) === JSON.stringify({ Ref: topic?.id }),
      )
      .map(({ Properties }) => Properties['Protocol']);
  };

  it('tell people of a verdict once: the mail is the incident, the alarm goes to the governor', () => {
    expect(subscribers('gyre-production-alarms')).toEqual(['sqs']);
    const people = subscribers('gyre-production-incidents');
    expect(people.length).toBeGreaterThan(0);
    expect(new Set(people)).toEqual(new Set(['email']));
  });

  it('send alarms about verdicts to the one, all others to the other', () => {
    const alarms = resourcesOf(environment, 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(8);
    for (const { Properties } of alarms) {
      const name = JSON.stringify(Properties['AlarmName']);
      const isVerdict = /-(drift|quality)"$/.test(name);
      const [action] = listOf(Properties['AlarmActions']).map((arn) => JSON.stringify(arn));
      const ids = {
        verdicts: topicNamed('gyre-production-alarms')?.id,
        people: topicNamed('gyre-production-incidents')?.id,
      };
      if (action?.includes('"Ref":"AWS::') === true)
        expect(action, name).toContain(isVerdict ? '-alarms"' : '-incidents"');
      else expect(action, name).toBe(JSON.stringify({ Ref: isVerdict ? ids.verdicts : ids.people }));
    }
  });

  it('are encrypted; one function may publish, through the key of the platform', () => {
    for (const { Properties } of resourcesOf(environment, 'AWS::SNS::Topic'))
      expect(Properties['KmsMasterKeyId']).toBeDefined();
    const publish = statementsIn(environment).filter(
      ({ type, Action }) => type === 'AWS::IAM::Policy' && listOf(Action).includes('sns:Publish'),
    );
    expect(publish).toHaveLength(1);
    expect(publish[0]?.owner).toContain('UpdateIncidents');
    expect(JSON.stringify(publish[0]?.Resource)).toMatch(/:gyre-production-incidents"/);
    const keys = statementsIn(environment).filter(({ Condition }) =>
      JSON.stringify(Condition ?? {}).includes('"sns.'),
    );
    expect(keys.map(({ Action }) => listOf(Action))).toEqual([['kms:Decrypt', 'kms:GenerateDataKey']]);
  });

  it('have the names that the command line knows', () => {
    const address = { environment: 'production', accountId: '1', region: 'r', partition: 'aws' };
    expect(environmentNames(address).incidentTopicArn).toBe('arn:aws:sns:r:1:gyre-production-incidents');
  });
});
