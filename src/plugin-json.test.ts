import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { renderMarkdown } from '@grafana/data';

import manifest from './plugin.json';

test('the plugin is a data source whose backend Grafana launches and alerts on', () => {
  expect(manifest).toMatchObject({
    type: 'datasource',
    id: 'stackflow-sremetrics-datasource',
    name: 'StackFlow SRE Metrics',
    executable: 'gpx_sre_metrics',
    backend: true,
    alerting: true,
    metrics: true,
    annotations: true,
    streaming: false,
  });
});

test('its id has the form that Grafana asks for, and ends in its type', () => {
  expect(manifest.id).toMatch(/^[0-9a-z]+-[0-9a-z]+-datasource$/);
});

test('it runs from Grafana 12.3, pre-releases included', () => {
  expect(manifest.dependencies.grafanaDependency).toBe('>=12.3.0-0');
});

test('its logos exist, and the build fills in version and date', () => {
  for (const logo of Object.values(manifest.info.logos)) {
    expect(existsSync(join(__dirname, logo))).toBe(true);
  }
  expect(manifest.info).toMatchObject({ version: '%VERSION%', updated: '%TODAY%' });
});

test("the pictures and links of its page pass Grafana's filter", () => {
  const page = document.createElement('div');
  page.innerHTML = renderMarkdown(readFileSync(join(__dirname, 'README.md'), 'utf8'));
  const pictures = [...page.querySelectorAll('img')].map((picture) => picture.getAttribute('src'));
  const links = [...page.querySelectorAll('a')].map((link) => link.getAttribute('href'));
  expect(pictures.length).toBeGreaterThan(1);
  expect(pictures.filter((address) => address?.startsWith(`./public/plugins/${manifest.id}/img/`) !== true)).toEqual(
    []
  );
  expect(links.length).toBeGreaterThan(1);
  expect(links.filter((address) => address?.startsWith('https://') !== true)).toEqual([]);
});
