import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { AlarmReader } from '#ports/alarm-reader';
import { clientSettings } from './client-settings.ts';
import { callService } from './wrap-sdk-error.ts';

const client = new CloudWatchClient(clientSettings());

export const cloudWatchAlarmReader: AlarmReader = {
  async state(alarmName) {
    const answer = await callService(
      `CloudWatch DescribeAlarms ${alarmName}`,
      client.send(new DescribeAlarmsCommand({ AlarmNames: [alarmName], AlarmTypes: ['MetricAlarm'] })),
    );
    return answer.MetricAlarms?.[0]?.StateValue;
  },
};
