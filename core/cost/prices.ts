/**
 * Prices that costs are computed from. They are the list prices of one region, on demand, without free tier and
 * without discounts. `standing` says how a price was found out; none was compared with a bill.
 */
interface Price {
  readonly dollars: number;
  /** What one unit is. */
  readonly unit: string;
  /** read: on a page, at the date of the list. remembered: generally known, not looked up for this list. */
  readonly standing: 'read' | 'remembered';
  readonly source: string;
}

export const PRICE_LIST = {
  region: 'us-east-1',
  asOf: '2026-11-21',
  standing: 'documented, not run on AWS',
} as const;

const MILLION = 1e6;

const read = (dollars: number, unit: string, source: string): Price => ({
  ...{ dollars, unit, standing: 'read', source },
});
const remembered = (dollars: number, unit: string, source: string): Price => ({
  ...{ dollars, unit, standing: 'remembered', source },
});

const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const STEP_FUNCTIONS = 'https://aws.amazon.com/step-functions/pricing/';
const S3 = 'https://aws.amazon.com/s3/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const EMR = 'https://aws.amazon.com/emr/pricing/';

/** @example PRICES.alarm.dollars // 0.1 */
export const PRICES = {
  lambdaGbSecond: read(0.0000133334, 'GB-second, arm64', LAMBDA),
  lambdaRequest: read(0.2 / MILLION, 'request', LAMBDA),
  standardTransition: read(0.025 / 1000, 'state transition, standard', STEP_FUNCTIONS),
  expressRequest: read(1 / MILLION, 'execution, express', STEP_FUNCTIONS),
  expressGbSecond: read(0.00001667, 'GB-second, express', STEP_FUNCTIONS),
  s3Get: read(0.4 / MILLION, 'GET', S3),
  s3Put: read(5 / MILLION, 'PUT or LIST', S3),
  s3GbMonth: read(0.023, 'GB a month, standard, first 50 TB', S3),
  tableWrite: read(0.625 / MILLION, 'write unit', DYNAMODB),
  tableRead: read(0.125 / MILLION, 'read unit', DYNAMODB),
  athenaTb: read(5, 'TB scanned', 'https://aws.amazon.com/athena/pricing/'),
  emrVcpuHour: remembered(0.0526, 'vCPU-hour, EMR Serverless', EMR),
  emrGbHour: remembered(0.0058, 'GB-hour of memory, EMR Serverless', EMR),
  metric: remembered(0.3, 'custom metric a month, first 10,000', CLOUDWATCH),
  alarm: remembered(0.1, 'alarm a month', CLOUDWATCH),
  dashboard: remembered(3, 'dashboard a month', CLOUDWATCH),
  key: remembered(1, 'key a month', 'https://aws.amazon.com/kms/pricing/'),
} as const satisfies Readonly<Record<string, Price>>;

export const BYTES_PER_GB = 1e9;
export const BYTES_PER_TB = 1e12;
/** Lambda and Step Functions count memory in units of 1,024 MB. */
export const MB_PER_MEMORY_GB = 1024;
export const DAYS_PER_MONTH = 30;
