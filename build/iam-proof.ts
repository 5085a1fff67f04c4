/**
 * Used against granted rights of the functions: the local cloud writes down each call with the role that made it, the
 * assembly says what was granted. A call without a grant fails; so does a share of used actions below the minimum.
 *
 *     node build/iam-proof.ts --project examples/flights --minimum 0.95
 *     node build/iam-proof.ts --suite --brief
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cloudPaths } from '#local/cloud/state-directory';
import { formatBriefly, formatProof } from './format-proof.ts';
import { grantsOfFunctions, type Template } from './iam-grants.ts';
import { isProven, proveRoles, readCalls } from './prove-roles.ts';
import { SUITE_RIGHTS } from './suite-rights.ts';

const { values } = parseArgs({
  options: {
    project: { type: 'string', default: '.' },
    /** Calls and templates of the loop tests in place of a project's. */
    suite: { type: 'boolean', default: false },
    minimum: { type: 'string', default: '0' },
    calls: { type: 'string' },
    assembly: { type: 'string' },
    brief: { type: 'boolean', default: false },
    account: { type: 'string', default: '000000000000' },
    region: { type: 'string', default: 'us-east-1' },
  },
});
const own = {
  calls: cloudPaths(values.project).iamCalls,
  assembly: join(values.project, '.gyre', 'assembly'),
};
const found = values.suite ? SUITE_RIGHTS : own;
const { calls = found.calls, assembly = found.assembly } = values;
const templates = globSync('*.template.json', { cwd: assembly }).map(
  (file) => JSON.parse(readFileSync(join(assembly, file), 'utf8')) as Template,
);
const grants = grantsOfFunctions(templates, { accountId: values.account, region: values.region });
const lines = existsSync(calls) ? readFileSync(calls, 'utf8').split('\n') : [];
const proofs = proveRoles(grants, readCalls(lines));
if (templates.length === 0) console.log(`no template in ${assembly}: deploy the project first`);
if (lines.length === 0) console.log(`no call was recorded in ${calls}: run the loop first`);
console.log((values.brief ? formatBriefly : formatProof)(proofs));
if (!isProven(proofs, Number(values.minimum))) process.exitCode = 1;
