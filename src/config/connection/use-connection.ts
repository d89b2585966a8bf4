import { useCallback, useMemo } from 'react';

import { connectionRightsSchema } from '../../model/connection-rights';
import type { ConnectionRights } from '../../model/connection-rights';
import { resourceCaller } from '../backend-calls/resource-call';
import { useLoaded } from '../backend-calls/use-loaded';
import { isConnected, useStored } from '../backend-calls/use-stored';
import type { ConfigProps } from '../types';
import type { Connection } from './connection-context';

/** Asks how the connection stands, and again after each save. */
export function useConnection({ options }: ConfigProps): Connection {
  const { uid, version, jsonData } = useStored(options);
  const hasHost = isConnected({ ...options, jsonData });
  const load = useCallback(
    async (): Promise<ConnectionRights | null> =>
      hasHost ? await resourceCaller(uid)({ method: 'GET', path: 'connection-rights' }, connectionRightsSchema) : null,
    // Another version is another answer.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [uid, version, hasHost]
  );
  const { loaded, reload } = useLoaded(load);
  const user = (jsonData.user ?? '').trim();
  return useMemo((): Connection => {
    switch (loaded.status) {
      case 'loading':
        return { status: hasHost ? 'asking' : 'unset' };
      case 'failed':
        return { status: 'failed', message: loaded.message, retry: reload };
      case 'loaded':
        return loaded.value === null ? { status: 'unset' } : { status: 'answered', rights: loaded.value, user };
    }
  }, [loaded, hasHost, reload, user]);
}
