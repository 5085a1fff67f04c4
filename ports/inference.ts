/** Invoking an endpoint: the answer or the failure is a value, since a failing model is what some callers look for. */
export interface InvokeRequest {
  readonly endpointName: string;
  readonly body: string;
  readonly contentType: 'text/csv' | 'application/json';
  /** Past all weights, straight to one variant. */
  readonly targetVariant?: string;
  /** 1 to 64 printable characters. */
  readonly inferenceId?: string;
  /** At most 1,024 visible ASCII characters. */
  readonly customAttributes?: string;
}

export interface InvokeAnswer {
  readonly body: string;
  readonly contentType: string;
  readonly invokedVariant: string;
  readonly milliseconds: number;
}

export interface InvokeFailure {
  readonly failure: 'model-error' | 'not-ready' | 'timeout' | 'throttled' | 'refused' | 'unavailable';
  /** The container's own status, when it answered. */
  readonly originalStatus?: number;
  readonly message: string;
}

export interface Inference {
  /** 25 s, one attempt: a timed-out request may have been answered and captured. */
  invoke(request: InvokeRequest): Promise<InvokeAnswer | InvokeFailure>;
}
