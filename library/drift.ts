/**
 * `gyre/drift`: the engine behind Gyre's drift verdicts, for programs of their own. Baselines, mergeable sketches of
 * rows and of captured calls, and the same verdict that a deployed model gets. No cloud, no configuration, no
 * dependencies; docs/library.md begins with an example.
 */
export { describeError, type ErrorFacts, GyreError } from '#core/errors';
export { BadBaselineError, BadSketchError, BaselineMismatchError } from '#core/monitoring/errors';
export { BadOptionError, BadTableError } from '#core/monitoring/table/errors';
export { type Baseline, type BaselineColumn, type BaselineOptions, makeBaseline } from './baseline.ts';
export type { ByteSource } from './byte-source.ts';
export { type CaptureCounts, type CaptureOptions, countCaptures } from './count-captures.ts';
export { countRows } from './count-rows.ts';
export { type CsvOptions, csvRows } from './csv-rows.ts';
export {
  type CategoryDescription,
  type ColumnDescription,
  describeColumn,
  type NumberDescription,
} from './describe-column.ts';
export { judgeDrift } from './judge-drift.ts';
export { type Coverage, mergeSketches, readSketch, type Sketch, writeSketch } from './sketch.ts';
export { readBaseline, writeBaseline } from './stored-baseline.ts';
export type { Cell, Columns, Row, RowOf, Table } from './table.ts';
export type { ColumnDivergence, ColumnTest, ColumnVerdict, DriftPolicy, DriftVerdict } from './verdict.ts';
