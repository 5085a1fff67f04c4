import { describe, expect, test } from 'vitest';
import { grantsOfFunctions, resolve } from '#build/iam-grants';
import { formatBriefly, formatProof } from '#build/format-proof';
import { isProven, proveRoles, readCalls, shareUsed } from '#build/prove-roles';

const PLACE = { accountId: '000000000000', region: 'us-east-1' };
const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/t';

const allow = (action: string | readonly string[], resource: unknown, effect = 'Allow') => ({
  Effect: effect,
  Action: action,
  Resource: resource,
});

/** One function `f` with these statements, and a role of a state machine that is no function's. */
function templateWith(...statements: readonly object[]) {
  const policy = (role: string, own: readonly object[]) => ({
    Type: 'AWS::IAM::Policy',
    Properties: { Roles: [{ Ref: role }], PolicyDocument: { Statement: own } },
  });
  return {
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'f' } },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      },
      MachineRole: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'm' } },
      Policy: policy('Role', statements),
      MachinePolicy: policy('MachineRole', [allow('lambda:InvokeFunction', '*')]),
    },
  };
}

const call = (action: string, resource: string, decision = 'Allow', role = 'f') =>
  JSON.stringify({
    time: '2026-01-01T00:00:00Z',
    principal: `arn:aws:sts::000000000000:assumed-role/${role}/session`,
    action,
    resource,
    decision,
    calls: 3,
  });

const prove = (statements: readonly object[], ...lines: readonly string[]) =>
  proveRoles(grantsOfFunctions([templateWith(...statements)], PLACE), readCalls(lines));

describe('H-13 rights that functions use, against those they are granted', () => {
  test('each action is used or unused; roles that are no function have no part', () => {
    const proofs = prove(
      [allow(['dynamodb:GetItem', 'dynamodb:Query'], TABLE)],
      call('dynamodb:Query', TABLE),
    );
    expect(proofs).toEqual([
      { role: 'f', used: ['dynamodb:Query'], unused: ['dynamodb:GetItem'], notGranted: [] },
    ]);
    expect(shareUsed(proofs)).toEqual({ used: 1, granted: 2 });
  });

  test.each([
    ['another action', call('dynamodb:PutItem', TABLE)],
    ['another resource', call('dynamodb:GetItem', `${TABLE}-of-another`)],
    ['a call that was refused', call('dynamodb:GetItem', TABLE, 'Deny')],
  ])('%s is not granted', (_, line) => {
    const [proof] = prove([allow('dynamodb:GetItem', TABLE)], line);
    expect(proof?.notGranted).toHaveLength(1);
    const proofs = proof === undefined ? [] : [proof];
    for (const format of [formatProof, formatBriefly]) expect(format(proofs)).toContain('NOT GRANTED');
    expect(isProven(proofs, 0)).toBe(false);
  });

  test('the share of used actions is held against the minimum', () => {
    const proofs = prove(
      [allow(['dynamodb:GetItem', 'dynamodb:Query'], TABLE)],
      call('dynamodb:Query', TABLE),
    );
    expect([isProven(proofs, 0.5), isProven(proofs, 0.51)]).toEqual([true, false]);
    expect(formatBriefly(proofs)).toBe(
      [
        'f  1 of 2  dynamodb:GetItem',
        'roles of functions: 1; calls that are not granted: 0',
        'granted actions used: 1 of 2 (50.0 %)',
      ].join('\n'),
    );
  });

  test('nothing granted proves nothing', () => {
    expect(isProven([], 0)).toBe(false);
    expect(isProven(prove([]), 0)).toBe(false);
  });

  test('a statement that denies grants nothing', () => {
    expect(prove([allow('s3:GetObject', '*', 'Deny')], call('s3:GetObject', 'arn:aws:s3:::b/k'))).toEqual([]);
  });

  test('people and roles that the templates do not have are no part of the proof', () => {
    const root = JSON.stringify({
      principal: 'arn:aws:iam::000000000000:root',
      action: 'a:B',
      resource: '*',
      decision: 'Allow',
    });
    const [proof] = prove(
      [allow('s3:GetObject', '*')],
      root,
      call('s3:PutObject', '*', 'Allow', 'cdk-deploy'),
    );
    expect(proof?.notGranted).toEqual([]);
  });

  test('rights that services use for a function are not counted, those to sign are', () => {
    const actions = ['kms:Decrypt', 'kms:Sign', 'logs:PutLogEvents', 'sqs:ReceiveMessage', 's3:ListBucket'];
    expect(prove([allow(actions, '*')])[0]?.unused).toEqual(['kms:Sign']);
    expect(prove([allow(actions, '*')], call('s3:ListBucket', 'arn:aws:s3:::b'))[0]?.used).toEqual([
      's3:ListBucket',
    ]);
  });
});

test('a pattern stands for the keys below it, and a dot for nothing but a dot', () => {
  const bucket = {
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::b.c-', { Ref: 'AWS::AccountId' }, '/x/*']],
  };
  const notGranted = (resource: string) =>
    prove([allow('s3:GetObject', bucket)], call('s3:GetObject', resource))[0]?.notGranted.length;
  expect(notGranted('arn:aws:s3:::b.c-000000000000/x/1')).toBe(0);
  expect(notGranted('arn:aws:s3:::b.c-000000000000/y/1')).toBe(1);
  expect(notGranted('arn:aws:s3:::bxc-000000000000/x/1')).toBe(1);
});

test('what only a deployment knows is any text', () => {
  expect(resolve({ 'Fn::ImportValue': 'x' }, PLACE)).toBe('*');
  expect(resolve({ Ref: 'AWS::Region' }, PLACE)).toBe('us-east-1');
});
