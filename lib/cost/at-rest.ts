import type { Stack } from 'aws-cdk-lib';
import { CfnAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { restingDollars, type RestingResources } from '#core/cost/at-rest';
import { MODEL_METRICS, PLATFORM_METRICS } from '#core/monitoring/metrics/model-metrics';

/**
 * What a stack costs a month when nothing runs, in US dollars of the price list. Functions, state machines, queues,
 * topics, schedules and the table cost nothing at rest; storage is what the rows take.
 */

/** Custom metrics that the functions publish, which no resource stands for. */
const METRICS_OF_PLATFORM = Object.keys(PLATFORM_METRICS).length;
const METRICS_OF_MODEL = Object.keys(MODEL_METRICS).length;

export const BUDGET_DOLLARS = { platform: 15, model: 3 } as const;

export interface CostAtRest {
  readonly stack: string;
  readonly dollarsPerMonth: number;
  readonly parts: RestingResources;
}

/** The cost at rest of one stack. */
export function costAtRest(stack: Stack, metrics = 0): CostAtRest {
  const all = stack.node.findAll();
  const count = (isOne: (construct: IConstruct) => boolean) => all.filter(isOne).length;
  const parts = {
    key: count((construct) => construct instanceof CfnKey),
    alarm: count((construct) => construct instanceof CfnAlarm),
    dashboard: count((construct) => construct instanceof CfnDashboard),
    metric: metrics,
  };
  return { stack: stack.stackName, dollarsPerMonth: restingDollars(parts), parts };
}

export interface EnvironmentCost {
  /** Storage and platform together. */
  readonly platformDollars: number;
  /** The dearest model's, without its endpoint. */
  readonly modelDollars: number;
  readonly models: number;
}

/** The cost at rest of an environment: what is shared, and what each model adds. */
export function environmentCost(stacks: {
  readonly storage: Stack;
  readonly platform: Stack;
  readonly models: readonly Stack[];
}): EnvironmentCost {
  const shared = [costAtRest(stacks.storage), costAtRest(stacks.platform, METRICS_OF_PLATFORM)];
  const models = stacks.models.map((stack) => costAtRest(stack, METRICS_OF_MODEL).dollarsPerMonth);
  return {
    platformDollars: shared.reduce((sum, cost) => sum + cost.dollarsPerMonth, 0),
    modelDollars: Math.max(0, ...models),
    models: models.length,
  };
}

/** One line for the person who synthesizes. */
export function formatCost({ platformDollars, modelDollars, models }: EnvironmentCost): string {
  const dollars = (value: number) => `$${value.toFixed(2)}`;
  const total = platformDollars + models * modelDollars;
  return [
    `cost at rest: ${dollars(total)} a month`,
    `platform ${dollars(platformDollars)} (budget ${dollars(BUDGET_DOLLARS.platform)})`,
    `${models} models at ${dollars(modelDollars)} each without endpoint (budget ${dollars(BUDGET_DOLLARS.model)})`,
  ].join('; ');
}
