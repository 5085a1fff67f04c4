import { type IRule, type IRuleTarget, Rule, type RuleProps } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { QueueWithDeadLetters } from './queue-with-dead-letters.ts';

export interface QueueRuleProps extends Pick<RuleProps, 'ruleName' | 'description' | 'eventPattern'> {
  readonly target: QueueWithDeadLetters;
}

/**
 * A rule whose events go to a queue, and to its dead letters when they cannot.
 *
 * The queues admit this one rule only: the library's own target leaves an encrypted queue open to every rule of
 * every account.
 */
export class QueueRule extends Construct {
  constructor(scope: Construct, id: string, { target, ...rule }: QueueRuleProps) {
    super(scope, id);
    const toQueue: IRuleTarget = {
      bind: () => ({
        arn: target.queue.queueArn,
        deadLetterConfig: { arn: target.deadLetters.queueArn },
      }),
    };
    const made = new Rule(this, 'Rule', { ...rule, targets: [toQueue] });
    target.queue.addToResourcePolicy(admit(made, target.queue.queueArn));
    target.deadLetters.addToResourcePolicy(admit(made, target.deadLetters.queueArn));
  }
}

function admit(rule: IRule, queueArn: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'Events',
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queueArn],
    conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
  });
}
