import type { ClientBase, ClientConfig } from 'pg';

import { Failure } from '../../../model/failure';
import type { ServiceMonitoring } from '../../../model/monitoring';
import { clientReader } from '../../aurora/client-reader';
import type { Reader } from '../../aurora/reader';
import { withClient } from '../../environment/with-client';
import { unknownNames } from '../../metrics/catalogue';
import { setMonitoring } from '../../metrics/services/monitoring';
import { applySlos } from '../../metrics/slos/apply-slos';
import type { SloChanges } from '../../metrics/slos/apply-slos';
import { BadEntries } from '../files/bad-entries';
import type { BadRow } from '../files/bad-file';
import { readText } from '../files/read-text';
import { NEVER } from '../never';
import { requireSchema } from '../require-schema';
import { readSloFile } from './read-slo-file';
import type { SloFile } from './read-slo-file';

export interface ApplyRequest {
  /** Signs in as a member of sre_metrics_reader and sre_metrics_slo_editor. */
  readonly connection: ClientConfig;
  /** Path of the YAML file. */
  readonly file: string;
  /** Undoes everything in the end. */
  readonly dryRun: boolean;
  /** Who edits, for the history; null: the database user. */
  readonly editor: string | null;
}

export interface Applied extends SloChanges {
  /** What the file holds beside SLOs. */
  readonly notes: readonly string[];
  /** Services that are monitored since another time than before. */
  readonly monitored: readonly string[];
}

/**
 * Makes the SLOs of a file so, all of them or none: one transaction.
 *
 * @throws BadEntries with everything that is wrong with it; Failure for a file that cannot be read
 *   or a database that cannot be written to
 */
export async function applyFile({ connection, file, dryRun, editor }: ApplyRequest): Promise<Applied> {
  const read = readSloFile(await readText(file, 'SLOs'));
  try {
    const changes = await withClient(connection, 'applySlos', async (client) => {
      await requireSchema(client, 'edits of SLOs');
      const complaints = [...read.complaints, ...(await unknownServices(clientReader(client), read))];
      if (complaints.length > 0) {
        throw new BadEntries(file, complaints);
      }
      return await inTransaction(client, dryRun, async (writer) => {
        const definitions = read.slos.map(({ definition }) => definition);
        const applied = await applySlos(writer, definitions, editor, NEVER);
        return { ...applied, monitored: await setMonitoring(writer, monitoringOf(read), NEVER) };
      });
    });
    return { ...changes, notes: read.notes };
  } catch (error) {
    // What the file itself tells needs no database.
    throw read.complaints.length > 0 && error instanceof Failure ? new BadEntries(file, read.complaints) : error;
  }
}

function monitoringOf({ slos }: SloFile): ServiceMonitoring[] {
  const times = slos.flatMap(({ definition, monitoredSince }) =>
    monitoredSince === null ? [] : [[definition.service, monitoredSince] as const]
  );
  return [...new Map(times)].map(([service, monitoredSince]) => ({ service, monitoredSince }));
}

async function unknownServices(reader: Reader, { slos }: SloFile): Promise<BadRow[]> {
  const services = [...new Set(slos.map(({ definition }) => definition.service))];
  const scope = { services, teams: [], tiers: [] };
  const unknown = new Set((await unknownNames(reader, scope, NEVER)).map(({ name }) => name));
  return slos
    .filter(({ definition }) => unknown.has(definition.service))
    .map(({ definition, serviceLine }) => ({
      line: serviceLine,
      column: 'spec.service',
      reason: `there is no service "${definition.service}"; services are known by their exact name`,
    }));
}

async function inTransaction<T>(client: ClientBase, dryRun: boolean, work: (writer: Reader) => Promise<T>): Promise<T> {
  await client.query('begin read write');
  try {
    const result = await work(clientReader(client));
    await client.query(dryRun ? 'rollback' : 'commit');
    return result;
  } catch (error) {
    // On a lost connection this fails as well; the first error is the one to tell.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
