import type { BucketName, MachineName, QueueName } from '#lib/names';

/**
 * What a function may do, in the words of this project. The tables in this folder are the one source: policies are
 * made from them, documentation lists them, and the proof of used against granted actions reads them.
 */
export type Permission =
  | {
      readonly may:
        'read-objects' | 'read-object-versions' | 'write-objects' | 'delete-objects' | 'list-objects';
      readonly bucket: Exclude<BucketName, 'access-logs'>;
      /** Keys the right is limited to, with `*`; default: all keys of the bucket. */
      readonly keys?: string;
    }
  /** The files that the stacks deployed: configurations and source bundles. */
  | { readonly may: 'read-assets' }
  /** read: single items. query: items of an aggregate by prefix. list: names of aggregates. update: whatever is there. */
  | {
      readonly may:
        'read-registry' | 'query-registry' | 'list-registry' | 'write-registry' | 'update-registry';
    }
  | { readonly may: 'read-parameters' | 'list-parameters'; readonly path: 'models' | 'datasets' | 'platform' }
  | { readonly may: 'send-messages'; readonly queue: QueueName }
  | {
      readonly may: 'start-executions' | 'describe-executions' | 'answer-tasks';
      readonly machine: MachineName;
    }
  | { readonly may: 'sign' }
  | { readonly may: 'read-metrics' | 'publish-metrics' | 'read-alarms' }
  /** Publish to the topic that people subscribe to. */
  | { readonly may: 'tell-people' }
  | { readonly may: 'invoke-endpoints' }
  | {
      readonly may: 'use-sagemaker';
      readonly actions: readonly string[];
      readonly resources: readonly SageMakerResource[];
    };

export type SageMakerResource =
  'training-job' | 'transform-job' | 'hyper-parameter-tuning-job' | 'model' | 'endpoint' | 'endpoint-config';

/** One Lambda function: its size, its patience and its rights. */
export interface StepSettings {
  /** Longest run; the state that calls it waits longer than this. */
  readonly timeoutSeconds: number;
  /** Default 512. One CPU comes with 1,769. */
  readonly memoryMegabytes?: number;
  /** Default 512 (what Lambda gives without charge). */
  readonly temporaryStorageMegabytes?: number;
  readonly permissions: readonly Permission[];
}

export type StepTable = Readonly<Record<string, StepSettings>>;
