import { useState } from 'react';

import type { ConfigProps } from '../types';

type Options = ConfigProps['options'];

/**
 * The settings as they were last saved: Grafana hands the page those first and again after each
 * save, with another version, and in between what is being entered.
 */
export function useStored(options: Options): Options {
  const [stored, setStored] = useState(options);
  const saved = stored.uid !== options.uid || stored.version !== options.version;
  if (saved) {
    setStored(options);
  }
  return saved ? options : stored;
}

/** Whether the settings lead to a database. */
export function isConnected({ jsonData }: Options): boolean {
  return (jsonData.host ?? '').trim() !== '';
}
