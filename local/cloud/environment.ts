/**
 * The environments of the embedded cloud: each is listed in full, nothing is inherited.
 *
 * The emulator hands its own environment to every Lambda it starts. Were it the shell's, each handler could read
 * the developer's secrets, and a test could pass because of a variable that only one machine has.
 */
import { delimiter, join } from 'node:path';
import { LocalBoundaryError } from './errors.ts';
import { OWNER_VARIABLE } from './process-identity.ts';
import type { CloudPaths } from './state-directory.ts';

export const LOCAL_ACCOUNT_ID = '000000000000';
export const LOCAL_REGION = 'us-east-1';
/** Programs of the system that jobs and Lambdas may call. */
const SYSTEM_PATH = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
const REPOSITORY = join(import.meta.dirname, '..', '..');
const FAKE_KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
const REAL_ACCESS_KEY = /^(AKIA|ASIA)[A-Z0-9]{16}$/;
const LOOPBACK_URL = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/;

export type Environment = Readonly<Record<string, string>>;

function baseEnvironment(paths: CloudPaths): Environment {
  return {
    PATH: [join(REPOSITORY, 'node_modules', '.bin'), ...SYSTEM_PATH].join(delimiter),
    HOME: paths.tmp,
    TMPDIR: paths.tmp,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    [OWNER_VARIABLE]: paths.root,
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    // Without HOME there would be no profile; these say it also to an SDK that looks elsewhere.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    ...FAKE_KEYS,
  };
}

export interface EmulatorEnvironmentOptions {
  readonly paths: CloudPaths;
  readonly port: number;
  readonly sagemakerUrl: string;
  readonly adminToken: string;
  readonly snapshotSeconds: number;
  /** Bytes of free disk below which writes are refused. Default: the overlay's 64 MiB. */
  readonly reservedDiskBytes?: number;
  /** More settings of the emulator, such as `SFN_WAIT_SCALE`. */
  readonly settings?: Environment;
}

export function emulatorEnvironment(options: EmulatorEnvironmentOptions): Environment {
  const { paths } = options;
  return {
    ...baseEnvironment(paths),
    PYTHONPATH: join(REPOSITORY, 'local'),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    GATEWAY_PORT: String(options.port),
    BIND_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    AUTH: 'true',
    PERSIST_STATE: '1',
    S3_PERSIST: '1',
    STATE_DIR: paths.state,
    S3_DATA_DIR: paths.s3,
    LAMBDA_EXECUTOR: 'local',
    LAMBDA_WARM_TTL_SECONDS: '60',
    LAMBDA_ACCOUNT_CONCURRENCY: '32',
    LOG_LEVEL: 'WARNING',
    GYRE_OVERLAY_SAGEMAKER_URL: options.sagemakerUrl,
    GYRE_OVERLAY_SNAPSHOT_SECONDS: String(options.snapshotSeconds),
    GYRE_OVERLAY_ADMIN_TOKEN: options.adminToken,
    GYRE_OVERLAY_IAM_CALLS_FILE: paths.iamCalls,
    ...(options.reservedDiskBytes === undefined
      ? {}
      : { GYRE_OVERLAY_RESERVED_DISK_BYTES: String(options.reservedDiskBytes) }),
    ...options.settings,
  };
}

export function sagemakerEnvironment(
  paths: CloudPaths,
  emulatorUrl: string,
  adminToken: string,
): Environment {
  return {
    ...baseEnvironment(paths),
    AWS_ENDPOINT_URL: emulatorUrl,
    AWS_ENDPOINT_URL_S3: emulatorUrl,
    LOCAL_ADMIN_TOKEN: adminToken,
  };
}

/** The variables with which the CDK CLI and every SDK client reach the embedded cloud and nothing else. */
export function localEnvironment(running: { readonly emulator: { readonly url: string } }): Environment {
  const { url } = running.emulator;
  return {
    ...FAKE_KEYS,
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_S3: url,
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    CDK_DEFAULT_ACCOUNT: LOCAL_ACCOUNT_ID,
    CDK_DEFAULT_REGION: LOCAL_REGION,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CI: '1',
    NO_PROXY: '127.0.0.1,localhost',
  };
}

/**
 * Refuses an environment that would take a local command past this machine.
 * Only for an environment that is about to be used; what the shell holds beside it is none of our business.
 * @throws LocalBoundaryError
 */
export function assertLocalOnly(environment: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    const isEndpoint = name === 'AWS_ENDPOINT_URL' || name.startsWith('AWS_ENDPOINT_URL_');
    if (isEndpoint && !LOOPBACK_URL.test(value)) {
      throw boundaryError(name, value, 'an address of this machine, such as http://127.0.0.1:4566');
    }
    if (name === 'AWS_ACCESS_KEY_ID' && REAL_ACCESS_KEY.test(value)) {
      throw boundaryError(name, `${value.slice(0, 4)}… (not shown)`, 'the key `test`');
    }
    if (name === 'AWS_PROFILE' && value !== '') throw boundaryError(name, value, 'no profile');
  }
  if (environment['AWS_ENDPOINT_URL'] === undefined) {
    throw boundaryError('AWS_ENDPOINT_URL', 'nothing, which means AWS itself', 'an address of this machine');
  }
}

function boundaryError(where: string, received: string, allowed: string): LocalBoundaryError {
  return new LocalBoundaryError('a local command must not reach past this machine', {
    where,
    received,
    allowed,
    fix: 'use the variables of localEnvironment(), or deploy to AWS with `gyre deploy` on purpose',
  });
}
