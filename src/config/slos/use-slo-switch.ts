import { useCallback, useState } from 'react';

import type { SloItem } from '../../model/resources';
import type { SloClient } from './slo-client';
import { failureOf } from './slo-failure';
import type { SloFailure } from './slo-failure';
import { sloText, stateText } from './slo-words';

/**
 * Enables and disables SLOs.
 *
 * @param onDone told what was done; stable between renders
 * @param onSettled called whether it went well or not, since a failed edit means the list is old
 */
export function useSloSwitch(client: SloClient, onDone: (message: string) => void, onSettled: () => void) {
  const [failure, setFailure] = useState<SloFailure | null>(null);
  const switchTo = useCallback(
    async ({ id, revision, definition }: SloItem, enabled: boolean) => {
      onDone('');
      try {
        await client.edit(id, revision, { ...definition, enabled });
        setFailure(null);
        onDone(`${stateText(enabled)} ${sloText(definition)}.`);
      } catch (error) {
        setFailure(failureOf(error));
      }
      onSettled();
    },
    [client, onDone, onSettled]
  );
  return { failure, switchTo };
}
