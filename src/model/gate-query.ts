import { z } from 'zod';

import { commonFields, scopeFields } from './query-fields';

/**
 * Views of the change gate:
 * - `decisions`: every service that has an SLO, and whether it is gated at the range's end;
 * - `summary`: all of that in one row, in words, for a wall;
 * - `blocked`: the changes that are held now, oldest first;
 * - `spells`: when services were gated in the range, newest first;
 * - `overrides`: who let changes through in the range, until when and why, newest first.
 */
export const GATE_VIEWS = ['decisions', 'summary', 'blocked', 'spells', 'overrides'] as const;
export type GateView = (typeof GATE_VIEWS)[number];

export const GATE_SHAPES = ['value', 'table'] as const;
export type GateShape = (typeof GATE_SHAPES)[number];

/** Views that have a number for each service: 1 where it is gated, else 0; and how many of its changes are held. */
export const GATE_VALUE_VIEWS = ['decisions', 'blocked'] as const satisfies readonly GateView[];

/** Rows of a list where nothing else is asked. */
export const DEFAULT_GATE_ROWS = 1000;

/** Names in `summary` where nothing else is asked. */
export const DEFAULT_GATED_NAMES = 3;

/** What a missing field means. */
export const GATE_DEFAULTS = { view: 'decisions', shape: 'table' } as const;

const gateObject = z.strictObject({
  ...commonFields,
  ...scopeFields,
  /** Tells this kind of query from the others. */
  queryType: z.literal('gate'),
  view: z.enum(GATE_VIEWS).default(GATE_DEFAULTS.view),
  /** One number for each service, of `decisions` and `blocked` alone, or a table. */
  shape: z.enum(GATE_SHAPES).default(GATE_DEFAULTS.shape),
  /** Most rows of a list, or names in the summary; decisions are always all. */
  limit: z.number().int().min(1).max(10_000).optional(),
});

/** The `gate` query: which services are gated, and what came of it. */
export const gateQuerySchema = gateObject.superRefine(({ view, shape }, context) => {
  if (shape === 'value' && !GATE_VALUE_VIEWS.some((candidate) => candidate === view)) {
    context.addIssue({ code: 'custom', path: ['shape'], message: `must be table for ${view}` });
  }
});

/** What is saved: fields with a default may be missing. */
export type GateQueryInput = z.input<typeof gateQuerySchema>;
/** What the backend works with. */
export type GateQuery = z.output<typeof gateQuerySchema>;
