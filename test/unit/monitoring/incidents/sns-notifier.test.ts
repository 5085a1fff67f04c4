import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { snsNotifier } from '#adapters/sns-notifier';
import { ServiceRefusedError, ServiceUnavailableError } from '#core/remote-errors';

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:gyre-test-incidents';
const NOTICE = { subject: 'Gyre test', body: 'what is wrong\n', attributes: { model: 'air-time' } };
const sns = mockClient(SNSClient);

beforeEach(() => sns.reset());

test('publishes subject, text, and attributes that subscriptions filter by', async () => {
  sns.on(PublishCommand).resolves({ MessageId: 'm' });
  await snsNotifier.tell(TOPIC, NOTICE);
  expect(sns.commandCalls(PublishCommand)[0]?.args[0].input).toEqual({
    ...{ TopicArn: TOPIC, Subject: 'Gyre test', Message: 'what is wrong\n' },
    MessageAttributes: { model: { DataType: 'String', StringValue: 'air-time' } },
  });
});

test.each([
  ['ThrottledException', 429, ServiceUnavailableError],
  ['AuthorizationErrorException', 403, ServiceRefusedError],
])('%s is told as what a repeat can do about it', async (name, httpStatusCode, expected) => {
  sns.on(PublishCommand).rejects(Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } }));
  await expect(snsNotifier.tell(TOPIC, NOTICE)).rejects.toThrow(expected);
});
