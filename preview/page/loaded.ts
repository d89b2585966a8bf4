import { createContext, useContext } from 'react';

import type { Loaded } from './services/data-source-srv';

/** The plugin and its data source, once they are loaded. */
export const LoadedContext = createContext<Loaded | null>(null);

export function useLoaded(): Loaded {
  const loaded = useContext(LoadedContext);
  if (loaded === null) {
    throw new Error('The plugin is not loaded yet.');
  }
  return loaded;
}
