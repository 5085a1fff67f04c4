/** Whether a port of the loopback interface can be had, told before a process fails over it. */
import { createServer } from 'node:net';
import { PortBusyError } from './errors.ts';

export const LOOPBACK = '127.0.0.1';

/**
 * @param what  who wants the port, for the message
 * @param flag  command-line flag that changes it
 * @throws PortBusyError
 */
export async function assertPortFree(port: number, what: string, flag: string): Promise<void> {
  if (await isPortFree(port)) return;
  throw new PortBusyError(`port ${port} is in use`, {
    where: `${LOOPBACK}:${port}`,
    received: `another program listens there, ${what} was to`,
    fix: `stop that program, or choose another port: gyre local up ${flag} ${port + 10}`,
  });
}

function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: LOOPBACK, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
