/** The front door as the replay uses it: a past request, and an answer or the end of the demo. */
import * as z from 'zod';
import { frontDoorClient } from '../front-door.ts';
import { DemoStepError } from './errors.ts';

const answerSchema = z.object({ modelVersion: z.int(), rowIds: z.array(z.string()) });

export interface FrontDoor {
  /** @returns the version that answered */
  replay(model: string, csv: string): Promise<{ readonly version: number; readonly rows: number }>;
}

/**
 * @param address where the API is, with its stage where the address does not stand for one
 */
export function frontDoor(address: string, region: string): FrontDoor {
  const client = frontDoorClient(address, region);
  return {
    async replay(model, csv) {
      const { path, status, text } = await client.ask(model, 'replays', csv);
      if (status !== 200) {
        throw new DemoStepError('the front door did not answer a request', {
          where: path,
          received: `status ${status}: ${text.slice(0, 400)}`,
          fix: 'run it again with --keep, then look at gyre local logs',
        });
      }
      const answer = answerSchema.parse(JSON.parse(text));
      return { version: answer.modelVersion, rows: answer.rowIds.length };
    },
  };
}
