/** What the page of the demo tells: read back from the registry and the services, never from the demo's own memory. */

export interface StoryData {
  readonly project: string;
  /** Wall time, ISO. */
  readonly generatedAt: string;
  /** How long the replay took. */
  readonly seconds: number;
  readonly models: readonly StoryModel[];
  readonly rows: StoryRows;
  readonly alarms: {
    readonly published: number;
    readonly started: number;
    readonly links: readonly { readonly link: string; readonly ok: boolean; readonly evidence: string }[];
  };
  readonly ledger: {
    readonly verified: boolean;
    readonly events: number;
    readonly checkpoints: number;
    readonly recent: readonly StoryEvent[];
  };
  /** Measured on this machine; the value with its unit. */
  readonly speed: readonly { readonly what: string; readonly value: string | number }[];
}

export interface StoryModel {
  readonly model: string;
  /** regression, binary classification ... */
  readonly problem: string;
  readonly metric: string;
  readonly weeks: readonly StoryWeek[];
  readonly drift: readonly StoryDrift[];
  readonly serving: readonly {
    readonly version: number;
    readonly from: string;
    /** null while it serves. */
    readonly to: string | null;
  }[];
  readonly contests: readonly StoryContest[];
  readonly decisions: readonly StoryDecision[];
}

/** Realised quality of the rows of one week. */
export interface StoryWeek {
  /** Its first day, `2013-04-01`. */
  readonly week: string;
  readonly rows: number;
  readonly value: number | null;
  /** What the version that served had promised. */
  readonly promised: number | null;
  readonly version: number;
  /** Mean of prediction - label. */
  readonly bias?: number | null;
}

/** One feature in one window. */
export interface StoryDrift {
  readonly windowStart: string;
  readonly version: number;
  readonly feature: string;
  readonly psi: number | null;
  readonly threshold: number | null;
  readonly drifted: boolean;
}

export interface StoryContest {
  readonly contestId: string;
  readonly asOf: string;
  readonly cause: string;
  readonly outcome: 'promoted' | 'recalibrated' | 'kept' | 'refused' | 'restored' | 'failed';
  readonly winner: number | null;
  readonly champion: number | null;
  readonly metric: string;
  readonly contenders: readonly StoryContender[];
  readonly clauses: readonly {
    readonly clause: string;
    readonly verdict: 'pass' | 'fail' | 'info';
    readonly text: string;
  }[];
}

export interface StoryContender {
  readonly contender: string;
  readonly value: number | null;
  /** To the champion; null for the champion itself and where there is none. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly pValue: number | null;
  readonly isSignificant: boolean;
  readonly note: string;
}

export interface StoryDecision {
  /** Day of event time. */
  readonly at: string;
  readonly cause: string;
  readonly outcome: string;
  readonly modelVersion: number | null;
  readonly contest: string | null;
  readonly why: string;
}

export interface StoryRows {
  readonly sent: number;
  readonly captured: number;
  readonly sketched: number;
  readonly joined: number;
}

export interface StoryEvent {
  readonly chain: string;
  readonly seq: number;
  readonly type: string;
  readonly asOf: string;
  readonly actor: string;
  readonly hash: string;
}
