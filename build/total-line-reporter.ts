import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';
import { formatTotal, keepTotal } from './test-total.ts';

/** Ends a run with one plain line, `N passed, N failed`, for people and scripts that read only the last line. */
export default class TotalLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    let passed = 0;
    // An error that no test caught fails the run.
    let failed = unhandledErrors.length;
    for (const module of modules) {
      const tests: readonly TestCase[] = [...module.children.allTests()];
      passed += tests.filter((test) => test.result().state === 'passed').length;
      failed += tests.filter((test) => test.result().state === 'failed').length;
      // A file that cannot even be loaded holds no tests and is still a failure.
      if (tests.length === 0 && !module.ok()) failed += 1;
    }
    keepTotal({ passed, failed });
    console.log(`\n${formatTotal({ passed, failed })}`);
  }
}
