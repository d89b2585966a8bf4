import { z } from 'zod';

/** A table that shows its rows page by page, for a screen that nobody touches. */

/** How long each page is shown where nothing else is asked. */
export const DEFAULT_PAGE_SECONDS = 60;

export const MAX_PAGE_ROWS = 100;

/** An hour: a page that stands longer is as good as one that never turns. */
export const MAX_PAGE_SECONDS = 3600;

/** What a query has whose table turns pages. */
export const pageFields = {
  /**
   * Rows of a page. Tables that turn pages have the columns `Title`, `Room` and `Page` too. Pages follow the clock, so that every
   * refresh shows the one that is due. Where it is missing, all rows at once.
   */
  pageRows: z.number().int().min(1).max(MAX_PAGE_ROWS).optional(),
  /** How long each page is shown; no less than a panel takes from one refresh to the next. Default 60; moot without `pageRows`. */
  pageSeconds: z.number().int().min(1).max(MAX_PAGE_SECONDS).optional(),
};

/** What the backend needs of them. */
export type PageFields = z.output<z.ZodObject<typeof pageFields>>;

/** Said of `pageRows` where an answer has no rows that could turn. */
export const FOR_TABLES_ONLY = 'applies to tables only; leave it out';
