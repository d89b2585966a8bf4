import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

import { LOOPBACK, freePort } from '../ports';
import { startDatabaseSwitch } from './database-switch';
import type { DatabaseSwitch } from './database-switch';

let database: Server;
let databaseSwitch: DatabaseSwitch;
let url: string;

beforeEach(async () => {
  database = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  database.listen(0, LOOPBACK);
  await once(database, 'listening');
  const port = await freePort();
  databaseSwitch = await startDatabaseSwitch(port, (database.address() as AddressInfo).port);
  url = `http://${LOOPBACK}:${port}`;
});
afterEach(async () => {
  await databaseSwitch.close();
  database.close();
});

function open(): Socket {
  return connect(databaseSwitch.databasePort, LOOPBACK).on('error', () => undefined);
}

const ended = (socket: Socket) => once(socket, 'close');

async function answers(): Promise<void> {
  const socket = open();
  socket.write('hello');
  const [data] = (await once(socket, 'data')) as [Buffer];
  expect(data.toString()).toBe('hello');
  socket.destroy();
}

const turn = async (position: string, method = 'PUT') => (await fetch(`${url}/${position}`, { method })).status;

it('leads to the database until it is switched off, and again once it is on', async () => {
  await answers();
  expect(await turn('off')).toBe(204);
  await ended(open());
  expect(await turn('on')).toBe(204);
  await answers();
});

it('drops what is open when it is switched off', async () => {
  const socket = open();
  socket.write('hello');
  await once(socket, 'data');
  await turn('off');
  await ended(socket);
});

it('knows nothing else', async () => {
  expect(await turn('elsewhere')).toBe(404);
  expect(await turn('off', 'GET')).toBe(404);
  await answers();
});
