import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import { launchPlugin } from '../../tooling/plugin-process';
import type { PluginProcess } from '../../tooling/plugin-process';
import { pluginContext } from '../../tooling/plugin-request';
import type { ContextSpec } from '../../tooling/plugin-request';
import { builtBackend } from './built-backend';
import type { TestDatabase } from './database';

/** The backend over its real handshake. */
export function launchBackend(env: Record<string, string> = {}): Promise<PluginProcess> {
  return launchPlugin(builtBackend(), env);
}

/** A data source on a test database, signed in as a reader unless told otherwise. */
export async function readerContext(database: TestDatabase, more: Partial<ContextSpec> = {}): Promise<PluginContext> {
  const { user, password } = await database.createUser('sre_metrics_reader');
  return pluginContext({
    ...more,
    jsonData: {
      host: database.host,
      port: database.port,
      database: database.name,
      user,
      tlsMode: 'disable',
      ...more.jsonData,
    },
    secureJsonData: { password, ...more.secureJsonData },
  });
}
