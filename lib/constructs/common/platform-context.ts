import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as z from 'zod';
import { BuildOutputError } from '#core/config/errors';
import type { EnvironmentConfig } from '#core/config/gyre-config';
import type { KeyName, Names } from '#lib/names';
import type { StatementContext } from '#lib/permissions/statements';

/** What every construct of the platform is made with. */
export interface PlatformContext {
  readonly names: Names;
  readonly settings: EnvironmentConfig;
  readonly keyArns: Readonly<Record<KeyName, string>>;
  /** Encrypts the table, queues, topics and logs. */
  readonly platformKey: IKey;
  readonly statements: StatementContext;
  readonly build: BuildOutput;
  /** Values of the variables that functions may ask for; grows as queues are made. */
  readonly variables: VariableTable;
}

/** The environment variables of functions, by name: one table, so that a name means one thing everywhere. */
export class VariableTable {
  readonly #values = new Map<string, string>();

  set(name: string, value: string): void {
    this.#values.set(name, value);
  }

  /**
   * Exactly the variables a step's contract asks for; of the optional ones those that exist.
   * @throws BuildOutputError when nothing sets a required one
   */
  select(step: string, wanted: StepVariables): Readonly<Record<string, string>> {
    const missing = wanted.required.filter((name) => !this.#values.has(name));
    if (missing.length > 0) {
      throw new BuildOutputError('a function asks for a variable that no construct sets', {
        where: `lambdas/${step}/contract.ts`,
        received: missing.join(', '),
        allowed: [...this.#values.keys()].sort().join(', '),
        fix: 'correct the name in environmentSchema, or set it in lib/constructs',
      });
    }
    const names = [...wanted.required, ...wanted.optional].sort();
    return Object.fromEntries(
      names.flatMap((name) => {
        const value = this.#values.get(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }
}

interface StepVariables {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const manifestSchema = z.object({
  steps: z.record(z.string(), z.object({ required: z.array(z.string()), optional: z.array(z.string()) })),
});

/** What `npm run build` leaves: a folder per function, and the variables that each asks for. */
export class BuildOutput {
  readonly #directory: string;
  readonly #steps: Readonly<Record<string, StepVariables>>;

  /** @throws BuildOutputError when nothing was built */
  constructor(directory: string) {
    this.#directory = directory;
    const manifest = join(directory, 'lambdas.json');
    if (!existsSync(manifest)) throw notBuilt(manifest, 'no such file');
    this.#steps = manifestSchema.parse(JSON.parse(readFileSync(manifest, 'utf8'))).steps;
  }

  /** @param step  `<room>/<step>` */
  codeDirectory(step: string): string {
    const directory = join(this.#directory, 'lambdas', step);
    if (!existsSync(join(directory, 'index.mjs')))
      throw notBuilt(join(directory, 'index.mjs'), 'no such file');
    return directory;
  }

  variablesOf(step: string): StepVariables {
    const variables = this.#steps[step];
    if (variables === undefined)
      throw notBuilt(join(this.#directory, 'lambdas.json'), `no entry for ${step}`);
    return variables;
  }
}

function notBuilt(where: string, received: string): BuildOutputError {
  return new BuildOutputError('the code of a function is not built', {
    where,
    received,
    allowed: 'the output of npm run build',
    fix: 'npm run build',
  });
}
