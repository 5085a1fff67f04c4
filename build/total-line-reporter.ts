import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Ends a run with one plain line, `N passed, N failed`, for people and scripts that read only the last line. */
export default class TotalLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    let passed = 0;
    let failed = 0;
    for (const module of modules) {
      const tests: readonly TestCase[] = [...module.children.allTests()];
      passed += tests.filter((test) => test.result().state === 'passed').length;
      failed += tests.filter((test) => test.result().state === 'failed').length;
      // A file that cannot even be loaded holds no tests and is still a failure.
      if (tests.length === 0 && !module.ok()) failed += 1;
    }
    console.log(`\n${passed} passed, ${failed} failed`);
  }
}
