/** Writes the fleet's dashboard for Grafana, made of the same panels as the one in CloudWatch. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { grafanaDashboard } from '#core/monitoring/metrics/grafana-dashboard';

/** From the root of the repository. */
export const GRAFANA_FILE = 'docs/reference/grafana/fleet.json';

/** As it is committed. */
export function grafanaText(): string {
  return `${JSON.stringify(grafanaDashboard(), undefined, 2)}\n`;
}

if (import.meta.main) {
  const file = join(import.meta.dirname, '..', GRAFANA_FILE);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, grafanaText());
}
