/** `gyre doctor`: what would fail, before it fails, each with the step that mends it. */
import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { checkEnvironment, checkLocalCloud, checkProject } from '../doctor/check-environment.ts';
import {
  checkCdkPin,
  checkDisk,
  checkNode,
  checkNpm,
  checkPorts,
  checkPython,
} from '../doctor/check-machine.ts';
import type { Check, DoctorFacts, Finding } from '../doctor/finding.ts';
import { formatOutline } from '../outline.ts';
import type { Paper } from '../output.ts';

/** In the order in which one would mend them. */
const CHECKS: readonly Check[] = [
  checkNode,
  checkNpm,
  checkPython,
  checkCdkPin,
  checkDisk,
  checkPorts,
  checkProject,
  checkLocalCloud,
  checkEnvironment,
];

/** One after the other: the last ones change the variables of this process. */
export async function examine(facts: DoctorFacts, checks: readonly Check[] = CHECKS) {
  const findings: Finding[] = [];
  for (const check of checks) findings.push(await check(facts));
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length;
  return {
    ok: count('fail') === 0,
    data: { findings, counts: { ok: count('ok'), warn: count('warn'), fail: count('fail') } },
  };
}

export function registerDoctorCommands(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .description('check this machine, the project and the environment; exits with 1 when something fails')
    .action(async () => {
      const facts = {
        environment: context.environment(),
        projectDirectory: context.projectDirectory(),
        variables: process.env,
      };
      context.print(await examine(facts), drawFindings);
    });
}

function drawFindings(
  { findings, counts }: Awaited<ReturnType<typeof examine>>['data'],
  paper: Paper,
): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const indent = ' '.repeat('fail'.length + width + 4);
  const lines = findings.flatMap(({ check, status, found, fix, problems = [] }) => [
    `${status.padEnd('fail'.length)}  ${check.padEnd(width)}  ${found}`,
    ...(fix === undefined ? [] : [`${indent}Fix: ${fix}`]),
    ...problems.flatMap(({ code, message, where, received, allowed, fix: itsFix }) =>
      formatOutline({ [`${code} ${message}`]: { where, received, allowed, Fix: itsFix } })
        .split('\n')
        .map((line) => `${indent}${line}`),
    ),
  ]);
  return [...lines, paper.heading(`OK ${counts.ok} WARN ${counts.warn} FAIL ${counts.fail}`)].join('\n');
}
