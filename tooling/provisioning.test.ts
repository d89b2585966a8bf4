import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

import { rulesFile } from '../alerting/file-schemas';
import { parseSettings } from '../src/model/settings';
import { PLUGIN_ID, ROOT } from './paths';

/** The provisioned data source and dashboards, against what Grafana documents of such files. */

const PROVISIONING = join(ROOT, 'provisioning');

const datasourcesFile = z.strictObject({
  apiVersion: z.literal(1),
  datasources: z.tuple([
    z.strictObject({
      name: z.string().min(1),
      // Grafana takes at most 40 characters of these kinds.
      uid: z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/),
      type: z.literal(PLUGIN_ID),
      access: z.literal('proxy'),
      jsonData: z.record(z.string(), z.string()),
      secureJsonData: z.record(z.string(), z.string()),
    }),
  ]),
});

const dashboardsFile = z.strictObject({
  apiVersion: z.literal(1),
  providers: z.tuple([
    z.strictObject({
      name: z.string().min(1),
      type: z.literal('file'),
      folder: z.string().min(1),
      allowUiUpdates: z.literal(false),
      disableDeletion: z.boolean(),
      updateIntervalSeconds: z.number().int().min(10),
      options: z.strictObject({ path: z.string().startsWith('/') }),
    }),
  ]),
});

const read = (path: string): unknown => parse(readFileSync(join(PROVISIONING, path), 'utf8'));
const [datasource] = datasourcesFile.parse(read('datasources/sre-metrics.yaml')).datasources;
const [provider] = dashboardsFile.parse(read('dashboards/sre-metrics.yaml')).providers;

/** Replaces variables as Grafana does in these files; one that is not set is blank. */
function expand(values: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      value.replaceAll(/\$\{?(\w+)\}?/g, (_match, name: string) => env[name] ?? ''),
    ])
  );
}

function settingsWith(env: Readonly<Record<string, string>>) {
  return parseSettings(expand(datasource.jsonData, env), expand(datasource.secureJsonData, env));
}

it('holds the folders that Grafana reads, with YAML alone', () => {
  expect(readdirSync(PROVISIONING).sort()).toEqual(['alerting', 'dashboards', 'datasources']);
  const files = readdirSync(PROVISIONING, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.filter(({ name }) => !name.endsWith('.yaml'))).toEqual([]);
});

it('puts dashboards into the folder of the alert rules', () => {
  const { groups } = rulesFile.parse(read('alerting/rules.yaml'));
  expect(new Set(groups.map(({ folder }) => folder))).toEqual(new Set([provider.folder]));
});

it('reads the dashboards of the installed plugin', () => {
  expect(provider.options.path).toBe(`/var/lib/grafana/plugins/${PLUGIN_ID}/dashboards`);
});

describe('the data source', () => {
  const REQUIRED = {
    SRE_METRICS_HOST: 'db.example.com',
    SRE_METRICS_DATABASE: 'stackflow',
    SRE_METRICS_USER: 'grafana_plugin',
    SRE_METRICS_PASSWORD: 'p',
  };

  it('holds no value but what the environment gives', () => {
    const values = Object.values({ ...datasource.jsonData, ...datasource.secureJsonData });
    expect(values.filter((value) => !/^\$SRE_METRICS_[A-Z_]+$/.test(value))).toEqual([]);
  });

  it('works with the required variables alone, by the defaults', () => {
    expect(settingsWith(REQUIRED)).toMatchObject({
      ok: true,
      settings: { host: 'db.example.com', port: 5432, tls: { mode: 'verify', caPem: null } },
    });
  });

  it('takes port, TLS mode and certificate authority', () => {
    expect(settingsWith({ ...REQUIRED, SRE_METRICS_PORT: '6000', SRE_METRICS_TLS_MODE: 'disable' })).toMatchObject({
      settings: { port: 6000, tls: { mode: 'disable' } },
    });
    expect(settingsWith({ ...REQUIRED, SRE_METRICS_CA_CERT: 'PEM' })).toMatchObject({
      settings: { tls: { mode: 'verify', caPem: 'PEM' } },
    });
  });

  it.each(Object.keys(REQUIRED))('is told as incomplete without %s', (name) => {
    expect(settingsWith({ ...REQUIRED, [name]: '' })).toMatchObject({
      ok: false,
      field: name.replace('SRE_METRICS_', '').toLowerCase(),
    });
  });
});
