import type { DatasetConfig } from '../config/dataset-config.ts';
import type { RowBreach } from './check-row.ts';
import { type DecodeFailure, LARGEST_FILE_BYTES } from './decode-failure.ts';

/** One reason why an upload, or a row of it, does not satisfy the contract: fit to be printed as it is. */
export interface Reason {
  readonly code: string;
  readonly row?: number;
  readonly line?: number;
  readonly column?: string;
  readonly received: string;
  readonly allowed: string;
  readonly fix: string;
}

/** What one pass over an upload found out. Counts are exact; `breaches` holds the first of each kind. */
export interface UploadFacts {
  readonly rows: number;
  readonly goodRows: number;
  readonly rejectedRows: number;
  readonly missingColumns: readonly string[];
  readonly extraColumns: readonly string[];
  readonly failure?: DecodeFailure;
  readonly breaches: readonly (RowBreach & { readonly row: number; readonly line: number })[];
  readonly breachCounts: Readonly<Record<string, number>>;
  readonly maxEventTime: string;
  /** Rows with a value, per label column. */
  readonly labelled: Readonly<Record<string, number>>;
  /** Rows whose key an earlier version holds already. */
  readonly knownKeys: number;
}

export interface ContractVerdict {
  readonly verdict: 'accept' | 'quarantine';
  /** Why it is quarantined, or, on accept, what was set aside or only warned about. */
  readonly reasons: readonly Reason[];
}

const LONGEST_NAME = 128;

/** @param landedAt when the upload landed, for freshness */
export function judgeUpload(dataset: DatasetConfig, facts: UploadFacts, landedAt: Date): ContractVerdict {
  const whole = [...schemaReasons(dataset, facts), ...volumeReasons(dataset, facts, landedAt)];
  const rows = rowReasons(facts);
  if (whole.length > 0) return { verdict: 'quarantine', reasons: [...whole, ...rows] };
  if (rows.length === 0) return { verdict: 'accept', reasons: [] };
  switch (dataset.onBreach) {
    case 'warn':
      return { verdict: facts.goodRows > 0 ? 'accept' : 'quarantine', reasons: rows };
    case 'reject':
      return { verdict: 'quarantine', reasons: rows };
    case 'quarantine-rows': {
      const percent = (100 * facts.rejectedRows) / facts.rows;
      // A version without rows would have no event time: nothing could be cut from it.
      if (percent <= dataset.maximumRejectedPercent && facts.goodRows > 0)
        return { verdict: 'accept', reasons: rows };
      const tooMany: Reason = {
        code: 'too-many-rejected-rows',
        received: `${percent.toFixed(2)} % of ${facts.rows} rows`,
        allowed: `at most ${dataset.maximumRejectedPercent} %, and at least one good row`,
        fix: 'mend the rows named below and upload the file again',
      };
      return { verdict: 'quarantine', reasons: [tooMany, ...rows] };
    }
  }
}

function schemaReasons(dataset: DatasetConfig, facts: UploadFacts): Reason[] {
  const { failure } = facts;
  const reasons: Reason[] = [];
  if (failure !== undefined) {
    reasons.push({
      code: failure.reason,
      ...(failure.line > 0 ? { line: failure.line } : {}),
      ...(failure.column === undefined ? {} : { column: shown(failure.column) }),
      received: failure.detail,
      ...adviceFor(failure.reason),
    });
  }
  for (const column of facts.missingColumns) {
    reasons.push({
      code: 'missing-column',
      line: 1,
      column,
      received: 'no column of this name',
      allowed: `the columns of dataset ${dataset.name}`,
      fix: `add the column, or make it a nullable label in dataset.yaml`,
    });
  }
  for (const column of facts.extraColumns) {
    reasons.push({
      code: 'extra-column',
      line: 1,
      column: shown(column),
      received: 'a column the contract does not know',
      allowed: `the columns of dataset ${dataset.name}`,
      fix: 'remove the column, or add it to dataset.yaml and deploy',
    });
  }
  return reasons;
}

