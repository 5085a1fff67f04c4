import { GetParameterCommand, paginateGetParametersByPath, SSMClient } from '@aws-sdk/client-ssm';
import type { Parameters } from '#ports/parameters';
import { clientSettings } from './client-settings.ts';
import { callService, isNamed, wrapSdkError } from './wrap-sdk-error.ts';

const client = new SSMClient(clientSettings());

export const ssmParameters: Parameters = {
  async get(name) {
    try {
      return (await client.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
    } catch (error) {
      if (isNamed(error, 'ParameterNotFound')) return undefined;
      throw wrapSdkError(`SSM GetParameter ${name}`, error);
    }
  },

  async listNames(path) {
    return (await callService(`SSM GetParametersByPath ${path}`, namesBelow(path))).toSorted();
  },
};

async function namesBelow(path: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const page of paginateGetParametersByPath({ client }, { Path: path, Recursive: false })) {
    names.push(...(page.Parameters ?? []).flatMap((parameter) => parameter.Name ?? []));
  }
  return names;
}
