/** What a deployed model has in `monitoring.drift`. */
export interface TablePolicy {
  readonly minimumRows: number;
  readonly minimumThreshold: number;
  readonly calibrationFactor: number;
}

/** As a model has them that says nothing else. */
export const DEFAULT_POLICY: TablePolicy = {
  minimumRows: 500,
  minimumThreshold: 0.25,
  calibrationFactor: 2,
};
