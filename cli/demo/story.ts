/** What the demo has to show in the end, read back from the registry and the services. */
import type { AlarmLink } from './alarm-links.ts';
import type { RowCounts } from './count-rows.ts';
import type { Decision } from './decisions.ts';
import { FRONT_DOOR_MODEL, NATIVE_MODEL } from './senders.ts';

export const MODELS = [FRONT_DOOR_MODEL, NATIVE_MODEL];
export interface Story {
  readonly decisions: readonly Decision[];
  readonly rows: RowCounts;
  /** The same of the model with native capture. */
  readonly nativeRows: RowCounts;
  readonly alarms: {
    readonly published: number;
    readonly started: number;
    readonly links: readonly AlarmLink[];
  };
  readonly landed: { readonly rows: number; readonly quarantined: number };
  readonly answeredBy: Readonly<Record<string, number>>;
  /** Versions that won a contest and did not come to serve, with the reason; none in a story that went well. */
  readonly unserved: readonly string[];
  readonly replays: readonly { readonly contestId: string; readonly isEqual: boolean }[];
  readonly ledger: { readonly verified: boolean; readonly events: number; readonly checkpoints: number };
}
