import { cleanText } from '../table.ts';
import { annotationsOf } from './annotations.ts';
import type { FilesVerdict } from './judge-files.ts';

/**
 * Lines that GitHub Actions shows beside a run: an error for a column that drifted, a warning for one that changed, and
 * the verdict as a notice. GitHub shows ten of each level a step, so the most urgent come first.
 * @see https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
export function githubFormat(verdict: FilesVerdict): string {
  const { status, reason, window } = verdict;
  const [file = ''] = window.files;
  const lines = annotationsOf(verdict).flatMap(({ level, column, message }) =>
    level === 'error' || level === 'warning'
      ? [`::${level} file=${property(file)},title=${property(`gyre drift: ${column}`)}::${text(message)}`]
      : [],
  );
  const title = property('gyre drift');
  return [...lines, `::notice title=${title}::${text(`${status}: ${reason} (${window.rows} rows)`)}`].join(
    '\n',
  );
}

/** No sign of a line's end is left in a text. @example of `a:b,c`: `a%3Ab%2Cc` */
function property(value: string): string {
  return text(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function text(value: string): string {
  return cleanText(value).replaceAll('%', '%25');
}
