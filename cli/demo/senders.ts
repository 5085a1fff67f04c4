/** Sending a day's flights to both models: to air-time by the front door, to flight-late straight to its endpoint. */
import { formatAttributes } from '#core/serving/capture-record';
import type { Inference } from '#ports/inference';
import { DemoStepError } from './errors.ts';
import type { FlightsData } from './flights-data.ts';
import type { FrontDoor } from './front-door.ts';

export interface Senders {
  /**
   * Sends what was not sent yet of a day.
   * @param rowsPerRequest  small ones while a canary needs many requests
   * @param mostRequests    default: all of the day
   * @returns whether the whole day is sent
   */
  send(day: string, rowsPerRequest: number, mostRequests?: number): Promise<boolean>;
  /** Rows by model, as the callers count them. */
  readonly sent: Readonly<Record<string, number>>;
  wasSent(day: string): boolean;
  /** Rows of a day that each model answered. */
  rowsOf(day: string): number;
  /** Label file of a day for flight-late: its rows are known by request and position. */
  lateLabels(day: string): string;
  /** Requests by model and version that answered. */
  readonly answeredBy: ReadonlyMap<string, number>;
}

const AT_ONCE = 2;
export const FRONT_DOOR_MODEL = 'air-time';
export const NATIVE_MODEL = 'flight-late';

export function senders(
  data: FlightsData,
  ways: { readonly frontDoor: FrontDoor; readonly inference: Inference; readonly nativeEndpoint: string },
): Senders {
  const sent: Record<string, number> = { [FRONT_DOOR_MODEL]: 0, [NATIVE_MODEL]: 0 };
  const answeredBy = new Map<string, number>();
  const rowIds = new Map<string, string[]>();
  const count = (model: string, version: string, rows: number) => {
    sent[model] = (sent[model] ?? 0) + rows;
    const key = `${model} ${version}`;
    answeredBy.set(key, (answeredBy.get(key) ?? 0) + 1);
  };

  async function byFrontDoor(header: string, rows: readonly string[]): Promise<void> {
    const answer = await ways.frontDoor.replay(FRONT_DOOR_MODEL, `${header}\n${rows.join('\n')}\n`);
    count(FRONT_DOOR_MODEL, `v${answer.version}`, answer.rows);
  }

  async function native(day: string, first: number, rows: readonly string[]): Promise<readonly string[]> {
    const inferenceId = `${day}-${first}`;
    const answer = await ways.inference.invoke({
      endpointName: ways.nativeEndpoint,
      body: `${rows.map(featuresOf).join('\n')}\n`,
      contentType: 'text/csv',
      inferenceId,
      customAttributes: formatAttributes({ purpose: 'live', eventTime: `${day}T12:00:00Z` }),
    });
    if ('failure' in answer) {
      throw new DemoStepError('an endpoint did not answer', {
        where: ways.nativeEndpoint,
        received: `${answer.failure}: ${answer.message}`,
        fix: 'run it again with --keep, then look at gyre local logs',
      });
    }
    count(NATIVE_MODEL, answer.invokedVariant, rows.length);
    return rows.map((_, index) => `${inferenceId}#${index}`);
  }

  return {
    sent,
    answeredBy,
    wasSent: (day) => rowIds.has(day),
    rowsOf: (day) => rowIds.get(day)?.length ?? 0,
    async send(day, rowsPerRequest, mostRequests = Number.POSITIVE_INFINITY) {
      const ids = rowIds.get(day) ?? [];
      rowIds.set(day, ids);
      const { header, rows } = data.requests(day);
      const start = ids.length;
      const now = rows.slice(start, start + Math.min(rows.length, mostRequests * rowsPerRequest));
      const waiting = [...inParts(now, rowsPerRequest).entries()];
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
            const [part, own] = next;
            const first = start + part * rowsPerRequest;
            const [late] = await Promise.all([native(day, first, own), byFrontDoor(header, own)]);
            late.forEach((id, index) => {
              ids[first + index] = id;
            });
          }
        }),
      );
      return ids.length === rows.length;
    },
    lateLabels(day) {
      const [, ...lines] = data.labels(day).trimEnd().split('\n');
      const ids = rowIds.get(day) ?? [];
      return `row_id,late\n${lines.map((line, index) => `${ids[index] ?? ''},${line.split(',')[2] ?? ''}\n`).join('')}`;
    },
  };
}

/** Key and time go before the features. */
function featuresOf(row: string): string {
  return row.slice(row.indexOf(',', row.indexOf(',') + 1) + 1);
}

function inParts(rows: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    rows.slice(index * size, (index + 1) * size),
  );
}
