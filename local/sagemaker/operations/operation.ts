import type { Service } from '../service.ts';

/** One action of the control plane: its request was validated by the service model before. */
export type Operation<Request, Response> = (service: Service, request: Request) => Response;

/** Times go over the wire as epoch seconds. */
export function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