function volumeReasons(dataset: DatasetConfig, facts: UploadFacts, landedAt: Date): Reason[] {
  if (facts.failure !== undefined || facts.missingColumns.length > 0) return [];
  const reasons: Reason[] = [];
  const { minimumRows, maximumRows } = dataset.volume;
  if (facts.rows < minimumRows || facts.rows > maximumRows) {
    reasons.push({
      code: 'volume',
      received: `${facts.rows} rows`,
      allowed: `${minimumRows} to ${maximumRows} rows`,
      fix: 'upload a complete file, or change volume in dataset.yaml',
    });
  }
  const maximumAgeDays = dataset.freshness?.maximumAgeDays;
  const ageDays = (landedAt.getTime() - Date.parse(facts.maxEventTime)) / 86_400_000;
  if (maximumAgeDays !== undefined && ageDays > maximumAgeDays) {
    reasons.push({
      code: 'freshness',
      column: dataset.eventTime,
      received: `newest row is ${Math.floor(ageDays)} days old`,
      allowed: `at most ${maximumAgeDays} days`,
      fix: 'upload newer data, or change freshness in dataset.yaml',
    });
  }
  if (
    facts.goodRows > 0 &&
    dataset.labels.length > 0 &&
    Object.values(facts.labelled).every((count) => count === 0)
  ) {
    reasons.push({
      code: 'all-labels-missing',
      column: dataset.labels.join(', '),
      received: 'no row has a label',
      allowed: 'at least one row with a value in a label column',
      fix: 'fill the label columns; rows without label yet belong to the front door, not to the dataset',
    });
  }
  if (facts.knownKeys > 0) {
    reasons.push({
      code: 'key-of-earlier-version',
      column: dataset.key.join(', '),
      received: `${facts.knownKeys} rows whose key is in the dataset already`,
      allowed: 'rows enter a dataset once',
      fix: 'upload only new rows; use mode: replace for a dataset that is uploaded whole',
    });
  }
  return reasons;
}

function adviceFor(reason: DecodeFailure['reason']): Pick<Reason, 'allowed' | 'fix'> {
  switch (reason) {
    case 'not-plain-text':
      return {
        allowed:
          'CSV or JSON Lines, packed with gzip or zstandard or not; Parquet where dataset.yaml says so',
        fix: 'export it in one of these, or state format: parquet or any in dataset.yaml and deploy',
      };
    case 'broken-archive':
    case 'bad-parquet':
      return {
        allowed: 'a file that can be unpacked to its end',
        fix: 'write or send the file again: it may be cut off',
      };
    case 'unpacks-too-far':
      return {
        allowed: `at most ${LARGEST_FILE_BYTES} bytes, and 200 out of each that is sent`,
        fix: 'upload it unpacked, or in parts',
      };
    case 'too-many-rows':
      return {
        allowed: 'at most volume.maximumRows rows',
        fix: 'upload it in parts, or change volume in dataset.yaml and deploy',
      };
    case 'bad-json':
    case 'nested-value':
      return {
        allowed: 'one JSON object a line, whose values are texts, numbers, true, false or null',
        fix: 'write each row as one flat object on a line of its own',
      };
    case 'other-format':
      return {
        allowed: 'the format that dataset.yaml states',
        fix: 'export the file in that format, or change format in dataset.yaml and deploy',
      };
    case 'file-too-large':
      return {
        allowed: `at most ${LARGEST_FILE_BYTES} bytes a file`,
        fix: 'split it by rows, each part with the header, and upload the parts',
      };
    default:
      return {
        allowed: 'a UTF-8 CSV file with one header line and rows of one width',
        fix: 'write the file again with a CSV writer (comma, double quotes, UTF-8) and upload it',
      };
  }
}

/** A name that the contract does not know may be of any length: the registry keeps reasons, and items are small. */
function shown(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}

function rowReasons(facts: UploadFacts): Reason[] {
  return facts.breaches.map((breach) => ({
    code: breach.code,
    row: breach.row,
    line: breach.line,
    column: breach.column,
    received: `${breach.received} (${facts.breachCounts[`${breach.code}:${breach.column}`] ?? 1} rows in all)`,
    allowed: breach.allowed,
    fix: `mend column ${breach.column} from line ${breach.line} on and upload the file again`,
  }));
}
