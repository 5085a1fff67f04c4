import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, CfnFunction, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StepSettings } from '#lib/permissions/permission';
import { logStatement, statementsOf } from '#lib/permissions/statements';
import { acknowledge, acknowledgeWildcards } from './acknowledge.ts';
import type { PlatformContext } from './platform-context.ts';

export interface GyreFunctionProps {
  readonly context: PlatformContext;
  /** `<room>/<step>`, the folder below lambdas/. */
  readonly step: string;
  readonly settings: StepSettings;
}

const DEFAULT_MEMORY_MEGABYTES = 512;
const DEFAULT_STORAGE_MEGABYTES = 512;

/**
 * The one way a Lambda function is made: bundled code, Node 24 on arm64, a role of its own with the rights of its
 * table entry, an encrypted log group that exists before the first line, and the variables its contract asks for.
 *
 * No reserved concurrency: new accounts have ten in all. Bounds are on the state machines' maps and queue sources.
 */
export class GyreFunction extends Construct {
  readonly function: Function;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: GyreFunctionProps) {
    super(scope, id);
    const { context, settings } = props;
    const step = props.step.split('/').at(-1) ?? props.step;
    const functionName = context.names.function(step);
    const logGroupName = `/aws/lambda/${functionName}`;

    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName,
      retention: RetentionDays.ONE_MONTH,
      encryptionKey: context.platformKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      roleName: functionName,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Function ${functionName}`,
      managedPolicies: [
        ManagedPolicy.fromManagedPolicyArn(this, 'Tracing', context.names.sharedPolicyArn('tracing')),
      ],
    });
    this.role.addToPolicy(logStatement(logGroupName));
    for (const permission of settings.permissions) {
      for (const statement of statementsOf(permission, context.statements)) this.role.addToPolicy(statement);
    }

    this.function = new Function(this, 'Function', {
      functionName,
      description: `Gyre ${props.step}`,
      code: Code.fromAsset(context.build.codeDirectory(props.step)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: settings.memoryMegabytes ?? DEFAULT_MEMORY_MEGABYTES,
      ephemeralStorageSize: Size.mebibytes(settings.temporaryStorageMegabytes ?? DEFAULT_STORAGE_MEGABYTES),
      timeout: Duration.seconds(settings.timeoutSeconds),
      role: this.role,
      logGroup,
      environment: { ...context.variables.select(props.step, context.build.variablesOf(props.step)) },
    });
    // By property: the higher-level setting would give each role its own statement on all resources.
    const resource = this.function.node.defaultChild;
    if (resource instanceof CfnFunction) resource.tracingConfig = { mode: 'Active' };

    acknowledge(this.function, 'synchronous-functions');
    const policy = this.role.node.tryFindChild('DefaultPolicy');
    if (policy !== undefined) acknowledgeWildcards(policy);
  }
}
