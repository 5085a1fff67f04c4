import type { Inference, InvokeFailure, InvokeRequest } from '#ports/inference';

export interface FakeInference extends Inference {
  readonly requests: readonly InvokeRequest[];
  /** What the endpoint does from now on. */
  behave(model: Behaviour): void;
}

/** The answer to a line of features, or what the whole request comes to. */
export type Behaviour = ((line: string) => string) | InvokeFailure;

/** An endpoint with one variant that answers line by line and remembers what it was asked. */
export function fakeInference(variant = 'v12', first: Behaviour = doubleFirstCell): FakeInference {
  const requests: InvokeRequest[] = [];
  let model = first;
  return {
    requests,
    behave: (next) => {
      model = next;
    },
    invoke: async (request) => {
      requests.push(request);
      const answer = model;
      if (typeof answer !== 'function') return answer;
      const lines = request.body.replace(/\n$/, '').split('\n');
      const body = lines.map((line) => `${answer(line)}\n`).join('');
      return { body, contentType: 'text/csv', invokedVariant: variant, milliseconds: 5 };
    },
  };
}

function doubleFirstCell(line: string): string {
  return String(2 * Number(line.split(',')[0]));
}
