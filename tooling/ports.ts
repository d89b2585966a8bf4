import { createServer } from 'node:net';

import { errorCode } from '../src/backend/aurora/advice';

/** TCP ports of this machine. */

export const LOOPBACK = '127.0.0.1';

/** A port on 127.0.0.1 that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, LOOPBACK, () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') {
          reject(new Error('No free port could be had.'));
        } else {
          resolve(address.port);
        }
      });
    });
  });
}

/** @throws Error that names the port where it cannot be listened on at 127.0.0.1 */
export function requireFreePort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', (error) => {
      const code = errorCode(error);
      reject(
        new Error(
          code === 'EADDRINUSE'
            ? `Port ${port} on ${LOOPBACK} is taken. Stop what uses it, or choose another port.`
            : `Port ${port} on ${LOOPBACK} cannot be used (${code}). Choose another port.`
        )
      );
    });
    probe.listen(port, LOOPBACK, () => probe.close(() => resolve()));
  });
}
