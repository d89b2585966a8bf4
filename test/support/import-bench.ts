import type { ImportKindName } from '../../src/backend/cli/import/kinds';
import { sreMetrics, temporaryFolder } from './command-line';
import type { CommandResult, Folder } from './command-line';
import { createTestDatabase } from './database';
import type { TestDatabase } from './database';

/** A database, a user that may write it, and files to load into it. */
export interface ImportBench {
  readonly database: TestDatabase;
  readonly folder: Folder;
  /** The environment in which `sre-metrics` reaches the database. */
  readonly env: { readonly SRE_METRICS_DATABASE_URL: string };
  /** Loads a file of this text. */
  load(kind: ImportKindName, csv: string | Uint8Array): Promise<CommandResult>;
  /** Loads a file that must be good. */
  loadBefore(kind: ImportKindName, csv: string): Promise<void>;
  rows(query: string): Promise<Record<string, unknown>[]>;
  /** Everything the import writes, with row versions: equal only where nothing was written between. */
  everything(): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

const EVERYTHING = ['services', 'change_records', 'incidents', 'incident_changes', 'incident_downtimes']
  .map((table) => `select '${table}' as "table", t.xmin::text, to_jsonb(t) as row from stackflow.${table} as t`)
  .join(' union all ');

export async function openImportBench(): Promise<ImportBench> {
  const [database, folder] = await Promise.all([createTestDatabase(), temporaryFolder()]);
  const { user, password } = await database.createUser('sre_metrics_writer');
  const url = `postgres://${user}:${password}@${database.host}:${database.port}/${database.name}`;
  const env = { SRE_METRICS_DATABASE_URL: url };
  const load = async (kind: ImportKindName, csv: string | Uint8Array) => {
    const file = await folder.write(`${kind}.csv`, csv);
    return sreMetrics(['import', file, '--kind', kind], env);
  };
  const rows = async (query: string) => {
    const result = await database.client.query<Record<string, unknown>>(query);
    return result.rows;
  };
  return {
    database,
    folder,
    env,
    load,
    loadBefore: async (kind, csv) => {
      const { status, err } = await load(kind, csv);
      if (status !== 0) {
        throw new Error(err);
      }
    },
    rows,
    everything: () => rows(`${EVERYTHING} order by 1, 3`),
    close: async () => {
      await Promise.all([database.drop(), folder.remove()]);
    },
  };
}
