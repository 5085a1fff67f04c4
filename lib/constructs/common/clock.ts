import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Tick } from '#core/config/tick';
import { trustFor } from '#lib/permissions/trust';
import type { GyreFunction } from './gyre-function.ts';
import type { PlatformContext } from './platform-context.ts';

/** One thing that is done by the clock. */
export interface ScheduledCall {
  /** Kebab-case; unique in the environment. */
  readonly name: string;
  /** `rate(...)` or `cron(...)` in UTC. */
  readonly expression: string;
  readonly target: GyreFunction;
  /** The function's input. */
  readonly input: unknown;
}

export interface ClockProps {
  readonly context: PlatformContext;
  readonly calls: readonly ScheduledCall[];
  /** Takes the hourly tick of all models. */
  readonly ticks: IQueue;
  /** Keeps the calls that failed every attempt. */
  readonly deadLetters: IQueue;
}

/**
 * Calls by the clock, in a schedule group of the environment. With `schedules: off` the same schedules exist and do
 * not run: whoever owns the environment sends its ticks.
 */
export class Clock extends Construct {
  constructor(scope: Construct, id: string, { context, calls, ticks, deadLetters }: ClockProps) {
    super(scope, id);
    const group = new CfnScheduleGroup(this, 'Group', { name: context.names.scheduleGroup });
    const role = new Role(this, 'Role', {
      roleName: `${context.names.prefix}-clock`,
      assumedBy: trustFor('scheduler', context.names.scheduleGroupArn),
      description: 'Scheduler of the environment',
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: calls.map((call) => call.target.function.functionArn),
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        resources: [ticks.queueArn, deadLetters.queueArn],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [context.keyArns.platform],
      }),
    );
    const targets = [
      ...calls.map(({ target, ...call }) => ({ ...call, arn: target.function.functionArn })),
      {
        name: 'tick',
        expression: 'rate(1 hour)',
        arn: ticks.queueArn,
        input: { kind: 'tick', target: 'platform' } satisfies Tick,
      },
    ];
    for (const call of targets) {
      const schedule = new CfnSchedule(this, call.name, {
        name: call.name,
        groupName: context.names.scheduleGroup,
        scheduleExpression: call.expression,
        scheduleExpressionTimezone: 'UTC',
        flexibleTimeWindow: { mode: 'OFF' },
        state: context.settings.schedules === 'on' ? 'ENABLED' : 'DISABLED',
        target: {
          arn: call.arn,
          roleArn: role.roleArn,
          input: JSON.stringify(call.input),
          retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 },
          deadLetterConfig: { arn: deadLetters.queueArn },
        },
      });
      schedule.node.addDependency(group);
    }
  }
}
