import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Notifier } from '#ports/notifier';
import { clientSettings } from './client-settings.ts';
import { callService } from './wrap-sdk-error.ts';

const client = new SNSClient(clientSettings());

export const snsNotifier: Notifier = {
  async tell(topicArn, { subject, body, attributes }) {
    const command = new PublishCommand({
      TopicArn: topicArn,
      Subject: subject,
      Message: body,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
      ),
    });
    await callService(`SNS Publish ${topicArn}`, client.send(command));
  },
};
