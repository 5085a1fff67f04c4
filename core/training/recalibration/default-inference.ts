/** Where inference code lies in a source bundle, and in the model archive that is made with it. */
export const SOURCE_INFERENCE = 'inference.py';
export const ARCHIVE_INFERENCE = 'code/inference.py';

/** A line that only the default inference code has. */
const DEFAULT_MARK = 'IS_GYRE_DEFAULT = True';
/** A line that it has since it knows curves. */
const CURVES_MARK = 'CURVES = "calibration.json"';

/** Is it the default inference code, of whatever release? @example isDefaultInference('IS_GYRE_DEFAULT = True') // true */
export function isDefaultInference(code: string | undefined): boolean {
  return code?.includes(DEFAULT_MARK) ?? false;
}

/** Is it default inference code that answers through curves? @example appliesCurves('IS_GYRE_DEFAULT = True') // false */
export function appliesCurves(code: string | undefined): boolean {
  return isDefaultInference(code) && (code?.includes(CURVES_MARK) ?? false);
}
