import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A PostgreSQL of a test's own, to be stopped and started; in a process of its own, as jest cannot load it. */
export interface OwnServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  pause(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface TlsPair {
  readonly certPem: string;
  readonly keyPem: string;
}

export type ServerCommand =
  { readonly action: 'start'; readonly tls: TlsPair | null } | { readonly action: 'pause' | 'restart' | 'stop' };
export type ServerReply = { readonly port: number } | { readonly error: string };

/** @param tls offered with this certificate; null: not at all */
export async function startOwnServer(tls: TlsPair | null): Promise<OwnServer> {
  const child = fork(join(__dirname, 'own-server-process.ts'), { execArgv: ['--import', 'tsx'] });
  const send = async (command: ServerCommand): Promise<number> => {
    child.send(command);
    const [reply] = (await once(child, 'message')) as [ServerReply];
    if ('error' in reply) {
      throw new Error(reply.error);
    }
    return reply.port;
  };
  const port = await send({ action: 'start', tls });
  return {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: 'embedded',
    pause: async () => {
      await send({ action: 'pause' });
    },
    restart: async () => {
      await send({ action: 'restart' });
    },
    stop: async () => {
      await send({ action: 'stop' });
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
