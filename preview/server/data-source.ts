import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { DATASOURCE_UID } from '../../alerting/provisioned-rule';
import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { PLUGIN_ID } from '../../tooling/paths';
import { pluginContext } from '../../tooling/plugin-request';
import type { ContextSpec } from '../../tooling/plugin-request';
import type { Role } from '../contract/page-boot';
import { HttpError } from './http';
import { userOf } from './roles';

/** The one data source of the preview, as Grafana keeps one: its settings page changes it until the preview ends. */

const NAME = 'StackFlow SRE Metrics';
const BASE_URL = `public/plugins/${PLUGIN_ID}`;

/** What the settings page sends when it saves. */
const savedSchema = z.object({
  name: z.string().min(1),
  version: z.number().int(),
  jsonData: z.record(z.string(), z.unknown()),
  secureJsonData: z.record(z.string(), z.string()).optional(),
  secureJsonFields: z.record(z.string(), z.boolean()).optional(),
});

export type Connection = Pick<ContextSpec, 'jsonData' | 'secureJsonData'>;

export class PreviewDataSource {
  private name = NAME;
  private version = 1;
  private lastUpdatedMS = Date.now();
  private jsonData: Record<string, unknown>;
  private secrets: Record<string, string>;

  /** @param pluginFolder where plugin.json is */
  constructor(
    { jsonData, secureJsonData }: Connection,
    private readonly pluginFolder: string
  ) {
    this.jsonData = { ...jsonData };
    this.secrets = { ...secureJsonData };
  }

  /** What the backend is sent with every call. */
  context(role: Role): PluginContext {
    const { jsonData, secrets: secureJsonData, lastUpdatedMS } = this;
    return pluginContext({ uid: DATASOURCE_UID, jsonData, secureJsonData, lastUpdatedMS, user: userOf(role) });
  }

  /** What dashboards and editors are given (`DataSourceInstanceSettings`). */
  instanceSettings() {
    const { name, jsonData } = this;
    const common = { id: 1, uid: DATASOURCE_UID, name, type: PLUGIN_ID, access: 'proxy', url: '', isDefault: true };
    return { ...common, readOnly: false, jsonData, meta: pluginMeta(this.pluginFolder) };
  }

  /** What the settings page is given (`DataSourceSettings`): of secrets only which there are. */
  settings() {
    const { version, secrets } = this;
    const secureJsonFields = Object.fromEntries(Object.keys(secrets).map((key) => [key, true]));
    const unused = { orgId: 1, typeLogoUrl: '', user: '', database: '', basicAuth: false, basicAuthUser: '' };
    return { ...this.instanceSettings(), ...unused, withCredentials: false, version, secureJsonFields };
  }

  /** @throws HttpError where Grafana refuses to save, too */
  save(body: unknown, role: Role): void {
    if (role !== 'Admin') {
      throw new HttpError(403, `Only administrators may change a data source; your role is ${role}.`);
    }
    const saved = savedSchema.safeParse(body);
    if (!saved.success) {
      throw new HttpError(400, `The data source cannot be saved: ${z.prettifyError(saved.error)}`);
    }
    if (saved.data.version !== this.version) {
      throw new HttpError(409, 'The data source was changed elsewhere; load the page again.');
    }
    const { name, jsonData, secureJsonData = {}, secureJsonFields = {} } = saved.data;
    const unchanged = Object.entries(this.secrets).filter(([key]) => secureJsonFields[key] !== false);
    Object.assign(this, { name, jsonData });
    this.secrets = { ...Object.fromEntries(unchanged), ...secureJsonData };
    this.version += 1;
    this.lastUpdatedMS = Math.max(Date.now(), this.lastUpdatedMS + 1);
  }

  /** @throws HttpError 404 for any other data source */
  static requireUid(uid: string | undefined): void {
    if (uid !== DATASOURCE_UID) {
      throw new HttpError(404, `The preview has one data source, "${DATASOURCE_UID}", and no "${uid ?? ''}".`);
    }
  }
}

/** plugin.json as Grafana hands it to the browser. */
function pluginMeta(folder: string) {
  const manifest = JSON.parse(readFileSync(join(folder, 'plugin.json'), 'utf8')) as { info: object };
  const logo = `${BASE_URL}/img/logo.svg`;
  const info = { ...manifest.info, logos: { small: logo, large: logo } };
  return { ...manifest, info, module: `${BASE_URL}/module.js`, baseUrl: BASE_URL };
}
