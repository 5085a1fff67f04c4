import { expect, test } from 'vitest';
import type { JoinedDay } from '#core/monitoring/judge-quality';
import type { WindowItem } from '#core/monitoring/monitoring-records';
import { contestKey, windowKey } from '#core/registry/keys';
import { joinedKey } from '#core/serving/ground-truth-records';
import { asHoldout, drawDays } from '#test/unit/monitoring/concept/support/served-days';
import { MODEL, type MonitoringRoom, monitoringRoom, watchedModel } from './support/monitoring-room.ts';

const HOLDOUT = drawDays({ seed: 'hold-out', from: '2024-03-03', days: 28, rows: 60 });
/** Mean absolute error of the hold-out's rows; the version promises 1, which is a tenth of a ride of ten. */
const REACH = 25;

const putScores = (
  room: MonitoringRoom,
  contestId: string,
  contender: string,
  days: readonly JoinedDay[],
) => {
  const { predictions, labels, blocks } = asHoldout(days);
  const folder = `models/${MODEL}/contests/${contestId}`;
  const lines = predictions.map((prediction, row) => `${row + 1},${labels[row]},${prediction}\n`);
  const put = (key: string, text: string) =>
    room.put(room.environment.ARTIFACTS_BUCKET, `${folder}/${key}`, text);
  return Promise.all([
    put(`scores/${contender}.csv`, lines.join('')),
    put('blocks.csv', `${blocks.join('\n')}\n`),
  ]);
};

const putJoined = async (room: MonitoringRoom, days: readonly JoinedDay[], joinId = 'jn-1') => {
  for (const { day, predictions, labels } of days) {
    const rowIds = labels.map((_, row) => `${day}-${row}`);
    const key = joinedKey({ model: MODEL, version: 1, bucketStart: `${day}T00`, joinId });
    await room.put('lake', key, { rowIds, predictions, labels });
  }
};

const putWindow = (room: MonitoringRoom, status: string, reason: string) => {
  const window: WindowItem = {
    ...{ start: '2024-03-01T00:00:00.000Z', end: '2024-04-01T00:00:00.000Z', version: 1, revision: 1 },
    ...{ status, reason, rows: 900, sketchDigest: '', isConfirmed: false, reportKey: '' },
    ...{ asOf: '2024-04-01T06:00:00.000Z', judgedAt: '2024-04-01T06:00:00.000Z' },
  };
  const item = { sk: windowKey(window.start, 1, 1), entity: 'window', data: { ...window } };
  return room.record('model', MODEL, item);
};

const room = async () => {
  const own = await monitoringRoom(
    watchedModel({
      monitoring: {
        ...{ bucket: '1d', driftWindow: 'calendar-month', labelMaturityDays: 1 },
        quality: { minimumRows: 300, windowDays: 14 },
      },
    }),
  );
  await putScores(
    own,
    'ct-1',
    'c-1',
    HOLDOUT.map((day) => scaled(day)),
  );
  return own;
};

/** Rides as long as those that the version promises its error for. */
function scaled({ day, predictions, labels }: JoinedDay): JoinedDay {
  const scale = (value: number) => (value * REACH) / 100;
  return { day, predictions: predictions.map(scale), labels: labels.map(scale) };
}

const served = (seed: string, factor = 1) =>
  drawDays({ seed, from: '2024-04-16', days: 14, rows: 60, factor: () => factor }).map(scaled);
const reportOf = (own: MonitoringRoom) => own.report('quality/ride-time/2024-05-01-v1.json');

test('F-09 the same inputs with other outcomes: a breach, and the report says that their meaning changed', async () => {
  const own = await room();
  await putWindow(own, 'changed', 'changed below their thresholds: 2 features');
  await putJoined(own, served('flip', 1.8));
  expect(await own.judgeDay()).toMatchObject({ status: 'breached' });
  const { concept } = await reportOf(own);
  expect(concept).toMatchObject({ cause: 'concept', errors: { metric: 'mae', status: 'rose' } });
  expect(concept?.sentence).toContain('though no input drifted: what the inputs mean has changed');
  expect(concept?.detectors.find(({ detector }) => detector === 'page-hinkley')?.since).toMatch(
    /^2024-04-1\d$/,
  );
});

test('longer rides with the errors that long rides have: a breach, and the inputs changed alone', async () => {
  const own = await room();
  await putWindow(own, 'drifted', 'distance 1.20 (0.25)');
  const longer = served('longer').map(({ day, predictions, labels }) => {
    const rows = [...predictions.keys()].filter((row) => (predictions[row] ?? 0) > 0.55 * REACH);
    return {
      day,
      predictions: rows.map((row) => predictions[row] ?? 0),
      labels: rows.map((row) => labels[row] ?? 0),
    };
  });
  await putJoined(own, longer);
  expect(await own.judgeDay()).toMatchObject({ status: 'breached' });
  const { concept } = await reportOf(own);
  expect(concept).toMatchObject({ cause: 'covariate', errors: { status: 'rose' } });
  expect(concept?.sentence).toContain('the inputs changed, not what they mean');
});

