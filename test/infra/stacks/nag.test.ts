import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { ACKNOWLEDGED } from '#lib/constructs/common/acknowledge';
import { synthesizeFixture } from '../support/synthesize.ts';

describe('rule packs', () => {
  it.each([
    ['AwsSolutions', new AwsSolutionsChecks()],
    ['Serverless', new ServerlessChecks()],
  ])('%s has no finding that is not acknowledged with a reason', async (_, pack) => {
    const { app } = await synthesizeFixture();
    const { violations } = pack.validateScope(app);
    const found = violations.map(({ ruleName, violatingResources }) => ({
      rule: ruleName,
      on: violatingResources.map((resource) => resource.constructPath),
    }));
    expect(found).toEqual([]);
  });

  it('acknowledges at most twelve kinds of finding, each with a reason', () => {
    const entries = Object.values(ACKNOWLEDGED);
    expect(entries.length).toBeLessThanOrEqual(12);
    expect(entries.every(({ reason }) => reason.length > 20)).toBe(true);
  });
});
