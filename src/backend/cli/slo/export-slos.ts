import type { ClientConfig } from 'pg';

import { badRequest } from '../../../model/failure';
import { clientReader } from '../../aurora/client-reader';
import { withClient } from '../../environment/with-client';
import { unknownNames } from '../../metrics/catalogue';
import { listMonitoring } from '../../metrics/services/monitoring';
import { listSlos } from '../../metrics/slos/list-slos';
import { NEVER } from '../never';
import { printSlos } from './print-slos';

/**
 * SLOs as an OpenSLO file, by service and name.
 *
 * @param services only those of these services; empty: all
 * @throws Failure for a service that does not exist
 */
export async function exportSlos(connection: ClientConfig, services: readonly string[]): Promise<string> {
  return await withClient(connection, 'exportSlos', async (client) => {
    const reader = clientReader(client);
    const [unknown] = await unknownNames(reader, { services, teams: [], tiers: [] }, NEVER);
    if (unknown !== undefined) {
      throw badRequest(`There is no service "${unknown.name}".`, 'Services are known by their exact name.');
    }
    const slos = await listSlos(reader, services, NEVER);
    const monitored = (await listMonitoring(reader, services, NEVER)).flatMap(({ name, monitoredSince }) =>
      monitoredSince === null ? [] : [[name, monitoredSince] as const]
    );
    return printSlos(
      slos.map(({ definition }) => definition),
      new Map(monitored)
    );
  });
}
