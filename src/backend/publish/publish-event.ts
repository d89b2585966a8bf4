import type { PublishedKind } from '../../model/publishing';

/** What happens in a run, for a log or for whoever watches. */
export type PublishEvent =
  /** Hours that were too old before they could be published; from the first to the last. */
  | {
      readonly kind: 'lost';
      readonly of: PublishedKind;
      readonly hours: number;
      readonly firstMs: number;
      readonly lastMs: number;
    }
  /** A request of an earlier run turned out to have arrived, or not, or nobody can tell yet. */
  | {
      readonly kind: 'readBack';
      readonly outcome: 'arrived' | 'missing' | 'partly' | 'unknownYet';
      readonly datums: number;
    }
  /** What is to be sent now, and how many hours are due after that. */
  | {
      readonly kind: 'claimed';
      readonly hours: number;
      readonly requests: number;
      readonly datums: number;
      readonly hoursLeft: number;
    }
  | { readonly kind: 'sent'; readonly datums: number }
  /** CloudWatch refused for now; it is tried again after the pause. */
  | { readonly kind: 'retry'; readonly reason: string; readonly milliseconds: number }
  /** A request ended so that nobody knows whether it arrived; a later run asks CloudWatch. */
  | { readonly kind: 'uncertain'; readonly reason: string; readonly datums: number };
