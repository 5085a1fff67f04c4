import type { Parameters } from '#ports/parameters';

export function memoryParameters(values: Readonly<Record<string, string>>): Parameters {
  return {
    get: async (name) => values[name],
    listNames: async (path) =>
      Object.keys(values)
        .filter((name) => name.startsWith(path.endsWith('/') ? path : `${path}/`))
        .sort(),
  };
}
