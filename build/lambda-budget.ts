import type { Metafile } from 'esbuild';

/**
 * How large a Lambda bundle may be, by how many AWS clients are inside. A client's code is most of a cold start,
 * so a bundle that grows past its class has taken in something it does not need.
 *
 * The kilobytes are minified, without source map. A function without a client has its middleware, logger and metrics
 * (40 KB), its contracts (100 KB) and room for its own code; with a client comes the SDK's core, once, and each
 * client's own part.
 */
export interface BundleSize {
  readonly step: string;
  readonly kilobytes: number;
  readonly clients: readonly string[];
  readonly limitKilobytes: number;
  /** Packages that must not be inside at all. */
  readonly forbidden: readonly string[];
}

const LIMIT_WITHOUT_CLIENT = 200;
/** Of it 60 KB for a function's own code. */
const LIMIT_WITH_SDK_CORE = 400;
/** What only some functions are for, by a file that tells it. */
const PURPOSES: readonly { readonly file: RegExp; readonly kilobytes: number }[] = [
  // Canonical rows with quotes and line breaks in cells.
  { file: /node_modules\/csv-parse\//, kilobytes: 40 },
  // Uploads in Parquet; evaluated only when one comes.
  { file: /node_modules\/hyparquet\//, kilobytes: 60 },
  // Model archives, looked into and made.
  { file: /node_modules\/tar-stream\//, kilobytes: 30 },
  // Captures of endpoints that others built: JSON, rows by name, content types.
  { file: /^core\/serving\/capture\/payload\.ts$/, kilobytes: 15 },
  // Captures that are counted in bytes: the kernel, embedded, and what surrounds it.
  { file: /^core\/engine\/kernel\/kernel-wasm\.ts$/, kilobytes: 45 },
  // A judgement leaves a page: charts, style and every test behind it.
  { file: /^core\/monitoring\/report-page\.ts$/, kilobytes: 110 },
];
/** Measured with the commands we use, rounded up; a client that is not listed gets the usual share. */
const CLIENT_KILOBYTES: Readonly<Record<string, number>> = {
  '@aws-sdk/client-s3': 150,
  '@aws-sdk/client-ssm': 90,
  '@aws-sdk/client-dynamodb': 50,
};
const USUAL_CLIENT_KILOBYTES = 40;

function limitFor(clients: readonly string[], files: readonly string[]): number {
  const purposes = PURPOSES.filter(({ file }) => files.some((path) => file.test(path)));
  const own = purposes.reduce((total, { kilobytes }) => total + kilobytes, 0);
  if (clients.length === 0) return LIMIT_WITHOUT_CLIENT + own;
  const sum = (total: number, name: string) => total + (CLIENT_KILOBYTES[name] ?? USUAL_CLIENT_KILOBYTES);
  return clients.reduce(sum, LIMIT_WITH_SDK_CORE + own);
}

/** Known to cost more than they give in a function; each has a smaller way to the same end. */
const FORBIDDEN_PACKAGES = ['@aws-lambda-powertools/tracer', 'aws-xray-sdk-core', 'ajv', 'moment', 'lodash'];

/** Size and content of each step's bundle, from the bundler's own record. */
export function measureBundles(metafile: Metafile): readonly BundleSize[] {
  return Object.entries(metafile.outputs)
    .filter(([path]) => path.endsWith('/index.mjs'))
    .map(([path, output]) => {
      const packages = new Set(Object.keys(output.inputs).map(packageOf));
      const clients = [...packages].filter((name) => name.startsWith('@aws-sdk/client-')).sort();
      return {
        step: path.split('/').slice(-3, -1).join('/'),
        kilobytes: Math.ceil(output.bytes / 1024),
        clients,
        limitKilobytes: limitFor(clients, Object.keys(output.inputs)),
        forbidden: FORBIDDEN_PACKAGES.filter((name) => packages.has(name)),
      };
    })
    .sort((a, b) => (a.step < b.step ? -1 : 1));
}

/** The bundles that are over their budget or hold what they must not. */
export function overBudget(sizes: readonly BundleSize[]): readonly BundleSize[] {
  return sizes.filter((size) => size.kilobytes > size.limitKilobytes || size.forbidden.length > 0);
}

/** One line a bundle, largest first. */
export function formatSizes(sizes: readonly BundleSize[]): string {
  return [...sizes]
    .sort((a, b) => b.kilobytes - a.kilobytes)
    .map((size) => {
      const mark = overBudget([size]).length > 0 ? 'OVER' : '  ok';
      const clients = size.clients.map((name) => name.replace('@aws-sdk/client-', '')).join(' ');
      const forbidden = size.forbidden.length > 0 ? ` holds ${size.forbidden.join(' ')}` : '';
      return `${mark} ${String(size.kilobytes).padStart(4)} of ${size.limitKilobytes} KB  ${size.step}  ${clients}${forbidden}`;
    })
    .join('\n');
}

function packageOf(input: string): string {
  const afterModules = input.split('node_modules/').at(-1) ?? input;
  const [first = '', second = ''] = afterModules.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
