import { useEffect, useReducer, useState } from 'react';

import { failureOf } from './call-failure';

/** Something on its way from the backend. */
export type Loaded<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'loaded'; readonly value: T }
  /** `message` says what failed and what to do. */
  | { readonly status: 'failed'; readonly message: string };

/**
 * Loads when shown, and again on `reload`. What is loaded stays in place until its newer version
 * has come, so that nothing flickers after an edit; a failure gives way to loading at once.
 *
 * @param load must be stable between renders; a new one loads anew
 */
export function useLoaded<T>(load: () => Promise<T>): { loaded: Loaded<T>; reload: () => void } {
  const [attempt, reload] = useReducer((count: number) => count + 1, 0);
  const [outcome, setOutcome] = useState<{ load: unknown; attempt: number; loaded: Loaded<T> } | null>(null);
  useEffect(() => {
    let abandoned = false;
    const settle = (loaded: Loaded<T>) => {
      if (!abandoned) {
        setOutcome({ load, attempt, loaded });
      }
    };
    load().then(
      (value) => settle({ status: 'loaded', value }),
      (error: unknown) => settle({ status: 'failed', message: failureOf(error).message })
    );
    return () => {
      abandoned = true;
    };
  }, [load, attempt]);
  const usable =
    outcome !== null && outcome.load === load && (outcome.attempt === attempt || outcome.loaded.status === 'loaded');
  return { loaded: usable ? outcome.loaded : { status: 'loading' }, reload };
}
