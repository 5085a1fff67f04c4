import { Aws } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { environmentNames } from '#cli/environment-names';
import { BUCKETS, MACHINES, Names, QUEUES } from '#lib/names';

test('a program outside calls everything what the stacks call it', () => {
  const address = { environment: 'dev', accountId: '123456789012', region: 'eu-central-1', partition: 'aws' };
  const own = environmentNames(address);
  const stacks = new Names('dev');
  const inPlace = (text: string) =>
    text
      .replaceAll(Aws.ACCOUNT_ID, address.accountId)
      .replaceAll(Aws.REGION, address.region)
      .replaceAll(Aws.PARTITION, address.partition);

  expect(own.prefix).toBe(stacks.prefix);
  expect(own.registryTable).toBe(stacks.registryTable);
  for (const name of BUCKETS) expect(own.bucket(name)).toBe(inPlace(stacks.bucket(name)));
  for (const name of QUEUES)
    expect(own.queueUrl(name).endsWith(`/123456789012/${stacks.queue(name)}`)).toBe(true);
  for (const name of MACHINES) {
    expect(own.machineArn(name)).toBe(inPlace(stacks.machineArn(name)));
    expect(own.executionArn(name, '*')).toBe(inPlace(stacks.executionArn(name)));
  }
  expect(own.functionName('pin-revision')).toBe(stacks.function('pin-revision'));
  expect(own.parameter('models/air-time')).toBe(stacks.parameter('models/air-time'));
  expect(own.endpoint('air-time')).toBe(stacks.endpoint('air-time'));
});

test('queues are at AWS, or at the embedded cloud', () => {
  const address = { environment: 'local', accountId: '0', region: 'us-east-1', partition: 'aws' };
  expect(environmentNames(address).queueUrl('ticks')).toBe(
    'https://sqs.us-east-1.amazonaws.com/0/gyre-local-ticks',
  );
  expect(environmentNames(address, 'http://127.0.0.1:4566').queueUrl('ticks')).toBe(
    'http://127.0.0.1:4566/0/gyre-local-ticks',
  );
});
