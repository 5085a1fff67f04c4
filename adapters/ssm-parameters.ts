import {
  GetParameterCommand,
  ParameterNotFound,
  paginateGetParametersByPath,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { Parameters } from '#ports/parameters';

const client = new SSMClient({ maxAttempts: 5 });

export const ssmParameters: Parameters = {
  async get(name) {
    try {
      return (await client.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  },

  async listNames(path) {
    const names: string[] = [];
    for await (const page of paginateGetParametersByPath({ client }, { Path: path, Recursive: false })) {
      names.push(...(page.Parameters ?? []).map((parameter) => parameter.Name ?? ''));
    }
    return names.sort();
  },
};
