/** Whether a port of the loopback interface can be had, told before a process fails over it. */
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { PortBusyError } from './errors.ts';

export const LOOPBACK = '127.0.0.1';

/** A process of several threads that was killed keeps its sockets for a moment after it looks gone. */
const RELEASE_SECONDS = 2;
const POLL_MILLISECONDS = 50;

export interface PortClaim {
  readonly port: number;
  /** Who wants the port, for the message. */
  readonly title: string;
  /** Command-line flag that changes it. */
  readonly flag: string;
  /** True when a process of ours held it just before: it is then waited for. */
  readonly wasOurs: boolean;
}

/** @throws PortBusyError */
export async function assertPortFree({ port, title, flag, wasOurs }: PortClaim): Promise<void> {
  if (await (wasOurs ? isReleased(port) : isPortFree(port))) return;
  throw new PortBusyError(`port ${port} is in use`, {
    where: `${LOOPBACK}:${port}`,
    received: `another program listens there, ${title} was to`,
    fix: `stop that program, or choose another port: gyre local up ${flag} ${port + 10}`,
  });
}

/** Waits, for a moment at most, until a process that was stopped has given its port back. */
export async function isReleased(port: number): Promise<boolean> {
  const deadline = performance.now() + RELEASE_SECONDS * 1000;
  while (!(await isPortFree(port))) {
    if (performance.now() >= deadline) return false;
    await pause(POLL_MILLISECONDS);
  }
  return true;
}

function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: LOOPBACK, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
