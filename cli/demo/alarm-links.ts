/** The chain from a verdict to a request, link by link, as the services themselves remember it. */
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
} from '@aws-sdk/client-cloudwatch';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { ALARM_CAUSES, alarmName } from '#core/monitoring/alarm-name';
import type { Connection } from '../connect.ts';
import type { ModelView } from '../queries/read-models.ts';

export interface AlarmLink {
  readonly link: string;
  readonly ok: boolean;
  readonly evidence: string;
}

/** Each link is looked at by itself: the reconciler may heal an ending that a broken alarm would have missed. */
export async function alarmLinks(connection: Connection, view: ModelView): Promise<readonly AlarmLink[]> {
  const { names, environment } = connection;
  const alarms = ALARM_CAUSES.map((cause) => alarmName(environment, view.name, cause));
  const cloudWatch = new CloudWatchClient({});
  const { MetricAlarms: described = [] } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNames: alarms }),
  );
  const enabled = described.filter(
    ({ ActionsEnabled, AlarmActions }) =>
      ActionsEnabled !== false && AlarmActions?.includes(names.alarmTopicArn),
  );
  let transitions = 0;
  for (const AlarmName of alarms) {
    const command = new DescribeAlarmHistoryCommand({ AlarmName, HistoryItemType: 'StateUpdate' });
    const { AlarmHistoryItems: items = [] } = await cloudWatch.send(command);
    transitions += items.filter(({ HistorySummary = '' }) => HistorySummary.endsWith('to ALARM')).length;
  }
  const topic = new ListSubscriptionsByTopicCommand({ TopicArn: names.alarmTopicArn });
  const { Subscriptions: subscriptions = [] } = await new SNSClient({}).send(topic);
  const toQueue = subscriptions.filter(({ Protocol }) => Protocol === 'sqs');
  const asked = view.requests.filter(({ requestedBy }) => requestedBy.startsWith('alarm '));
  return [
    link(
      'alarms act',
      enabled.length === alarms.length,
      `${enabled.length} of ${alarms.length} tell the topic`,
    ),
    link('alarm history', transitions > 0, `${transitions} changes to ALARM`),
    link('topic to queue', toQueue.length > 0, `${toQueue.length} queue subscribed`),
    link('queue to request', asked.length > 0, `${asked.length} requests came from an alarm`),
  ];
}

function link(name: string, ok: boolean, evidence: string): AlarmLink {
  return { link: name, ok, evidence };
}

/** Executions of the training machine that answer a request of the model as of a day: counted at the service. */
export async function startedFor(connection: Connection, view: ModelView, day: string): Promise<number> {
  const requests = new Set(
    view.requests.filter(({ asOf }) => asOf.startsWith(day)).map(({ requestId }) => requestId),
  );
  const sfn = new SFNClient({});
  let started = 0;
  let nextToken: string | undefined;
  do {
    const answer = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: connection.names.machineArn('training'), nextToken }),
    );
    started += (answer.executions ?? []).filter(({ name }) => requests.has(name ?? '')).length;
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  return started;
}
