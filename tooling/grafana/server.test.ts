import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { standInGrafana } from '../../test/support/stand-in-grafana';
import type { StandInGrafana, StandInOptions } from '../../test/support/stand-in-grafana';
import { until } from '../../test/support/until';
import { freePort } from '../ports';
import { findGrafana } from './home';
import { startGrafana } from './server';
import type { GrafanaServer } from './server';

let folder: string;
let grafana: StandInGrafana;
let server: GrafanaServer | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grafana-server-'));
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  grafana.remove();
  rmSync(folder, { recursive: true });
});

async function start(options: StandInOptions = {}, signal = new AbortController().signal) {
  grafana = standInGrafana(options);
  const home = await findGrafana({ GRAFANA_HOME: grafana.home });
  const port = await freePort();
  const configuration = join(folder, 'grafana.ini');
  writeFileSync(configuration, `[server]\nhttp_addr = 127.0.0.1\nhttp_port = ${port}\n`);
  const env = { SRE_METRICS_HOST: '127.0.0.1' };
  server = await startGrafana({ home, configuration, port, adminPassword: 'secret', env, signal });
  return { port, configuration, server };
}

const isUp = (port: number) =>
  fetch(`http://127.0.0.1:${port}/api/health`).then(
    ({ ok }) => ok,
    () => false
  );

it('starts the server of its home with this configuration, and waits until it answers', async () => {
  const { port, configuration } = await start();
  expect(await isUp(port)).toBe(true);
  expect(grafana.noted().args).toEqual(['server', '--homepath', grafana.home, '--config', configuration]);
});

it('starts grafana-server without a command', async () => {
  const { configuration } = await start({ executable: 'grafana-server' });
  expect(grafana.noted().args).toEqual(['--homepath', grafana.home, '--config', configuration]);
});

it('passes on the password and what provisioned files ask for, but no GF_ variable of the shell', async () => {
  process.env['GF_SERVER_HTTP_ADDR'] = '0.0.0.0';
  try {
    await start();
  } finally {
    delete process.env['GF_SERVER_HTTP_ADDR'];
  }
  const { env } = grafana.noted();
  expect(env).toMatchObject({ SRE_METRICS_HOST: '127.0.0.1', GF_SECURITY_ADMIN_PASSWORD: 'secret' });
  expect(Object.keys(env).filter((name) => name.startsWith('GF_'))).toEqual(['GF_SECURITY_ADMIN_PASSWORD']);
});

it('asks the server to end, and waits for it', async () => {
  const { port, server: running } = await start();
  await running.stop();
  expect(grafana.goodbye()).toBe('SIGTERM');
  expect(await isUp(port)).toBe(false);
  await running.stop();
});

it('tells the last words of a server that does not start', async () => {
  await expect(start({ behaviour: 'fails' })).rejects.toThrow(
    'Grafana ended (3): a first word\nthe database is locked'
  );
});

it('tells that a server ended by itself', async () => {
  const { port, server: running } = await start();
  await fetch(`http://127.0.0.1:${port}/end`).catch(() => undefined);
  await expect(running.ended).rejects.toThrow('Grafana ended (4): a first word\ntold to end');
});

it('gives up a start, and leaves nothing running', async () => {
  const controller = new AbortController();
  const starting = start({ behaviour: 'starts' }, controller.signal);
  starting.catch(() => undefined);
  await until(() => grafana.isStarted());
  controller.abort();
  await expect(starting).rejects.toMatchObject({ name: 'AbortError' });
  expect(grafana.goodbye()).toBe('SIGTERM');
});
