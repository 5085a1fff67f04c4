import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import { ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import * as z from 'zod';
import { BuildOutputError } from '#core/config/errors';
import { MACHINES, type MachineName } from '#lib/names';
import { type DistributedMap, distributedMapStatements } from '#lib/permissions/distributed-map-statements';
import { machineStatements } from '#lib/permissions/machine-statements';
import { trustFor } from '#lib/permissions/trust';
import { acknowledgeWildcards } from './acknowledge.ts';
import type { GyreFunction } from './gyre-function.ts';
import type { PlatformContext } from './platform-context.ts';

export interface StateMachineFromFileProps {
  readonly context: PlatformContext;
  readonly machine: MachineName;
  /** The functions its tasks may call, by step name. */
  readonly functions: ReadonlyMap<string, GyreFunction>;
}

const DEFINITIONS = join(import.meta.dirname, '../../../statemachines');

/**
 * The state machine of statemachines/<machine>.asl.json, as it is written there. A placeholder is a function
 * (`${ProfileDatasetFunctionArn}`) or a machine (`${DeploymentMachineArn}`); its role's rights follow from its tasks.
 */
export class StateMachineFromFile extends Construct {
  readonly stateMachine: CfnStateMachine;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: StateMachineFromFileProps) {
    super(scope, id);
    const { context, machine } = props;
    const name = context.names.machine(machine);
    const definition = readDefinition(machine);
    const substitutions = substitutionsOf(definition.placeholders, props);

    const logGroup = new LogGroup(this, 'Logs', {
      // Step Functions delivers to groups below this path without a growing resource policy.
      logGroupName: `/aws/vendedlogs/states/${name}`,
      retention: RetentionDays.ONE_MONTH,
      encryptionKey: context.platformKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      roleName: `${name}-machine`,
      // ARNs of its versions and map runs begin with its own.
      assumedBy: trustFor('states', `${context.names.machineArn(machine)}*`),
      description: `State machine ${name}`,
      managedPolicies: (['tracing', 'log-delivery'] as const).map((policy) =>
        ManagedPolicy.fromManagedPolicyArn(this, policy, context.names.sharedPolicyArn(policy)),
      ),
    });
    const statements = [
      ...machineStatements(definition.integrations, {
        names: context.names,
        dataKeyArn: context.keyArns.data,
        machine,
        functionArns: [...substitutions].filter(([key]) => key.endsWith(FUNCTION)).map(([, arn]) => arn),
      }),
      ...distributedMapStatements(definition.distributedMaps, machine, context.statements),
    ];
    for (const statement of statements) this.role.addToPolicy(statement);
    const policy = this.role.node.tryFindChild('DefaultPolicy');
    if (policy !== undefined) acknowledgeWildcards(policy);

    this.stateMachine = new CfnStateMachine(this, 'StateMachine', {
      stateMachineName: name,
      stateMachineType: 'STANDARD',
      definitionString: definition.text,
      definitionSubstitutions: Object.fromEntries(substitutions),
      roleArn: this.role.roleArn,
      tracingConfiguration: { enabled: true },
      loggingConfiguration: {
        level: 'ALL',
        // Names and timings only: states carry references, and logs are read more widely than data.
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logGroup.logGroupArn } }],
      },
    });
    if (policy !== undefined) this.stateMachine.node.addDependency(policy);
  }
}

const FUNCTION = 'FunctionArn';
const MACHINE = 'MachineArn';

interface Definition {
  /** The file without insignificant white space. */
  readonly text: string;
  readonly placeholders: readonly string[];
  /** `lambda:invoke`, `sagemaker:createModel` and so on, of every task at any depth. */
  readonly integrations: readonly string[];
  /** At any depth. */
  readonly distributedMaps: readonly DistributedMap[];
}

/** @throws BuildOutputError when the file is missing */
export function readDefinition(machine: string, directory = DEFINITIONS): Definition {
  const path = join(directory, `${machine}.asl.json`);
  const parsed = JSON.parse(readFileSync(path, 'utf8')) as unknown;
  const text = JSON.stringify(parsed);
  const placeholders = [...text.matchAll(/\$\{([A-Za-z]+)\}/g)].map(([, name = '']) => name);
  return {
    text,
    placeholders: [...new Set(placeholders)].sort(),
    integrations: integrationsIn(parsed),
    distributedMaps: distributedMapsIn(parsed),
  };
}

const distributedMapSchema = z.object({
  Type: z.literal('Map'),
  Label: z.string(),
  ItemReader: z.object({ Resource: z.string() }).optional(),
  ResultWriter: z.object({ Resource: z.string() }).optional(),
  ItemProcessor: z.object({ ProcessorConfig: z.object({ Mode: z.literal('DISTRIBUTED') }) }),
});

function distributedMapsIn(value: unknown): readonly DistributedMap[] {
  if (typeof value !== 'object' || value === null) return [];
  const { data: map } = distributedMapSchema.safeParse(value);
  const integrationOf = (entry?: { readonly Resource: string }) =>
    entry === undefined ? [] : [entry.Resource.replace(/^arn:aws:states:::/, '')];
  const own =
    map === undefined
      ? []
      : [
          {
            label: map.Label,
            integrations: [...integrationOf(map.ItemReader), ...integrationOf(map.ResultWriter)],
          },
        ];
  return [...own, ...Object.values(value).flatMap(distributedMapsIn)];
}

function integrationsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { Type: type, Resource: resource } = value as {
    readonly Type?: unknown;
    readonly Resource?: unknown;
  };
  const own =
    type === 'Task' && typeof resource === 'string' ? [resource.replace(/^arn:aws:states:::/, '')] : [];
  return [...own, ...Object.values(value).flatMap(integrationsIn)];
}

function substitutionsOf(
  placeholders: readonly string[],
  { context, machine, functions }: StateMachineFromFileProps,
): ReadonlyMap<string, string> {
  const resolve = (placeholder: string): string | undefined => {
    if (placeholder.endsWith(FUNCTION)) {
      const step = kebabCase(placeholder.slice(0, -FUNCTION.length));
      return functions.get(step)?.function.functionArn;
    }
    if (!placeholder.endsWith(MACHINE)) return undefined;
    const name = kebabCase(placeholder.slice(0, -MACHINE.length));
    const known = MACHINES.find((candidate) => candidate === name);
    return known === undefined ? undefined : context.names.machineArn(known);
  };
  return new Map(
    placeholders.map((placeholder) => {
      const value = resolve(placeholder);
      if (value === undefined) {
        throw new BuildOutputError('a placeholder of a state machine names nothing that exists', {
          where: `statemachines/${machine}.asl.json`,
          received: placeholder,
          allowed: `<Step>${FUNCTION} of ${[...functions.keys()].sort().join(', ')}; <Machine>${MACHINE}`,
          fix: 'correct the placeholder, or add the function to its room',
        });
      }
      return [placeholder, value];
    }),
  );
}

function kebabCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
