import { RESTING, watchingDollars } from './at-rest.ts';
import {
  lambdaDollars,
  s3RequestDollars,
  stepFunctionsDollars,
  storageDollars,
  tableDollars,
} from './daily-cost.ts';
import { type DailyWork, dailyWork } from './daily-work.ts';
import { DAYS_PER_MONTH, PRICE_LIST, PRICES } from './prices.ts';
import { athenaDollars, emrServerlessDollars, type RowEngine, rowEngineFor } from './row-exact.ts';
import type { Workload } from './workload.ts';

export const SERVICES = [
  'Lambda',
  'Step Functions',
  'S3 requests',
  'S3 storage',
  'DynamoDB',
  'CloudWatch',
  'KMS',
  'Athena',
  'EMR Serverless',
] as const;
export type Service = (typeof SERVICES)[number];

export interface CostLine {
  readonly service: Service;
  /** Dollars a month while nothing runs. */
  readonly atRestPerMonth: number;
  /** Dollars a day with the workload; a thirtieth of what is at rest is part of it. */
  readonly perDay: number;
}

export interface CostSheet {
  readonly prices: typeof PRICE_LIST;
  readonly workload: Workload;
  readonly work: DailyWork;
  /** Where labels are joined with a day of captures. */
  readonly rowEngine: RowEngine;
  readonly lines: readonly CostLine[];
  readonly atRestPerMonth: number;
  readonly perDay: number;
}

/**
 * What a workload costs, service by service. Left out are endpoints, training and transform jobs, the front door,
 * messages and events, and what crosses regions.
 *
 * @param mode how captures are read; default: as the planner chooses
 */
export function costSheet(workload: Workload, mode?: DailyWork['mode']): CostSheet {
  const { models, runsPerDay, retentionDays, memoryMb } = workload;
  const work = dailyWork(workload, mode);
  const rowEngine = rowEngineFor(work.plainBytes);
  const traffic: Partial<Record<Service, number>> = {
    Lambda: lambdaDollars(work, memoryMb),
    'Step Functions': stepFunctionsDollars(work, models * runsPerDay),
    'S3 requests': s3RequestDollars(work),
    'S3 storage': storageDollars(work.storedBytes, retentionDays),
    DynamoDB: tableDollars(workload),
    Athena: rowEngine === 'athena' ? athenaDollars(work.storedBytes, 1) : 0,
    'EMR Serverless': rowEngine === 'emr-serverless' ? emrServerlessDollars(work.plainBytes) : 0,
  };
  const resting: Partial<Record<Service, number>> = {
    CloudWatch: watchingDollars(RESTING.platform) + models * watchingDollars(RESTING.model),
    KMS: (RESTING.platform.key + models * RESTING.model.key) * PRICES.key.dollars,
  };
  const lines = SERVICES.map((service): CostLine => {
    const atRestPerMonth = resting[service] ?? 0;
    return { service, atRestPerMonth, perDay: (traffic[service] ?? 0) + atRestPerMonth / DAYS_PER_MONTH };
  });
  return {
    prices: PRICE_LIST,
    ...{ workload, work, rowEngine, lines },
    atRestPerMonth: lines.reduce((sum, line) => sum + line.atRestPerMonth, 0),
    perDay: lines.reduce((sum, line) => sum + line.perDay, 0),
  };
}

/** The service that costs most in a day; of equals the first. */
export function dominantLine({ lines }: Pick<CostSheet, 'lines'>): CostLine {
  return lines.reduce((most, line) => (line.perDay > most.perDay ? line : most));
}
