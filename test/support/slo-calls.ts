import type { PluginContext } from '../../src/backend/protocol/generated/pluginv2/backend';
import type { SloDefinitionsResponse, SloHistory, SloItem } from '../../src/model/resources';
import type { SloDefinitionInput } from '../../src/model/slo';
import type { PluginProcess } from '../../tooling/plugin-process';
import { pluginContext } from '../../tooling/plugin-request';
import type { ContextSpec, GrafanaUser } from '../../tooling/plugin-request';
import type { TestDatabase } from './database';

/** The backend's resource calls for SLOs, as Grafana passes them on. */

export const EDITOR: GrafanaUser = { login: 'ann', role: 'Editor' };

/** Grants that a user of the database may have. */
export type Role = 'sre_metrics_reader' | 'sre_metrics_slo_editor' | 'sre_metrics_gate_editor';

export interface SignIn {
  readonly user: string;
  readonly password: string;
}

/** A new user with all the roles. */
export async function userWith(database: TestDatabase, ...roles: Role[]): Promise<SignIn> {
  const [first = 'sre_metrics_reader', ...others] = roles;
  const signIn = await database.createUser(first);
  for (const role of others) {
    await database.client.query(`grant ${role} to ${signIn.user}`);
  }
  return signIn;
}

/** A data source that allows edits, unless told otherwise. */
export function sloContext(
  { host, port, name }: Pick<TestDatabase, 'host' | 'port' | 'name'>,
  { user, password }: SignIn,
  { jsonData, secureJsonData, ...more }: Partial<ContextSpec> = {}
): PluginContext {
  return pluginContext({
    user: EDITOR,
    ...more,
    jsonData: {
      host,
      port,
      database: name,
      user,
      tlsMode: 'disable',
      allowSloEdits: true,
      allowGateOverrides: true,
      ...jsonData,
    },
    secureJsonData: { password, ...secureJsonData },
  });
}

/** `context` on behalf of somebody else; null: of nobody. */
export function calledBy(context: PluginContext, user: GrafanaUser | null): PluginContext {
  return { ...context, user: user === null ? undefined : { email: '', name: '', ...user } };
}

export interface Reply<Body = unknown> {
  readonly code: number;
  readonly body: Body;
}

/** Calls a resource with a JSON body; a text goes out as it is. */
export async function call(
  plugin: PluginProcess,
  context: PluginContext,
  url: string,
  method = 'GET',
  data: unknown = ''
): Promise<Reply> {
  const bytes = typeof data === 'string' ? data : JSON.stringify(data);
  const { code, body } = await plugin.callResource(context, url, method, bytes);
  return { code, body: JSON.parse(body.toString()) as unknown };
}

/** Callers for one context, for answers that are expected to be good. */
export function sloCalls(plugin: PluginProcess, context: PluginContext) {
  const good = async <Body>(url: string, method?: string, data?: unknown): Promise<Body> => {
    const { code, body } = await call(plugin, context, url, method, data);
    if (code !== 200 && code !== 201) {
      throw new Error(`${method ?? 'GET'} ${url}: ${code} ${JSON.stringify(body)}`);
    }
    return body as Body;
  };
  return {
    list: () => good<SloDefinitionsResponse>('slo-definitions'),
    create: (definition: SloDefinitionInput) => good<SloItem>('slo-definitions', 'POST', definition),
    edit: ({ id, revision, definition }: SloItem, change: Partial<SloDefinitionInput>) =>
      good<SloItem>(`slo-definitions/${id}`, 'PUT', { revision, definition: { ...definition, ...change } }),
    history: (id: string) => good<SloHistory>(`slo-definitions/${id}/history`),
  };
}
