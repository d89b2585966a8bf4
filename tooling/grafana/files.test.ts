import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse } from 'yaml';

import { BUNDLE } from '../backend-bundle';
import { PLUGIN_ID, ROOT } from '../paths';
import { layOutGrafana } from './files';

let folder: string;
let built: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'grafana-files-'));
  built = mkdtempSync(join(tmpdir(), 'grafana-built-'));
  mkdirSync(join(built, 'dashboards'));
  ['plugin.json', 'module.js', BUNDLE].forEach((name) => writeFileSync(join(built, name), name));
});
afterEach(() => [folder, built].forEach((path) => rmSync(path, { recursive: true })));

const read = (path: string) => readFileSync(join(folder, path), 'utf8');

it('puts the built plugin where Grafana looks for plugins', () => {
  layOutGrafana(folder, { port: 3000, built });
  expect(read(`plugins/${PLUGIN_ID}/plugin.json`)).toBe('plugin.json');
  // What is built later is seen too.
  writeFileSync(join(built, 'module.js'), 'new');
  expect(read(`plugins/${PLUGIN_ID}/module.js`)).toBe('new');
});

it('hands on the provisioning of the checkout, with dashboards from the plugin that is there', () => {
  layOutGrafana(folder, { port: 3000, built });
  const files = (path: string) =>
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();
  expect(files(join(folder, 'provisioning'))).toEqual(files(join(ROOT, 'provisioning')));
  expect(parse(read('provisioning/dashboards/sre-metrics.yaml'))).toMatchObject({
    providers: [{ options: { path: join(folder, 'plugins', PLUGIN_ID, 'dashboards') } }],
  });
  expect(read('provisioning/datasources/sre-metrics.yaml')).toBe(
    readFileSync(join(ROOT, 'provisioning/datasources/sre-metrics.yaml'), 'utf8')
  );
});

it('provisions other dashboards, and opens on a page, where it is told to', () => {
  const configuration = layOutGrafana(folder, { port: 3000, built, dashboards: '/elsewhere', homePage: '/d/first' });
  expect(parse(read('provisioning/dashboards/sre-metrics.yaml'))).toMatchObject({
    providers: [{ options: { path: '/elsewhere' } }],
  });
  expect(readFileSync(configuration, 'utf8')).toContain('[users]\nhome_page = /d/first\n');
});

it('configures Grafana to keep to itself', () => {
  const configuration = readFileSync(layOutGrafana(folder, { port: 3210, built }), 'utf8');
  const lines = configuration.split('\n');
  // Before any section, where alone Grafana reads it.
  expect(lines[0]).toBe('app_mode = development');
  expect(lines).toEqual(
    expect.arrayContaining([
      '[server]',
      'http_addr = 127.0.0.1',
      'http_port = 3210',
      '[auth]',
      'token_rotation_interval_minutes = 1440',
      '[auth.anonymous]',
      'org_role = Viewer',
      `allow_loading_unsigned_plugins = ${PLUGIN_ID}`,
      `plugins = ${join(folder, 'plugins')}`,
      `data = ${join(folder, 'data')}`,
    ])
  );
  expect(configuration).not.toMatch(/password/);
});

it('says that the plugin is not built, and makes nothing', () => {
  rmSync(join(built, 'module.js'));
  rmSync(join(built, 'dashboards'), { recursive: true });
  expect(() => layOutGrafana(folder, { port: 3000, built })).toThrow(
    `The plugin is not built: ${built} lacks module.js, dashboards. Run "npm run build" first.`
  );
  expect(readdirSync(folder)).toEqual([]);
});
