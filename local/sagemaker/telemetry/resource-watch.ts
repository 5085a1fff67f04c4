/** Use of processor, memory and disk by the variants in service, once a minute as SageMaker tells it. */
import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { type GroupUse, readGroupUse } from './group-use.ts';
import type { MetricPublisher } from './metric-publisher.ts';

/** A variant in service, and the process that leads its container; none where it is being started. */
export interface ServedVariant {
  readonly endpoint: string;
  readonly variant: string;
  readonly pid: number | undefined;
}

const PERIOD_MILLISECONDS = 60_000;

export class ResourceWatch {
  readonly #metrics: MetricPublisher;
  /** Whose disk the containers use. */
  readonly #directory: string;
  readonly #variants: () => readonly ServedVariant[];
  readonly #before = new Map<number, { readonly use: GroupUse; readonly at: number }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(metrics: MetricPublisher, directory: string, variants: () => readonly ServedVariant[]) {
    this.#metrics = metrics;
    this.#directory = directory;
    this.#variants = variants;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.look(), PERIOD_MILLISECONDS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** One look at all variants. What the system does not tell is not published. */
  async look(): Promise<void> {
    const variants = this.#variants();
    if (variants.length === 0) return;
    const disk = await diskPercent(this.#directory);
    await Promise.all(
      variants.map(async ({ endpoint, variant, pid }) => {
        const use = pid === undefined ? undefined : await readGroupUse(pid);
        const cpu = pid === undefined || use === undefined ? undefined : this.#cpuPercent(pid, use);
        this.#metrics.resources(endpoint, variant, {
          ...(cpu === undefined ? {} : { CPUUtilization: cpu }),
          ...(use === undefined ? {} : { MemoryUtilization: (100 * use.memoryBytes) / totalmem() }),
          ...(disk === undefined ? {} : { DiskUtilization: disk }),
        });
      }),
    );
    const known = new Set(variants.map(({ pid }) => pid));
    for (const pid of this.#before.keys()) if (!known.has(pid)) this.#before.delete(pid);
  }

  /** Since the look before; 100 is one processor. */
  #cpuPercent(pid: number, use: GroupUse): number | undefined {
    const before = this.#before.get(pid);
    const at = performance.now();
    this.#before.set(pid, { use, at });
    if (before === undefined || at === before.at) return undefined;
    return Math.max(0, (100_000 * (use.cpuSeconds - before.use.cpuSeconds)) / (at - before.at));
  }
}

async function diskPercent(directory: string): Promise<number | undefined> {
  const disk = await statfs(directory).catch(() => undefined);
  return disk === undefined || disk.blocks === 0 ? undefined : 100 * (1 - disk.bavail / disk.blocks);
}
