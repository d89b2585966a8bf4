import type { ClientBase, ClientConfig } from 'pg';

import { Failure } from '../../../model/failure';
import { withClient } from '../../environment/with-client';
import { applyMappings } from '../../sync/mapping/apply-mappings';
import type { MappingChanges } from '../../sync/mapping/apply-mappings';
import { unknownServices } from '../../sync/mapping/mapping-rows';
import { BadEntries } from '../files/bad-entries';
import type { BadRow } from '../files/bad-file';
import { readText } from '../files/read-text';
import { readMappingFile } from './read-mapping-file';
import type { MappingFile } from './read-mapping-file';

export interface ApplyRequest {
  /** Signs in as a member of sre_metrics_writer. */
  readonly connection: ClientConfig;
  /** Path of the YAML file. */
  readonly file: string;
  /** Undoes everything in the end. */
  readonly dryRun: boolean;
}

/**
 * Makes the mappings of a file so, all of them or none: one transaction.
 *
 * @throws BadEntries with everything that is wrong with it; Failure for a file that cannot be read
 *   or a database that cannot be written to
 */
export async function applyMappingFile({ connection, file, dryRun }: ApplyRequest): Promise<MappingChanges> {
  const read = readMappingFile(await readText(file, 'mappings'));
  try {
    return await withClient(connection, 'githubRepositories', async (client) => {
      const complaints = [...read.complaints, ...(await ofUnknownServices(client, read))];
      if (complaints.length > 0) {
        throw new BadEntries(file, complaints);
      }
      await client.query('begin read write');
      const changes = await applyMappings(
        client,
        read.mappings.map(({ definition }) => definition)
      );
      await client.query(dryRun ? 'rollback' : 'commit');
      return changes;
    });
  } catch (error) {
    // What the file itself tells needs no database.
    throw read.complaints.length > 0 && error instanceof Failure ? new BadEntries(file, read.complaints) : error;
  }
}

async function ofUnknownServices(client: ClientBase, { mappings }: MappingFile): Promise<readonly BadRow[]> {
  const names = mappings.map(({ definition }) => definition.service);
  const unknown = await unknownServices(client, names);
  return mappings
    .filter(({ definition }) => unknown.has(definition.service))
    .map(({ definition, serviceLine }) => ({
      line: serviceLine,
      column: 'service',
      reason: `there is no service "${definition.service}"; services are known by their exact name`,
    }));
}
