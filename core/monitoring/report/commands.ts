/** The lines that make a page again, or show what it was made of. */
import { html, type Markup, type Part } from '../html.ts';
import type { WindowReport } from '../window-report.ts';
import { section } from './section.ts';

/**
 * One word of a shell line, whatever is in it: a name must not become a command on the way through a clipboard.
 * @example shellWord('air-time') // 'air-time'
 * @example shellWord("it's") // `'it'\\''s'`
 */
export function shellWord(text: string): string {
  return /^[\w.:/-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export function commandsSection(
  lines: readonly (readonly [line: string, does: string])[],
  more?: Part,
): Markup {
  return section({
    title: 'Do it again',
    body: html`${lines.map(
      ([line, does]) =>
        html`<p class="soft small">${does}</p>
          <code class="command">${line}</code>`,
    )}
    ${more}`,
  });
}

export function commandsOf({ model, kind, windowStart, windowEnd }: WindowReport): Markup {
  const name = shellWord(model);
  const [start, day] = [shellWord(windowStart.slice(0, 10)), shellWord(windowEnd.slice(0, 10))];
  return commandsSection(
    kind === 'drift'
      ? [
          [`gyre drift show ${name} --window ${start}`, 'The figures of this window, input by input'],
          [`gyre report ${name} --at ${start}`, 'This page'],
          [
            `gyre drift replay ${name} --policy model.yaml --since 90d`,
            'What another policy would have said of this window and those before',
          ],
        ]
      : [
          [`gyre quality show ${name} --day ${day}`, 'The figures of this judgement, day by day'],
          [`gyre report ${name} --kind quality --at ${day}`, 'This page'],
          [
            `gyre drift replay ${name} --policy model.yaml --since 90d`,
            'Which alarms another policy would have raised',
          ],
        ],
  );
}
