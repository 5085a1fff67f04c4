/** The first three months, a broken file among them, until both models serve. */
import type { Registry } from '#ports/registry';
import type { Connection } from '../connect.ts';
import { readModel } from '../queries/read-models.ts';
import type { FlightsData } from './flights-data.ts';
import { landing } from './landing.ts';
import { MODELS, type Story } from './story.ts';
import { waitFor } from './wait-for.ts';

const BROKEN = 'flight_id,time_hour,carrier\n1,2013-02-01T05:00:00Z,UA\n2,oops\n';

export async function landFirstMonths(
  { names }: Connection,
  registry: Registry,
  data: FlightsData,
  say: (line: string) => void,
): Promise<Story['landed']> {
  const intake = landing(names.bucket('landing'), registry);
  let rows = 0;
  const landMonth = async (month: string) => {
    const upload = await intake.land(`flights/${month}.csv`, data.monthFile(month));
    const sk = `VERSION#${String(upload.version).padStart(6, '0')}`;
    const version = await registry.get({ kind: 'dataset', name: 'flights' }, sk);
    const own = Number(version?.data['rows'] ?? 0);
    rows += own;
    const took = `${upload.milliseconds} ms`;
    say(`${month}: ${own} flights landed, dataset version ${upload.version ?? '-'} after ${took}`);
  };
  await landMonth('2013-01');
  await landMonth('2013-02');
  const broken = await intake.land('flights/broken.csv', BROKEN);
  const reason = broken.reasons?.[0];
  const why = `${reason?.code ?? '-'}: ${reason?.received ?? '-'}`;
  say(`broken.csv: ${broken.status}, line ${reason?.line ?? '-'}, ${why}`);
  await landMonth('2013-03');
  for (const model of MODELS) {
    await waitFor(`${model} serves v1`, async () => {
      const item = await registry.get({ kind: 'model', name: model }, 'ALIAS#champion');
      return item?.data['version'] === 1 ? true : undefined;
    });
    const promised = (await readModel(registry, model)).versions[0]?.promised;
    say(
      `${model}: v1 serves; it promises ${promised?.metric ?? '-'} ${promised?.value.toPrecision(4) ?? '-'}`,
    );
  }
  return { rows, quarantined: 1 };
}
