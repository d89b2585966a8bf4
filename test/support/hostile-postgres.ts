import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

import { READY, WELCOME, all, int16, int32, message, text } from './postgres-messages';

/** What stands where PostgreSQL should and means harm, or has gone mad. */
export interface HostileServer {
  readonly port: number;
  /** Connections that are open now. */
  openConnections(): number;
  /** Ends them all. */
  cut(): void;
  close(): Promise<void>;
}

/** @param onConnection does harm to whoever connects */
export async function startHostileServer(onConnection: (socket: Socket) => void): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    openConnections: () => sockets.size,
    cut,
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A way to do harm: what is answered to the first, the second, … piece that the other end sends. */
export interface Harm {
  readonly name: string;
  readonly tlsMode: 'disable' | 'require';
  /** Answers in turn; the last one again and again. Nothing is answered where there is none. */
  readonly answers: readonly Buffer[];
  /** Whether the connection is closed after the last answer. */
  readonly closes?: boolean;
}

/** Does the harm to each connection. */
export function doing({ answers, closes = false }: Harm): (socket: Socket) => void {
  return (socket) => {
    let pieces = 0;
    socket.on('data', () => {
      const answer = answers[Math.min(pieces, answers.length - 1)];
      pieces += 1;
      if (answer !== undefined) {
        socket.write(answer);
      }
      if (closes && pieces >= answers.length) {
        socket.end();
      }
    });
  };
}

/** Leads on to a real server and changes nothing. */
export function leadingTo(real: { host: string; port: number }): (socket: Socket) => void {
  return bending(real, Infinity, 0);
}

/** Leads on to a real server, and gives one byte of all that it says another value. */
export function bending(real: { host: string; port: number }, place: number, byte: number): (socket: Socket) => void {
  return (socket) => {
    const behind = connect(real.port, real.host);
    let sentBytes = 0;
    behind.on('error', () => socket.destroy());
    behind.on('close', () => socket.destroy());
    socket.on('close', () => behind.destroy());
    socket.pipe(behind);
    behind.on('data', (chunk) => {
      const at = place - sentBytes;
      if (at >= 0 && at < chunk.length) {
        chunk[at] = byte;
      }
      sentBytes += chunk.length;
      socket.write(chunk);
    });
  };
}

/** Bytes that begin no message. */
const GARBAGE: Readonly<Record<string, Buffer>> = {
  'an HTTP answer': Buffer.from('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'),
  zeros: Buffer.alloc(1024),
  'the highest bytes': Buffer.alloc(1024, 0xff),
  'an unknown message': message('?', Buffer.alloc(3)),
  'a length of 0': Buffer.from([0x44, 0, 0, 0, 0]),
  'a length of 3': Buffer.from([0x54, 0, 0, 0, 3, 0, 0]),
  'a length of 2 GB': Buffer.from([0x44, 0x7f, 0xff, 0xff, 0xff]),
  'a negative length': Buffer.from([0x44, 0xff, 0xff, 0xff, 0xff]),
  'an error without an end': message('E', all(Buffer.from('M'), text('no'))),
  'a row that tells more than it holds': message('D', all(int16(500), int32(9))),
  'a negative number of columns': message('T', int16(-7)),
  'a sign-in nobody knows': message('R', int32(99)),
  'a SCRAM answer that nobody asked for': message('R', all(int32(11), Buffer.from('r=x,s=y,i=4096'))),
  'a SCRAM end that nobody asked for': message('R', all(int32(12), Buffer.from('v=z'))),
  'a TLS alert': Buffer.from([0x15, 3, 3, 0, 2, 2, 40]),
};

/** In order, but not to be answered so. */
const OUT_OF_TURN: Readonly<Record<string, Buffer>> = {
  'rows without a description': all(message('D', all(int16(1), int32(1), Buffer.from('x'))), READY),
  'an answer to nothing': all(READY, READY, READY),
  'a copy that nobody asked for': message('G', all(Buffer.from([0]), int16(0))),
  'an error and another': all(
    message('E', all(Buffer.from('M'), text('no'), Buffer.from([0]))),
    message('E', all(Buffer.from('M'), text('no'), Buffer.from([0])))
  ),
};

const HALF = message('D', all(int16(1), int32(100_000), Buffer.alloc(500)));

const named = (stage: string, bytes: Readonly<Record<string, Buffer>>, answers: (harm: Buffer) => Buffer[]): Harm[] =>
  Object.entries(bytes).map(([name, harm]) => ({
    name: `${name} ${stage}`,
    tlsMode: 'disable',
    answers: answers(harm),
    closes: stage.includes('closes'),
  }));

/** What ends a query at once. */
export const HARMS: readonly Harm[] = [
  ...named('at sign-in', GARBAGE, (harm) => [harm]),
  ...named('at a query', GARBAGE, (harm) => [WELCOME, harm]),
  ...named('at a query, and closes', OUT_OF_TURN, (harm) => [WELCOME, harm]),
  ...named('where TLS is asked for', GARBAGE, (harm) => [harm]).map((harm) => ({
    ...harm,
    tlsMode: 'require' as const,
  })),
  ...named('in TLS', GARBAGE, (harm) => [all(Buffer.from('S')), harm]).map((harm) => ({
    ...harm,
    tlsMode: 'require' as const,
    closes: true,
  })),
  {
    name: 'the end in the middle of a message',
    tlsMode: 'disable',
    answers: [WELCOME, HALF.subarray(0, 40)],
    closes: true,
  },
  { name: 'the end at once', tlsMode: 'disable', answers: [Buffer.alloc(0)], closes: true },
];

/** What ends a query by its time limits alone. */
export const SILENCES: readonly Harm[] = [
  { name: 'silence at sign-in', tlsMode: 'disable', answers: [] },
  { name: 'silence where TLS is asked for', tlsMode: 'require', answers: [] },
  { name: 'silence in TLS', tlsMode: 'require', answers: [Buffer.from('S'), Buffer.alloc(0)] },
  { name: 'silence at a query', tlsMode: 'disable', answers: [WELCOME, Buffer.alloc(0)] },
  { name: 'half a message and silence', tlsMode: 'disable', answers: [WELCOME, HALF.subarray(0, 40), Buffer.alloc(0)] },
  {
    name: 'half a header and silence',
    tlsMode: 'disable',
    answers: [WELCOME, Buffer.from([0x44, 0]), Buffer.alloc(0)],
  },
];
