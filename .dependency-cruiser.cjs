/** The layers of docs/loop.md: core knows nothing of AWS; only adapters do; a Lambda never imports another. */
module.exports = {
  forbidden: [
    {
      name: 'core-is-pure',
      severity: 'error',
      from: { path: '^core/' },
      to: {
        pathNot:
          '^(core/|(node:)?(crypto|zlib|buffer|util|stream)$|(node_modules/)?(zod|canonicalize|csv-parse|tar-stream)(/|$))',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'core-imports-only-core',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: '^(ports|adapters|lambdas|lib|local|cli|bin|build|study)/' },
    },
    {
      name: 'sdk-only-in-adapters',
      severity: 'error',
      from: { pathNot: '^(adapters|local|cli|test|node_modules)/' },
      to: { path: '@aws-sdk/' },
    },
    {
      name: 'no-lambda-imports-another',
      severity: 'error',
      from: { path: '^lambdas/([^/]+)/([^/]+)/' },
      to: { path: '^lambdas/', pathNot: ['^lambdas/$1/$2/', '^lambdas/common/'] },
    },
    {
      name: 'shipped-code-knows-nothing-of-local',
      severity: 'error',
      from: { path: '^(core|ports|adapters|lambdas|lib|bin)/' },
      to: { path: '^local/' },
    },
    {
      name: 'library-is-made-of-core',
      severity: 'error',
      from: { path: '^library/' },
      to: { pathNot: '^(core|library)/|^(node:)?crypto$' },
    },
    {
      name: 'nothing-knows-of-studies',
      severity: 'error',
      from: { pathNot: '^(study|test)/' },
      to: { path: '^study/' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
