/**
 * The tables that statements of the join engine read. Partitions of captures are computed from the names of folders
 * (partition projection), so nobody has to add them, and a query reads the hours it names and no other.
 */
import { definedTable, type TableName, textLiteral } from './sql-text.ts';

/**
 * Captures of one endpoint as lines of text: `line`, by `variant` and `hour` (`yyyy/MM/dd/HH`). A query has to name
 * the variants. No character of JSON is the delimiter, so a line is one column; `.gz` is read as gzip.
 * @param location `s3://<capture bucket>/<endpoint>/`
 */
export function capturesTable(name: TableName, location: string): string {
  return `CREATE EXTERNAL TABLE IF NOT EXISTS ${definedTable(name)} (\`line\` string)
PARTITIONED BY (\`variant\` string, \`hour\` string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\001' LINES TERMINATED BY '\\n'
STORED AS TEXTFILE
LOCATION ${textLiteral(location)}
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.variant.type' = 'injected',
  'projection.hour.type' = 'date',
  'projection.hour.format' = 'yyyy/MM/dd/HH',
  'projection.hour.range' = '2020/01/01/00,NOW',
  'projection.hour.interval' = '1',
  'projection.hour.interval.unit' = 'HOURS',
  'storage.location.template' = ${textLiteral(`${location}\${variant}/\${hour}/`)}
)`;
}

/**
 * Rows of label files that were accepted, one JSON object a line: row id, place of the file among those of the join
 * (oldest first), line in it, and the labels in the dataset's order, empty where the file has none.
 */
export function labelsTable(name: TableName, location: string): string {
  return `CREATE EXTERNAL TABLE IF NOT EXISTS ${definedTable(name)} (
  \`row_id\` string, \`file_order\` bigint, \`line\` bigint, \`label_values\` array<string>)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION ${textLiteral(location)}`;
}

/** What `answersStatement` writes. */
export function answersTable(name: TableName, location: string): string {
  return `CREATE EXTERNAL TABLE IF NOT EXISTS ${definedTable(name)} (
  \`version\` int, \`bucket_start\` string, \`row_id\` string, \`event_time\` string, \`event_id\` string,
  \`row_index\` bigint, \`input\` string, \`prediction\` double, \`hash_byte\` bigint)
PARTITIONED BY (\`part\` bigint)
STORED AS PARQUET
LOCATION ${textLiteral(location)}
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.part.type' = 'integer',
  'projection.part.range' = '0,63',
  'storage.location.template' = ${textLiteral(`${location}part=\${part}/`)}
)`;
}
