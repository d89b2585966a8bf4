import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { BUNDLE } from '../backend-bundle';
import { DIST, PLUGIN_ID, ROOT } from '../paths';
import { LOOPBACK } from '../ports';

/** Where the plugin's dashboards lie in Grafana's packages and images, and so in `provisioning/dashboards`. */
const USUAL_DASHBOARDS = `/var/lib/grafana/plugins/${PLUGIN_ID}/dashboards`;
const BUILT = ['plugin.json', 'module.js', 'dashboards', BUNDLE];

export interface LaidOut {
  readonly port: number;
  /** The plugin; default: what `npm run build` makes. */
  readonly built?: string;
  /** A folder with the dashboards that are provisioned; default: the plugin's own. */
  readonly dashboards?: string;
  /** What `/` leads to, a path; default: Grafana's own welcome. */
  readonly homePage?: string;
}

/**
 * Fills `folder` with all that a Grafana needs beside its own files: the built plugin, the
 * provisioning of this checkout, a configuration.
 *
 * @returns the configuration's path
 * @throws Error where the plugin is not built
 */
export function layOutGrafana(folder: string, { port, built = DIST, dashboards, homePage }: LaidOut): string {
  const missing = BUILT.filter((name) => !existsSync(join(built, name)));
  if (missing.length > 0) {
    throw new Error(`The plugin is not built: ${built} lacks ${missing.join(', ')}. Run "npm run build" first.`);
  }
  const plugins = join(folder, 'plugins');
  ['data', 'logs', 'plugins'].forEach((name) => mkdirSync(join(folder, name)));
  // A link, so that what "npm run dev" builds is what Grafana serves.
  symlinkSync(built, join(plugins, PLUGIN_ID), 'junction');
  layOutProvisioning(join(folder, 'provisioning'), plugins, dashboards);
  const configuration = join(folder, 'grafana.ini');
  writeFileSync(configuration, configurationText(folder, port, homePage));
  return configuration;
}

function layOutProvisioning(target: string, plugins: string, dashboards: string | undefined): void {
  cpSync(join(ROOT, 'provisioning'), target, { recursive: true });
  const provider = join(target, 'dashboards/sre-metrics.yaml');
  const text = readFileSync(provider, 'utf8');
  if (!text.includes(USUAL_DASHBOARDS)) {
    throw new Error(`provisioning/dashboards/sre-metrics.yaml does not read from ${USUAL_DASHBOARDS} any more.`);
  }
  writeFileSync(provider, text.replaceAll(USUAL_DASHBOARDS, dashboards ?? join(plugins, PLUGIN_ID, 'dashboards')));
}

function configurationText(folder: string, port: number, homePage: string | undefined): string {
  const sections: Record<string, Record<string, string>> = {
    paths: Object.fromEntries(['data', 'logs', 'plugins', 'provisioning'].map((name) => [name, join(folder, name)])),
    server: { http_addr: LOOPBACK, http_port: String(port), root_url: `http://${LOOPBACK}:${port}/` },
    security: { admin_user: 'admin' },
    ...(homePage !== undefined && { users: { home_page: homePage } }),
    // Every test begins with the session of the one sign-in, which a new token would end.
    auth: { token_rotation_interval_minutes: '1440' },
    'auth.anonymous': { enabled: 'true', org_role: 'Viewer' },
    // It says nothing to the outside, and fetches nothing from there.
    plugins: {
      allow_loading_unsigned_plugins: PLUGIN_ID,
      preinstall_disabled: 'true',
      preinstall_auto_update: 'false',
      public_key_retrieval_disabled: 'true',
    },
    analytics: { reporting_enabled: 'false', check_for_updates: 'false', check_for_plugin_updates: 'false' },
    news: { news_feed_enabled: 'false' },
    log: { mode: 'console' },
  };
  const lines = Object.entries(sections).flatMap(([name, keys]) => [
    `[${name}]`,
    ...Object.entries(keys).map(([key, value]) => `${key} = ${value}`),
    '',
  ]);
  // Otherwise browsers keep a plugin's module for an hour, whatever is built meanwhile.
  return ['app_mode = development', '', ...lines].join('\n');
}
