import type { StoreCounts } from '../facts/store-facts';

/** What happens during a sync. */
export type SyncEvent =
  | { readonly kind: 'begin'; readonly repository: string; readonly position: number; readonly of: number }
  | {
      readonly kind: 'page';
      /** As it is called now. */
      readonly repository: string;
      /** Pull requests of this pass so far. */
      readonly pullRequests: number;
      /** Those of this page alone. */
      readonly brought: number;
      /** How much of the pass is done, from 0 to 1; null: nobody can tell. */
      readonly fraction: number | null;
    }
  | { readonly kind: 'end'; readonly result: RepositoryResult };

/** What a sync of one repository came to. */
export interface RepositoryResult {
  readonly repository: string;
  /** Pull requests and deployments that were read. */
  readonly pullRequests: number;
  readonly deployments: number;
  readonly counts: StoreCounts;
  readonly outcome:
    | { readonly kind: 'synced' }
    /** GitHub says that nothing changed since the last time. */
    | { readonly kind: 'unchanged' }
    /** Another process is at it. */
    | { readonly kind: 'busy' }
    /** It was stopped and goes on the next time. */
    | { readonly kind: 'stopped'; readonly reason: string }
    /** `text`: what happened and what to do. */
    | { readonly kind: 'failed'; readonly text: string };
}
