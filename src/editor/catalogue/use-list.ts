import { useEffect, useReducer, useState } from 'react';

/** A list on its way from the backend. */
export type List<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'loaded'; readonly items: readonly T[] }
  /** `message` says what failed and what to do. */
  | { readonly status: 'failed'; readonly message: string };

/** The items there are by now: none while loading, and none after a failure. */
export function itemsOf<T>(list: List<T>): readonly T[] {
  return list.status === 'loaded' ? list.items : [];
}

/**
 * Loads a list when shown, and again on `retry`.
 *
 * @param load must be stable between renders (`useCallback`); a new one loads anew
 */
export function useList<T>(load: () => Promise<readonly T[]>): { list: List<T>; retry: () => void } {
  const [attempt, retry] = useReducer((count: number) => count + 1, 0);
  const [outcome, setOutcome] = useState<{ load: unknown; attempt: number; list: List<T> } | null>(null);
  useEffect(() => {
    let abandoned = false;
    const settle = (list: List<T>) => {
      if (!abandoned) {
        setOutcome({ load, attempt, list });
      }
    };
    load().then(
      (items) => settle({ status: 'loaded', items }),
      (error: unknown) => settle({ status: 'failed', message: error instanceof Error ? error.message : String(error) })
    );
    return () => {
      abandoned = true;
    };
  }, [load, attempt]);
  const current = outcome !== null && outcome.load === load && outcome.attempt === attempt;
  return { list: current ? outcome.list : { status: 'loading' }, retry };
}
