import type { ClientBase } from 'pg';

import { importFile } from '../../src/backend/cli/import/import-file';
import { writeCsv } from '../csv-files';
import type { ImportedFile } from '../csv-files';
import { makeCompany } from './company';
import type { Company } from './company';
import { playGate } from './gate-story';
import { syncCompany } from './github';
import { changeRow, downtimeRows, incidentRow, isOfGitHub, serviceRows, timeOf } from './rows';
import { editSlos } from './slos';
import { MAINTENANCE } from './story';

/**
 * Fills a migrated, empty database with the sample company's year: records by the import and by GitHub sync, SLOs and
 * holds by what the product itself does.
 *
 * @param client signed in as the schema's owner, a superuser; nobody else works on the database
 * @param endMs when the year ends, in ms since the epoch
 * @param folder for the files that are imported
 */
export async function loadCompany(client: ClientBase, endMs: number, folder: string): Promise<void> {
  const company = makeCompany();
  const load = ({ kind, path }: ImportedFile) => importFile({ client, file: path, kind, onProgress: () => undefined });
  await load(await writeCsv(folder, 'services', serviceRows(company, endMs)));
  await syncCompany(client, company, endMs);
  for (const file of await writeRecords(company, endMs, folder)) {
    await load(file);
  }
  await planMaintenance(client, endMs);
  await editSlos(client, endMs);
  await playGate(client, endMs, folder);
}

/** The files that tell of changes, incidents and downtimes, in the order in which they name each other. */
export async function writeRecords(
  { changes, incidents }: Company,
  endMs: number,
  folder: string
): Promise<readonly ImportedFile[]> {
  const imported = changes.filter((change) => !isOfGitHub(change));
  return [
    await writeCsv(
      folder,
      'changes',
      imported.map((change) => changeRow(change, endMs))
    ),
    await writeCsv(
      folder,
      'incidents',
      incidents.map((incident) => incidentRow(incident, endMs))
    ),
    await writeCsv(
      folder,
      'downtimes',
      incidents.flatMap((incident) => downtimeRows(incident, endMs))
    ),
  ];
}

/** There is no file for it that `sre-metrics` would import. */
async function planMaintenance(client: ClientBase, endMs: number): Promise<void> {
  for (const { service, startedAt, endedAt, reason } of MAINTENANCE) {
    await client.query(
      `insert into stackflow.maintenance_windows (service_id, started_at, ended_at, reason)
       select s.id, $2, $3, $4 from stackflow.services as s where s.name = $1`,
      [service, timeOf(endMs, startedAt), timeOf(endMs, endedAt), reason]
    );
  }
}
