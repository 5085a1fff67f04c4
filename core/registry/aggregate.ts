/** What has a history of its own: a dataset, a model, an endpoint. One ledger chain each. */
export type AggregateKind = 'dataset' | 'model' | 'endpoint';

export interface Aggregate {
  /** `default` unless tenancy is on. */
  readonly tenant?: string;
  readonly kind: AggregateKind;
  readonly name: string;
}
