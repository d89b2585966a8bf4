import { existsSync } from 'node:fs';
import { join } from 'node:path';

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
