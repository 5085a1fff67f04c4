/** What the processes of a container use of this machine. A container is a process group: its leader and whom it started. */
import { readdir, readFile } from 'node:fs/promises';

export interface GroupUse {
  /** Of all processors together, since they began. */
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** Clock ticks a second as /proc counts them, on every Linux. */
const TICKS = 100;

/** @returns undefined where the system does not tell it (macOS), or the group has ended */
export async function readGroupUse(leader: number): Promise<GroupUse | undefined> {
  const processes = await readdir('/proc').catch(() => []);
  const stats = await Promise.all(
    processes.filter((name) => /^\d+$/.test(name)).map(async (id) => ({ id, ...(await readStat(id)) })),
  );
  const members = stats.filter(({ group }) => group === leader);
  if (members.length === 0) return undefined;
  const memory = await Promise.all(members.map(({ id }) => residentBytes(id)));
  return {
    cpuSeconds: members.reduce((sum, { ticks = 0 }) => sum + ticks, 0) / TICKS,
    memoryBytes: memory.reduce((sum, bytes) => sum + bytes, 0),
  };
}

/** Empty for a process that ended meanwhile. */
async function readStat(id: string): Promise<{ readonly group?: number; readonly ticks?: number }> {
  const text = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
  // The name stands in brackets and may hold blanks and brackets itself.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // After the name: state, parent, group …, and as 12th and 13th the ticks in user and system mode.
  const [group, user, system] = [fields[2], fields[11], fields[12]].map(Number);
  if (group === undefined || user === undefined || system === undefined) return {};
  // One that has ended and that nobody asked for yet uses nothing.
  if (text === '' || fields[0] === 'Z') return {};
  return { group, ticks: user + system };
}

async function residentBytes(id: string): Promise<number> {
  const text = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(text) ?? [];
  return 1024 * Number(kilobytes);
}
