/** The demo's result for people: the table of decisions, whether the ending is the expected one, and the figures. */
import type { Paper } from '../output.ts';
import type { Story } from './story.ts';

export interface DemoData extends Story {
  readonly differences: readonly string[];
  readonly isCompared: boolean;
  readonly report: string;
  readonly preparationSeconds: number;
  readonly seconds: number;
}

export function drawStory(data: DemoData, paper: Paper): string {
  const table = paper.table(
    [
      { title: 'MODEL', value: (line) => line.model },
      { title: 'AS OF', value: (line) => line.at },
      { title: 'CAUSE', value: (line) => line.cause },
      { title: 'OUTCOME', value: (line) => line.outcome },
      { title: 'VERSION', value: (line) => (line.modelVersion === null ? '-' : `v${line.modelVersion}`) },
      { title: 'WHY', value: (line) => line.why },
    ],
    data.decisions,
  );
  return [table, verdict(data), figures(data)].join('\n\n');
}

function verdict({ differences, isCompared }: DemoData): string {
  if (!isCompared) return 'the ending was not compared';
  if (differences.length === 0) return 'the ending is the expected one';
  return `THE ENDING DIFFERS:\n  ${differences.join('\n  ')}`;
}

function figures(data: DemoData): string {
  const { rows, nativeRows, alarms } = data;
  const counts = ({ sent, captured, sketched, joined }: typeof rows) =>
    `sent ${sent}, captured ${captured}, sketched ${sketched}, joined ${joined}`;
  return [
    `front door      ${counts(rows)}`,
    `native capture  ${counts(nativeRows)}`,
    `alarms          ${alarms.published} notifications published, ${alarms.started} contest started; ${alarms.links.map(({ link, ok }) => `${link} ${ok ? 'ok' : 'BROKEN'}`).join(', ')}`,
    `ledger          ${data.ledger.events} events, ${data.ledger.checkpoints} signed checkpoint, ${data.ledger.verified ? 'intact' : 'BROKEN'}`,
    `report          ${data.report}`,
    `time            prepared in ${data.preparationSeconds} s, played in ${data.seconds} s`,
  ].join('\n');
}
