/** What a policy says of a window or a day. */
export interface Said {
  readonly status: string;
  readonly reason: string;
  /** This is what alarms. */
  readonly isConfirmed: boolean;
}

/** A verdict as it was given, and as another policy would have given it. */
export interface ReplayedVerdict {
  readonly kind: 'drift' | 'quality';
  /** Day on which the window began, or that was judged: what an ask is about. */
  readonly subject: string;
  readonly version: number;
  /** Event time of the judgement. */
  readonly asOf: string;
  /** Where the judged stretch of event time ends. */
  readonly dataUntil: string;
  readonly happened: Said;
  readonly replayed: Said;
  readonly features: readonly {
    readonly feature: string;
    readonly happened: string;
    readonly replayed: string;
  }[];
}
