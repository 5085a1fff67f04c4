import type { WindowReport } from './window-report.ts';

/** Placeholder-free minimal page: the verdict as text. */
export function windowReportPage(report: WindowReport): string {
  const escape = (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  return `<!doctype html><meta charset="utf-8"><title>${escape(report.model)}</title><pre>${escape(JSON.stringify(report, null, 2))}</pre>`;
}
