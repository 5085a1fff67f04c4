import * as z from 'zod';
import { numberSchema, shareSchema } from '#core/number-schemas';
import { contradiction, parseFile, type SourceFile } from './parse-file.ts';

const switchSchema = z.enum(['Enabled', 'Disabled']);

const constraintsSchema = z.object({
  version: numberSchema.optional(),
  features: z
    .array(
      z.object({
        name: z.string().min(1),
        inferred_type: z.string(),
        /** Share of rows with a value. */
        completeness: shareSchema.optional(),
        num_constraints: z.object({ is_non_negative: z.boolean().optional() }).optional(),
        string_constraints: z.object({ domains: z.array(z.string()).optional() }).optional(),
      }),
    )
    .max(10_000),
  monitoring_config: z
    .object({
      evaluate_constraints: switchSchema.optional(),
      /** Shares of rows that must be of the type, and inside the domain. */
      datatype_check_threshold: shareSchema.optional(),
      domain_content_threshold: shareSchema.optional(),
      distribution_constraints: z
        .object({
          perform_comparison: switchSchema.optional(),
          comparison_threshold: shareSchema.optional(),
        })
        .optional(),
    })
    .optional(),
});

export type ModelMonitorConstraints = z.infer<typeof constraintsSchema>;

/**
 * Reads a constraints.json: what each column of a data set must satisfy.
 * @throws BadModelMonitorFileError when it is not of the documented shape
 * @throws ContradictoryStatisticsError when a column stands twice
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-byoc-constraints.html
 */
export function readConstraints(file: SourceFile): ModelMonitorConstraints {
  const constraints = parseFile(file, constraintsSchema);
  const seen = new Set<string>();
  constraints.features.forEach(({ name }, index) => {
    if (seen.has(name))
      throw contradiction(file, ['features', index, 'name'], 'a column stands twice', {
        received: name,
        allowed: 'each column once',
      });
    seen.add(name);
  });
  return constraints;
}
