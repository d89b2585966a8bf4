import { useCallback } from 'react';

import { SLO_LABELS } from '../../labels/control-labels';
import type { SloItem } from '../../model/resources';
import { failureOf } from '../backend-calls/call-failure';
import { showFailure, showSuccess } from '../backend-calls/toasts';
import type { SloClient } from './slo-client';
import { sloText, stateText } from './slo-words';

export type SwitchSlo = (slo: SloItem, enabled: boolean) => Promise<void>;

/**
 * Enables and disables SLOs, and tells how it went. Never rejects.
 *
 * @param onSettled called whether it went well or not, since a failed edit means the list is old
 */
export function useSloSwitch(client: SloClient, onSettled: () => void): SwitchSlo {
  return useCallback(
    async ({ id, revision, definition }, enabled) => {
      try {
        await client.edit(id, revision, { ...definition, enabled });
        showSuccess(`${stateText(enabled)} ${sloText(definition)}.`);
      } catch (error) {
        const { stale, message } = failureOf(error);
        showFailure(stale ? SLO_LABELS.stale : SLO_LABELS.saveError, message);
      }
      onSettled();
    },
    [client, onSettled]
  );
}
