import { z } from 'zod';

import { DATA_QUALITY_CHECKS } from './data-quality-checks';
import { commonFields, scopeFields } from './query-fields';

/**
 * Views of how far the numbers can be trusted:
 * - `jobs`: each background job, and when it last succeeded;
 * - `freshness`: all of that in one row, with the newest records;
 * - `dataQuality`: how many records of the range fail each check;
 * - `findings`: the records that fail one check;
 * - `githubSync`: how far GitHub sync is with each repository, and what came of it;
 * - `githubLimits`: how many requests GitHub still answers;
 * - `publishing`: how far publishing to CloudWatch is with each destination;
 * - `publishingDrift`: what was corrected after it was published;
 * - `stored`: how far stored numbers are behind, as pieces of downtime and cells of deployments and incidents.
 */
export const STATUS_VIEWS = [
  'jobs',
  'freshness',
  'dataQuality',
  'findings',
  'githubSync',
  'githubLimits',
  'publishing',
  'publishingDrift',
  'stored',
] as const;
export type StatusView = (typeof STATUS_VIEWS)[number];

/**
 * Of jobs:
 * - `staleness`: 1 for each background job that has not succeeded for too long, else 0;
 * - `age`: seconds since each job last succeeded.
 */
export const STATUS_MEASURES = ['staleness', 'age'] as const;
export type StatusMeasure = (typeof STATUS_MEASURES)[number];

export const STATUS_SHAPES = ['value', 'table'] as const;
export type StatusShape = (typeof STATUS_SHAPES)[number];

/** Views that have one number for each row; the others are tables alone. */
export const VALUE_VIEWS = ['jobs', 'dataQuality', 'publishing'] as const satisfies readonly StatusView[];

/** Rows of the findings where nothing else is asked. */
export const DEFAULT_FINDINGS = 1000;

/** What a missing field means. */
export const STATUS_DEFAULTS = { view: 'jobs', measure: 'age', shape: 'table' } as const;

const statusObject = z.strictObject({
  ...commonFields,
  ...scopeFields,
  /** Tells this kind of query from the others. */
  queryType: z.literal('status'),
  view: z.enum(STATUS_VIEWS).default(STATUS_DEFAULTS.view),
  /** Only for `jobs` as a value. */
  measure: z.enum(STATUS_MEASURES).default(STATUS_DEFAULTS.measure),
  /** One number for each row, of `jobs`, `dataQuality` and `publishing` alone, or a table. */
  shape: z.enum(STATUS_SHAPES).default(STATUS_DEFAULTS.shape),
  /** Only for `findings`: whose records are listed. */
  check: z.enum(DATA_QUALITY_CHECKS).default('unlinkedIncidents'),
  /** Only for `findings` and `publishingDrift`: most rows, the newest. */
  limit: z.number().int().min(1).max(10_000).default(DEFAULT_FINDINGS),
});

/** The `status` query: how fresh and how complete the data is. */
export const statusQuerySchema = statusObject.superRefine(({ view, shape }, context) => {
  if (shape === 'value' && !VALUE_VIEWS.some((candidate) => candidate === view)) {
    context.addIssue({ code: 'custom', path: ['shape'], message: `must be table for ${view}` });
  }
});

/** What is saved: fields with a default may be missing. */
export type StatusQueryInput = z.input<typeof statusQuerySchema>;
/** What the backend works with. */
export type StatusQuery = z.output<typeof statusQuerySchema>;
