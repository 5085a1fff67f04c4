/** Requests built from the service model alone: the smallest valid one, and one that reaches a given field. */
import { constraints, type Shape } from '#local/sagemaker/schema/validate';

/** A step from a shape to one of its parts. */
export type Step = { readonly member: string } | { readonly part: 'item' | 'key' | 'value' };

/** Tried in this order: the first that the shape allows is the valid value. */
const SAMPLES = [
  ...['a', 'abcdef', '1K', '/a', 'a/b', 's3://bucket/key', 'https://host/x', 'fs-01234567'],
  ...['subnet-0a', 'arn:aws:iam::123456789012:role/r', 'arn:aws:sagemaker:us-east-1:123456789012:model/m'],
  'arn:aws:sagemaker:us-east-1:123456789012:training-plan/p',
  'arn:aws:sagemaker:us-east-1:123456789012:mlflow-app/p',
  'arn:aws:sagemaker:us-east-1:123456789012:model-package/p/1',
  'arn:aws:sagemaker:us-east-1:123456789012:model-package-group/p',
  'arn:aws:sns:us-east-1:123456789012:topic',
  'arn:aws:lambda:us-east-1:123456789012:function:f',
  'arn:aws:sagemaker:us-east-1:aws:hub-content/hub/Model/m/1.0.0',
  'arn:aws:sagemaker:us-east-1:aws:hub-content/hub/DataSet/m/1.0.0',
];

export function shapeOf(name: string): Shape {
  const shape = constraints.shapes[name];
  if (shape === undefined) throw new Error(`no shape ${name}`);
  return shape;
}

/** The service's patterns as JavaScript reads them, anchored: written apart from the code under test. */
export function allows(shape: Shape, text: string): boolean {
  if (shape.enum !== undefined && !shape.enum.includes(text)) return false;
  if (text.length < (shape.min ?? 0) || text.length > (shape.max ?? Number.POSITIVE_INFINITY)) return false;
  return fits(shape, text);
}

export function fits({ pattern }: Shape, text: string): boolean {
  if (pattern === undefined) return true;
  const [match] = new RegExp(pattern.replaceAll('\\p{Alnum}', 'A-Za-z0-9'), 'u').exec(text) ?? [];
  // A lazy first match may be shorter than what the whole-value match would find: ask for the whole value too.
  return match === text || new RegExp(`^(${pattern.replaceAll('\\p{Alnum}', 'A-Za-z0-9')})$`, 'u').test(text);
}

export function validString(shape: Shape): string {
  if (shape.enum?.[0] !== undefined) return shape.enum[0];
  const padded = SAMPLES.flatMap((sample) => [sample, sample.padEnd(shape.min ?? 0, 'a')]);
  const found = padded.find((sample) => allows(shape, sample));
  if (found === undefined) throw new Error(`no valid sample for ${JSON.stringify(shape)}`);
  return found;
}

export function minimal(name: string): unknown {
  const shape = shapeOf(name);
  switch (shape.type) {
    case 'structure':
      return Object.fromEntries(
        (shape.required ?? []).map((member) => [member, minimal(shape.members?.[member] ?? '')]),
      );
    case 'list':
      return Array.from({ length: shape.min ?? 0 }, () => minimal(shape.member ?? ''));
    case 'map':
      return {};
    case 'string':
      return validString(shape);
    case 'boolean':
      return true;
    case 'timestamp':
      return 1_700_000_000;
    default:
      return Math.max(shape.min ?? 1, Math.min(1, shape.max ?? 1));
  }
}

/** The smallest request that has `value` at the end of `steps`. */
export function requestWith(name: string, steps: readonly Step[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const shape = shapeOf(name);
  if ('member' in step) {
    const part = requestWith(shape.members?.[step.member] ?? '', rest, value);
    return { ...(minimal(name) as object), [step.member]: part };
  }
  if (step.part === 'item') {
    const others = Array.from({ length: Math.max(0, (shape.min ?? 0) - 1) }, () =>
      minimal(shape.member ?? ''),
    );
    return [requestWith(shape.member ?? '', rest, value), ...others];
  }
  const key =
    step.part === 'key' ? String(requestWith(shape.key ?? '', rest, value)) : minimal(shape.key ?? '');
  const item = step.part === 'key' ? minimal(shape.value ?? '') : requestWith(shape.value ?? '', rest, value);
  return { [String(key)]: item };
}
