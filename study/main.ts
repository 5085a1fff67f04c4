/**
 * How often the verdicts of the product are right: `npm run study -- verdicts`, `calibration` and `gate`.
 * Results on stdout, progress on stderr; exit 1 when a bar is not met, 2 when the study could not run.
 */
import { describeError, GyreError } from '#core/errors';
import { requireNode24 } from '#local/cloud/require-node';

try {
  requireNode24();
  const { runStudy } = await import('./run-study.ts');
  process.exitCode = await runStudy(process.argv.slice(2), {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
} catch (error) {
  if (!(error instanceof GyreError)) throw error;
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 2;
}