test('a restored version is held against the contest that it won last', async () => {
  const own = await room();
  const decided = {
    ...{ contestId: 'ct-9', candidateId: 'c-9', requestId: 'rr-9', cause: 'quality', revision: 'r1' },
    ...{ asOf: '2024-04-10T00:00:00Z', datasetVersion: 1, championVersion: 2, status: 'decided' },
    ...{
      outcome: 'restored',
      winner: 1,
      openedAt: '2024-04-10T00:00:00Z',
      decidedAt: '2024-04-10T01:00:00Z',
    },
  };
  await own.record('model', MODEL, { sk: contestKey('ct-9'), entity: 'contest', data: decided });
  await putScores(own, 'ct-9', 'v1', served('restored', 3));
  await putJoined(own, served('now'));
  await own.judgeDay();
  expect((await reportOf(own)).concept?.errors).toMatchObject({ status: 'fell' });
});

test('F-06 without the scores of the contest quality is judged all the same, and the cause is unknown', async () => {
  const own = await monitoringRoom();
  await putJoined(own, served('now', 2));
  expect(await own.judgeDay()).toMatchObject({ status: 'breached' });
  expect((await reportOf(own)).concept).toMatchObject({ cause: 'unknown', calibration: [] });
});

test('F-06 labels that come late: no alarm before the days are mature, and the verdict names the day', async () => {
  const own = await monitoringRoom(
    watchedModel({
      monitoring: {
        ...{ bucket: '1d', driftWindow: 'calendar-month', labelMaturityDays: 10 },
        quality: { minimumRows: 300, windowDays: 14 },
      },
    }),
  );
  const day = (index: number) => `2024-04-${String(18 + (index % 13)).padStart(2, '0')}T12:00:00Z`;
  await own.captured('april', own.events('april', 13 * 40), { day });
  // Labels of bad answers are there at once; three days are mature on the first of May.
  await putJoined(own, drawDays({ seed: 'late', from: '2024-04-18', days: 13, rows: 40, shift: 50 }));
  const verdict = await own.judgeDay();
  expect(verdict).toMatchObject({ status: 'inconclusive', isConfirmed: false });
  expect(verdict.reason).toBe(
    '120 labelled rows on 3 mature days, 300 needed; at this pace there will be enough on 2024-05-06',
  );
  const { maturity, concept } = await reportOf(own);
  expect(concept).toBeUndefined();
  expect(maturity).toMatchObject({ matureBefore: '2024-04-21', missingRows: 180, enoughBy: '2024-05-06' });
  expect(maturity?.cohorts).toHaveLength(13);
  expect(maturity?.cohorts.filter(({ isMature }) => isMature)).toHaveLength(3);
  expect(maturity?.cohorts[12]).toEqual({ day: '2024-04-30', answered: 40, labelled: 40, isMature: false });
  expect(await own.judgeDay('2024-05-06', '2024-05-06T06:00:00.000Z')).toMatchObject({ status: 'breached' });
});

test('F-06 answers without a label are counted, and nothing is forecast', async () => {
  const own = await monitoringRoom();
  await own.captured('april', own.events('april', 60));
  expect(await own.judgeDay()).toMatchObject({
    status: 'no-data',
    reason: 'no mature label of a row that this version answered',
  });
  const { maturity } = await reportOf(own);
  expect(maturity?.cohorts.every(({ answered, labelled }) => answered === 2 && labelled === 0)).toBe(true);
  expect(maturity).toMatchObject({ missingRows: 100, enoughBy: null });
});

test('groups that the model names are compared, from the cells that were joined; older joins have none', async () => {
  const bias = { columns: ['stops'], minimumRows: 30 };
  const quality = { minimumRows: 100, windowDays: 14 };
  const own = await monitoringRoom(watchedModel({ monitoring: { bucket: '1d', quality, bias } }));
  const [first, ...others] = served('groups');
  await putJoined(own, first === undefined ? [] : [first]);
  for (const { day, predictions, labels } of others) {
    const stops = labels.map((_, row) => String(row % 3));
    const key = joinedKey({ model: MODEL, version: 1, bucketStart: `${day}T00`, joinId: 'jn-1' });
    // Rides with two stops take longer than anybody says.
    const later = labels.map((label, row) => label + (row % 3 === 2 ? 3 : 0));
    const rowIds = labels.map((_, row) => `${day}-${row}`);
    await own.put('lake', key, { rowIds, predictions, labels: later, sensitive: { stops } });
  }
  await own.judgeDay();
  expect((await reportOf(own)).bias).toMatchObject({
    columns: [
      {
        ...{ column: 'stops', reference: '0' },
        groups: [
          { group: '1', rows: 260, metrics: [{ metric: 'mean-error', limit: 0.25 }] },
          { group: '2', rows: 260, metrics: [{ metric: 'mean-error', limit: 0.25, status: 'outside' }] },
        ],
      },
    ],
  });
});
