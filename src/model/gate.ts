import { z } from 'zod';

import { MAX_SERVICE_CHARACTERS, enteredText } from './plain-text';
import { writableSchema } from './resources';
import { sloSummaryResponseSchema } from './slo-summary';

/**
 * The change gate as its resource calls tell it: the contract between the backend's routes, the settings
 * page and programs that ask. Times are ISO 8601, UTC; ids are decimal texts, since bigints do not fit a
 * JSON number.
 */

/** Critical changes pass the gate. */
export const CRITICALITIES = ['non_critical', 'critical'] as const;
export type Criticality = (typeof CRITICALITIES)[number];

/** What happens where the gate cannot be computed: `open` lets changes pass, `closed` blocks them. */
export const GATE_POLICIES = ['open', 'closed'] as const;
export type GatePolicy = (typeof GATE_POLICIES)[number];

/** An override: for a while, a gated service's changes pass. `state` is that of now. */
export const gateOverrideSchema = z.object({
  /** A decimal text. */
  id: z.string(),
  /** Whose changes pass. */
  service: z.string(),
  /** Why, as entered. */
  reason: z.string(),
  /** Who added it: the sign-in name, or `(not shown)` where the caller may not read it. */
  createdBy: z.string(),
  /** When it was added. */
  createdAt: z.string(),
  /** When it ends, unless it was ended before. */
  until: z.string(),
  /** When and by whom it was ended before its time; null where it was not. */
  endedAt: z.string().nullable(),
  /** Who did; null where it was not. */
  endedBy: z.string().nullable(),
  /** Of now: `active`; `ended` before its time; `expired` on time. */
  state: z.enum(['active', 'ended', 'expired']),
});
export type GateOverride = z.infer<typeof gateOverrideSchema>;

/**
 * `GET gate?service=&criticality=`: whether a change of a service may go ahead; the criticality is
 * `non_critical` where none is given. 404: there is no such service. Where the gate cannot be computed
 * though the database answers, the policy decides, and `undecidable` says why; where it does not answer, the
 * call fails with 502 or 504, and the caller has to choose.
 */
export const gateAnswerSchema = z.object({
  /** The service's name. */
  service: z.string(),
  criticality: z.enum(CRITICALITIES),
  /** Whether the change may go ahead. */
  decision: z.enum(['pass', 'blocked']),
  /** Why, in a sentence or two. */
  reason: z.string(),
  /** Whether an SLO of the service is exhausted; null where that cannot be computed. */
  gated: z.boolean().nullable(),
  /** The SLO that gates the service or, of one that is not gated, the one in most trouble; null without an SLO. */
  slo: sloSummaryResponseSchema.shape.slo.omit({ runbook_url: true, fresh: true, newest_record_at: true }).nullable(),
  /** When the service became gated; null where it is not. */
  since: z.string().nullable(),
  /** The override that lets its changes through, if one does. */
  override: z
    .object({
      /** A decimal text. */
      id: z.string(),
      /** When it ends. */
      until: z.string(),
    })
    .nullable(),
  /** Whether the database holds back changes by itself, or only tells. */
  enforced: z.boolean(),
  policy: z.enum(GATE_POLICIES),
  /** Why the gate cannot be computed, so that the policy decided; null where it can. */
  undecidable: z.string().nullable(),
});
export type GateAnswer = z.infer<typeof gateAnswerSchema>;

/** A service whose non-critical changes are blocked. */
export const gatedServiceSchema = z.object({
  /** The service's name. */
  service: z.string(),
  /** The team that owns it; null where none does. */
  team: z.string().nullable(),
  /** The SLO that gates it. */
  slo: z.string(),
  /** Availability that the SLO aims at, in percent. */
  targetPercent: z.number(),
  /** Length of its rolling window in days of 24 hours. */
  windowDays: z.number().int(),
  /** Downtime that the window may have. */
  budgetMinutes: z.number(),
  /** Downtime that it has. */
  usedMinutes: z.number(),
  /** When the service became gated; null where that is not known. */
  since: z.string().nullable(),
  /** When the override ends that lets its changes through; null without one. */
  overrideUntil: z.string().nullable(),
  /** Changes of it that are held. */
  held: z.number().int(),
});
export type GatedService = z.infer<typeof gatedServiceSchema>;

/** `GET gate-decisions`: the services that are gated now, by name. */
export const gateDecisionsResponseSchema = z.object({
  /** By name. */
  gated: z.array(gatedServiceSchema),
  /** Whether the database holds back changes by itself, or only tells. */
  enforced: z.boolean(),
  policy: z.enum(GATE_POLICIES),
});
export type GateDecisionsResponse = z.infer<typeof gateDecisionsResponseSchema>;

