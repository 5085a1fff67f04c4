/**
 * What the roles of Lambda functions are granted, read from synthesized templates: the policies as they are deployed
 * and not the tables they are made from.
 */
export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

export interface Grant {
  readonly role: string;
  readonly action: string;
  /** ARN patterns with `*`; what only a deployment knows is a `*`, too. */
  readonly resources: readonly string[];
}

/** Values of the pseudo parameters, as far as ARNs need them. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** @returns one grant for each role, statement and action */
export function grantsOfFunctions(templates: readonly Template[], place: Place): readonly Grant[] {
  return templates.flatMap(({ Resources = {} }) => {
    const roleNames = rolesOfFunctions(Resources, place);
    return Object.values(Resources)
      .filter(({ Type }) => Type === 'AWS::IAM::Policy')
      .flatMap(({ Properties = {} }) => {
        const roles = listOf(Properties['Roles']).flatMap((role) => roleNames.get(idOf(role)) ?? []);
        return roles.flatMap((role) => grantsOfDocument(role, Properties['PolicyDocument'], place));
      });
  });
}

/** By logical id, the names of the roles that a function runs under. */
function rolesOfFunctions(
  resources: Readonly<Record<string, TemplateResource>>,
  place: Place,
): ReadonlyMap<string, string> {
  const ids = Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => idOf(Properties?.['Role']));
  return new Map(
    ids.map((id) => {
      const name = resources[id]?.Properties?.['RoleName'];
      // A role without a name of its own is named by CloudFormation, after its logical id.
      return [id, name === undefined ? `*${id}*` : resolve(name, place)] as const;
    }),
  );
}

function grantsOfDocument(role: string, document: unknown, place: Place): readonly Grant[] {
  const { Statement: statements } = (document ?? {}) as { readonly Statement?: unknown };
  return listOf(statements).flatMap((statement) => {
    const { Effect, Action, Resource } = statement as Readonly<Record<string, unknown>>;
    if (Effect !== 'Allow') return [];
    const resources = listOf(Resource).map((resource) => resolve(resource, place));
    return listOf(Action).map((action) => ({ role, action: String(action), resources }));
  });
}

/** The logical id that a Ref or GetAtt points to; empty for anything else. */
function idOf(value: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const [id] = listOf(Ref ?? attribute);
  return typeof id === 'string' ? id : '';
}

/** A text of a template with its pseudo parameters filled in. */
export function resolve(value: unknown, place: Place): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::Join': join } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (Array.isArray(join)) {
    const [separator, parts] = listOf(join);
    return listOf(parts)
      .map((part) => resolve(part, place))
      .join(String(separator));
  }
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Partition': 'aws',
    'AWS::AccountId': place.accountId,
    'AWS::Region': place.region,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  return pseudo[String(Ref)] ?? '*';
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}
