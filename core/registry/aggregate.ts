/** What has a history of its own: a dataset, a model, an endpoint. One ledger chain each. */
export const AGGREGATE_KINDS = ['dataset', 'model', 'endpoint'] as const;
export type AggregateKind = (typeof AGGREGATE_KINDS)[number];

export interface Aggregate {
  /** `default` unless tenancy is on. */
  readonly tenant?: string;
  readonly kind: AggregateKind;
  readonly name: string;
}