/** A change that is held. `id` is the change record's. */
export const blockedChangeSchema = z.object({
  /** A decimal text. */
  id: z.string(),
  /** The change's title. */
  change: z.string(),
  /** Its page; null where none is known. */
  url: z.string().nullable(),
  /** The service that it changes. */
  service: z.string(),
  /** The team that owns the service; null where none does. */
  team: z.string().nullable(),
  /** Since when it is held. */
  heldAt: z.string(),
  /** The state it goes to once it is let go. */
  goesBackTo: z.string(),
  /** The state it was to enter. */
  wanted: z.string(),
  /** Why it is held. */
  reason: z.string(),
});
export type BlockedChange = z.infer<typeof blockedChangeSchema>;

/**
 * `GET gate-blocked`: the changes that are held now, the longest waiting first, and whether the caller may
 * release them. `POST gate-release/{changeId}` with `{ reason }` lets one through and answers with the state it
 * is in now; 409 where it is not held. 403: the setting or the role forbids it.
 */
export const gateBlockedResponseSchema = z.object({
  blocked: z.array(blockedChangeSchema),
  writable: writableSchema,
});
export type GateBlockedResponse = z.infer<typeof gateBlockedResponseSchema>;

/**
 * `GET gate-overrides`: those that hold and the newest others, and whether the caller may write.
 * `POST gate-overrides` takes a service, a reason and for how many hours from now, and answers 201 with its id
 * and end; `POST gate-overrides/{id}/end` answers with its id, 409 where it was over already. 403: the setting
 * or the role forbids it.
 */
export const gateOverridesResponseSchema = z.object({
  overrides: z.array(gateOverrideSchema),
  writable: writableSchema,
});
export type GateOverridesResponse = z.infer<typeof gateOverridesResponseSchema>;

/** Six minutes: the worker releases once a minute, so that a shorter one may let nothing pass. */
export const MIN_OVERRIDE_HOURS = 0.1;
/** 30 days. */
export const MAX_OVERRIDE_HOURS = 720;
export const MAX_REASON_CHARACTERS = 500;

/** Why the changes may go ahead, for whoever looks later. */
const reason = enteredText('why the changes may go ahead', MAX_REASON_CHARACTERS);

/** An override as a person asks for it. */
export const overrideRequestSchema = z.strictObject({
  /** Name of the service; it must exist. */
  service: enteredText("a service's name", MAX_SERVICE_CHARACTERS),
  reason,
  /** For how long from now: 0.1 to 720. */
  hours: z
    .number({ error: 'must be a number of hours' })
    .gte(MIN_OVERRIDE_HOURS, { error: `must be at least ${MIN_OVERRIDE_HOURS}` })
    .lte(MAX_OVERRIDE_HOURS, { error: `must be at most ${MAX_OVERRIDE_HOURS}` }),
});
export type OverrideRequest = z.output<typeof overrideRequestSchema>;

/** What an added override is answered with. */
export const addedOverrideSchema = z.object({
  /** A decimal text. */
  id: z.string(),
  /** When it ends, unless it is ended before. */
  until: z.string(),
});

/** What an ended override is answered with. */
export const endedOverrideSchema = z.object({
  /** The override's id, as in the path. */
  id: z.string(),
});

/** The body of a release. */
export const releaseRequestSchema = z.strictObject({ reason });
export type ReleaseRequest = z.output<typeof releaseRequestSchema>;

/** What a release is answered with. */
export const releasedSchema = z.object({
  /** The change's id, as in the path. */
  id: z.string(),
  /** The state that the change is in now. */
  state: z.string(),
});

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  /** `field` is the first wrong field, blank where it is none; `message` a sentence that names it. */
  | { readonly ok: false; readonly field: string; readonly message: string };

/** Validates what a person entered. Never throws. */
export function parseEntered<T>(schema: z.ZodType<T>, candidate: unknown): Parsed<T> {
  const parsed = schema.safeParse(candidate, { reportInput: false });
  if (parsed.success) {
    return { ok: true, value: parsed.data };
  }
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const [field = ''] = issue.keys;
    return { ok: false, field, message: `${field} is not a field of this request.` };
  }
  const field = issue?.path.join('.') ?? '';
  return field === ''
    ? { ok: false, field, message: 'The request must be a JSON object.' }
    : { ok: false, field, message: `${field} ${issue?.message ?? 'is not valid'}.` };
}
