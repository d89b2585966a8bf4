import type { ConnectionRights } from '../../../model/connection-rights';
import { asFailure } from '../../../model/failure';
import { writeRights } from '../../metrics/status/write-rights';
import type { Instance } from '../instances/instance';
import { ok, route } from './routing';
import type { Route } from './routing';

const NONE: ConnectionRights = { reads: false, writesSlos: null, overridesGate: null, publishes: null };

/** Whether the connection works and what its user may do, for the settings page. */
export const CONNECTION_ROUTES: readonly Route[] = [
  {
    ...route('GET', 'connection-rights', async ({ instance, signal }) =>
      ok((await mayRead(instance, signal)) ? { reads: true, ...(await writeRights(instance.reader, signal)) } : NONE)
    ),
    asksForSchema: true,
  },
];

/** @throws Failure for whatever else is wrong with the database */
async function mayRead({ schema }: Instance, signal: AbortSignal): Promise<boolean> {
  try {
    // Asked anew each time: it says whether the database answers now.
    await schema.installedVersion(signal);
    return true;
  } catch (error) {
    if (asFailure(error).status === 403) {
      return false;
    }
    throw error;
  }
}
