import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { ClientRequest, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { until } from '../../../../test/support/until';
import { BodyRoom } from './body-room';

describe('BodyRoom', () => {
  let server: Server;
  let arrived: number;

  beforeEach(async () => {
    const room = new BodyRoom({ maxBytes: 6, allBytes: 10 });
    arrived = 0;
    server = createServer((incoming, response) => {
      incoming.once('readable', () => (arrived += 1));
      const own = incoming.headers['x-max-bytes'];
      const maxBytes = own === undefined ? undefined : Number(own);
      const answer = room.withBody(incoming, (body) => Promise.resolve(`${body.length} bytes`), maxBytes);
      void answer.then((what) => response.writeHead(200, { connection: 'close' }).end(what));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  function begin(
    piece: string,
    headers: Readonly<Record<string, string>> = {}
  ): { readonly sent: ClientRequest; readonly answer: Promise<string> } {
    const { port } = server.address() as AddressInfo;
    const sent = request({ host: '127.0.0.1', port, method: 'POST', headers });
    sent.write(piece);
    const answer = new Promise<string>((resolve, reject) => {
      sent.on('response', (response) => void text(response).then(resolve, reject));
      sent.on('error', reject);
    });
    return { sent, answer };
  }

  const send = async (body: string) => {
    const { sent, answer } = begin(body);
    sent.end();
    return await answer;
  };

  it('takes bodies up to its length', async () => {
    expect(await send('123456')).toBe('6 bytes');
    expect(await send('1234567')).toBe('tooLong');
  });

  it('takes less where one may be no longer, though the rest is still to come', async () => {
    const { sent, answer } = begin('1234', { 'x-max-bytes': '3' });
    expect(await answer).toBe('tooLong');
    sent.destroy();
  });

  it('has room for so many at a time, and again once they are gone', async () => {
    const first = begin('123');
    const second = begin('123');
    await until(() => arrived === 2);
    expect(await send('12345')).toBe('noRoom');
    expect(await send('1234')).toBe('4 bytes');
    first.sent.end();
    expect(await first.answer).toBe('3 bytes');
    expect(await send('12345')).toBe('5 bytes');
    second.sent.end();
    expect(await second.answer).toBe('3 bytes');
  });

  it('has the longest that is under way give way to a shorter one', async () => {
    const long = begin('123456');
    await until(() => arrived === 1);
    expect(await send('12345')).toBe('5 bytes');
    expect(await long.answer).toBe('noRoom');
    long.sent.end('6');
    expect(await send('123456')).toBe('6 bytes');
  });
});
