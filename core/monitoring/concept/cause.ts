import type { ConceptSection } from '../sections/concept.ts';
import type { ErrorRise } from './error-rise.ts';

/** What the newest judged drift window of the version says of its inputs. */
export interface InputsVerdict {
  /** still: judged, and no input drifted. unknown: no window of this version was judged near these days. */
  readonly status: 'drifted' | 'still' | 'unknown';
  /** The inputs that drifted, as the window's verdict names them; or why nothing is known. */
  readonly reason: string;
}

type Cause = Pick<ConceptSection, 'cause' | 'sentence'>;

/** So many detectors must have heard a rise before they count against a mean that is not sure yet. */
const SPEAKING_DETECTORS = 2;
/** Of buckets without a change one is off in about one window of twenty. */
const OFF_BUCKETS = 2;

/**
 * Whether inputs changed (covariate shift), what they mean (concept shift), both or neither:
 *
 *   inputs changed: one has drifted, or the predictions that came are by themselves harder ones;
 *   meaning changed: the error rose, and by more than the hold-out expects of the predictions that came.
 *
 * Only drifted counts: with rows enough every input has changed a little. Unknown stays what rests on something that is not
 * known. "Both" cannot tell a changed meaning from inputs where training has never been; the sentence says so.
 */
export function causeOf(
  rise: ErrorRise | undefined,
  inputs: InputsVerdict,
  { detectors, calibration }: Pick<ConceptSection, 'detectors' | 'calibration'>,
): Cause {
  if (rise === undefined)
    return { cause: 'unknown', sentence: 'there are no two sets of errors that could be compared' };
  const { errors, isMixWorse, isBeyondExpected } = rise;
  const speaking = detectors.filter(({ status }) => status === 'detected').length;
  const hasRisen = errors.status === 'rose' || (rise.riseShare > 0 && speaking >= SPEAKING_DETECTORS);
  if (!hasRisen && errors.status === 'inconclusive')
    return { cause: 'unknown', sentence: 'the rows lie on too few days to tell whether the error rose' };
  const hasMoved = inputs.status === 'drifted' || isMixWorse;
  if (!hasRisen) {
    const { cause, sentence } = withoutRise(rise, inputs, hasMoved);
    return { cause, sentence: `${sentence}${calibrationText(calibration)}` };
  }
  const text = riseText(rise);
  if (isBeyondExpected === null) {
    const sentence = `${text}; many predictions lie where the hold-out has none, so that nothing is known of what such inputs mean`;
    return { cause: 'unknown', sentence };
  }
  if (!isBeyondExpected) {
    const sentence = `${text}, as the hold-out expects of such predictions (${metricText(errors, errors.expected)}): the inputs changed, not what they mean`;
    return { cause: 'covariate', sentence };
  }
  if (hasMoved) {
    const moved = inputs.status === 'drifted' ? `inputs drifted (${inputs.reason})` : 'predictions moved';
    const sentence = `${text} while ${moved}, and further than the hold-out expects of such predictions (${metricText(errors, errors.expected)}): the inputs are where training was not, or what they mean has changed as well`;
    return { cause: 'both', sentence };
  }
  if (inputs.status === 'unknown')
    return { cause: 'unknown', sentence: `${text}; of its inputs nothing is known: ${inputs.reason}` };
  return {
    cause: 'concept',
    sentence: `${text} though no input drifted: what the inputs mean has changed`,
  };
}

function withoutRise({ errors }: ErrorRise, inputs: InputsVerdict, hasMoved: boolean): Cause {
  const error = `the error ${errors.status === 'fell' ? 'fell' : 'did not rise'} (${metricText(errors, errors.before)} -> ${errors.now.toPrecision(4)})`;
  if (hasMoved) {
    const moved = inputs.status === 'drifted' ? `inputs drifted (${inputs.reason})` : 'predictions moved';
    return { cause: 'covariate', sentence: `${moved}, and ${error}` };
  }
  if (inputs.status === 'unknown')
    return { cause: 'neither', sentence: `${error}; of its inputs nothing is known: ${inputs.reason}` };
  return { cause: 'neither', sentence: `${error}, and no input drifted` };
}

/** A ranking can stay as good as it was while every probability is off. */
function calibrationText(calibration: ConceptSection['calibration']): string {
  const off = calibration.filter(({ status }) => status === 'off').length;
  if (off < OFF_BUCKETS) return '';
  return `; yet what came is not what was predicted in ${off} of ${calibration.length} score buckets`;
}

function riseText({ errors, riseShare }: ErrorRise): string {
  return `the error rose by ${(100 * riseShare).toFixed(0)} % (${metricText(errors, errors.before)} -> ${errors.now.toPrecision(4)})`;
}

function metricText({ metric }: ErrorRise['errors'], value: number | null): string {
  return `${metric} ${value?.toPrecision(4) ?? '-'}`;
}
