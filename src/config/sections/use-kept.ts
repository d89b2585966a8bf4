import { store } from '@grafana/data';
import { useState } from 'react';

/**
 * What somebody chose on the settings page of a data source, kept in this browser.
 *
 * @param uid of the data source
 * @param name of what is chosen
 */
export function useKept<T extends string>(uid: string, name: string, choices: readonly T[]) {
  const key = `stackflow-sremetrics.settings.${uid}.${name}`;
  const [kept, setKept] = useState<T | null>(() => choices.find((choice) => choice === store.get(key)) ?? null);
  const keep = (choice: T) => {
    setKept(choice);
    store.set(key, choice);
  };
  return [kept, keep] as const;
}
