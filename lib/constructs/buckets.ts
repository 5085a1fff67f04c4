import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  type LifecycleRule,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { EnvironmentConfig } from '#core/config/gyre-config';
import { type BucketName, KEY_OF_BUCKET, type KeyName, type Names } from '#lib/names';

type EncryptedBucket = Exclude<BucketName, 'access-logs'>;

interface BucketFacts {
  /** Days until an object goes; default: never. */
  readonly expiresDays?: number;
  /** Days until a replaced or deleted object goes for good. */
  readonly supersededDays: number;
  /** Days in which nobody can change or delete an object. */
  readonly lockedDays?: number;
  /** Tells EventBridge of each new object. */
  readonly hasEvents?: true;
}

/** Landing keeps what people sent; staging is what jobs write, and is copied out by digest. */
const FACTS: Readonly<Record<EncryptedBucket, BucketFacts>> = {
  landing: { expiresDays: 90, supersededDays: 30, hasEvents: true },
  lake: { supersededDays: 365 },
  staging: { expiresDays: 30, supersededDays: 1 },
  artifacts: { supersededDays: 365, lockedDays: 30 },
  capture: { expiresDays: 365, supersededDays: 1, hasEvents: true },
  reports: { expiresDays: 730, supersededDays: 30 },
  audit: { supersededDays: 365, lockedDays: 365 },
};

export interface BucketsProps {
  readonly names: Names;
  readonly settings: EnvironmentConfig;
  readonly keys: Readonly<Record<KeyName, Key>>;
}

/**
 * The environment's buckets. None both triggers work and receives its results. All are private, versioned, TLS only
 * and kept when their stack goes; all but the access logs are encrypted with a key of the environment.
 */
export class Buckets extends Construct {
  constructor(scope: Construct, id: string, { names, settings, keys }: BucketsProps) {
    super(scope, id);
    const common = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    // Server access logs: S3 writes them with its own key only, and not into a locked bucket.
    const accessLogs = new Bucket(this, 'access-logs', {
      ...common,
      bucketName: names.bucket('access-logs'),
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: lifecycle({ expiresDays: 365, supersededDays: 1 }),
    });

    accessLogs.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ServerAccessLogs',
        principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [accessLogs.arnForObjects('*')],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:s3:::${names.prefix}-*` },
        },
      }),
    );

    for (const name of Object.keys(FACTS).sort() as EncryptedBucket[]) {
      const facts = FACTS[name];
      const key = keys[KEY_OF_BUCKET[name]];
      const bucket = new Bucket(this, name, {
        ...common,
        bucketName: names.bucket(name),
        encryption: BucketEncryption.KMS,
        encryptionKey: key,
        bucketKeyEnabled: true,
        lifecycleRules: lifecycle(facts),
        ...(facts.lockedDays === undefined
          ? {}
          : { objectLockDefaultRetention: retention(settings, Duration.days(facts.lockedDays)) }),
      });
      bucket.addToResourcePolicy(denyWrongKey(bucket, key));
      const resource = bucket.node.defaultChild;
      if (!(resource instanceof CfnBucket)) continue;
      resource.loggingConfiguration = {
        destinationBucketName: accessLogs.bucketName,
        logFilePrefix: `${name}/`,
      };
      // By property: the higher-level setting would bring a function that sets it at run time.
      if (facts.hasEvents === true) {
        resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
      }
    }
  }
}

function lifecycle({ expiresDays, supersededDays }: BucketFacts): LifecycleRule[] {
  return [
    {
      id: 'expire',
      abortIncompleteMultipartUploadAfter: Duration.days(7),
      noncurrentVersionExpiration: Duration.days(supersededDays),
      ...(expiresDays === undefined ? {} : { expiration: Duration.days(expiresDays) }),
    },
  ];
}

/** In a regulated environment not even an administrator can shorten the lock. */
function retention(settings: EnvironmentConfig, duration: Duration): ObjectLockRetention {
  return settings.profile === 'regulated'
    ? ObjectLockRetention.compliance(duration)
    : ObjectLockRetention.governance(duration);
}

/** A wrong key is refused; no key named means the bucket's own, which services rely on. */
function denyWrongKey(bucket: Bucket, key: Key): PolicyStatement {
  return new PolicyStatement({
    sid: 'DenyWrongKey',
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects('*')],
    conditions: {
      StringNotEqualsIfExists: { 's3:x-amz-server-side-encryption-aws-kms-key-id': key.keyArn },
      // Without the header there is nothing to compare with.
      Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'false' },
    },
  });
}
