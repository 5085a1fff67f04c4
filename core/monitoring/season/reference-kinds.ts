/** What a window is expected to look like at its time of the year, the week or the run; declared per model. */
export const REFERENCE_KINDS = ['former-years', 'hour-of-week', 'trailing'] as const;
