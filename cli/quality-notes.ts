import type { WindowReport } from '#core/monitoring/window-report';

/** What a quality report says beside its figures, a line each: the cause, who heard it, the labels, the groups. */
export function qualityNotes({ concept, maturity, bias }: WindowReport): readonly string[] {
  return [
    ...(concept === undefined ? [] : causeNotes(concept)),
    ...(maturity === undefined ? [] : [labelNote(maturity)]),
    ...(bias === undefined ? [] : biasNotes(bias)),
  ];
}

function causeNotes({ cause, sentence, detectors }: NonNullable<WindowReport['concept']>): readonly string[] {
  const spoke = detectors.flatMap(({ detector, status, since }) =>
    status === 'detected' ? [`${detector} since ${since ?? 'the beginning'}`] : [],
  );
  const asked = detectors.some(({ status }) => status !== 'not-applicable');
  const heard = spoke.length > 0 ? spoke.join(', ') : asked ? 'none spoke' : 'none applies';
  return [`cause      ${cause}: ${sentence}`, `detectors  ${heard}`];
}

function labelNote({ cohorts, enoughBy, missingRows }: NonNullable<WindowReport['maturity']>): string {
  const mature = cohorts.filter(({ isMature }) => isMature);
  const sum = (count: 'answered' | 'labelled') => mature.reduce((rows, own) => rows + own[count], 0);
  const have = `labels     ${sum('labelled')} of ${sum('answered')} answers on ${mature.length} mature days`;
  if (missingRows === 0) return have;
  const forecast = enoughBy === null ? 'nothing to forecast by' : `enough on ${enoughBy} at this pace`;
  return `${have}; ${missingRows} more needed, ${forecast}`;
}

function biasNotes({ columns }: NonNullable<WindowReport['bias']>): readonly string[] {
  return columns.map(({ column, reference, refused, groups }) => {
    if (refused !== undefined) return `bias       ${column}: ${refused}`;
    const outside = groups.flatMap(({ group, metrics }) =>
      metrics.flatMap(({ metric, status, value }) =>
        status === 'outside' ? [`${metric} of ${group} ${value?.toPrecision(3) ?? '-'}`] : [],
      ),
    );
    const text = outside.length > 0 ? outside.join(', ') : 'no gap beyond its limit';
    return `bias       ${column} against ${reference}: ${text}`;
  });
}
