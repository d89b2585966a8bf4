import { z } from 'zod';

import { commonFields, scopeFields } from './query-fields';

/** What is marked on graphs: points; for incidents regions from creation to resolution, for gated periods from their beginning to their end. */
export const ANNOTATION_KINDS = ['deployments', 'failedDeployments', 'incidents', 'sloEdits', 'gateSpells'] as const;
export type AnnotationKind = (typeof ANNOTATION_KINDS)[number];

export const PRIORITIES = ['P1', 'P2', 'P3', 'P4'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Most marks of one query; a graph with more is unreadable. */
export const DEFAULT_ANNOTATIONS = 500;

/** What a missing field means. */
export const ANNOTATIONS_DEFAULTS = { kind: 'failedDeployments' } as const;

/** The `annotations` query, newest first where there are more than `limit`. */
export const annotationsQuerySchema = z.strictObject({
  ...commonFields,
  ...scopeFields,
  /** Tells this kind of query from the others. */
  queryType: z.literal('annotations'),
  kind: z.enum(ANNOTATION_KINDS).default(ANNOTATIONS_DEFAULTS.kind),
  /** Only for incidents; empty means P1 and P2, the ones that metrics count, so that all four are no empty list. */
  priorities: z.array(z.enum(PRIORITIES)).max(PRIORITIES.length).default([]),
  /** Most marks, the newest. */
  limit: z.number().int().min(1).max(5000).default(DEFAULT_ANNOTATIONS),
});

/** What is saved: fields with a default may be missing. */
export type AnnotationsQueryInput = z.input<typeof annotationsQuerySchema>;
/** What the backend works with. */
export type AnnotationsQuery = z.output<typeof annotationsQuerySchema>;
