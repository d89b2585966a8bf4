import type { z } from 'zod';

import { sloDefinitionSchema } from '../../../model/slo';
import type { SloDefinition } from '../../../model/slo';
import type { Path } from '../files/yaml-nodes';
import { daysOf, percentOf } from './numbers';
import { ENABLED_ANNOTATION, MONITORED_ANNOTATION, RUNBOOK_ANNOTATION, openSloSchema } from './open-slo';
import type { OpenSlo } from './open-slo';

export interface Complaint {
  readonly path: Path;
  readonly reason: string;
}

export type SloOfObject =
  | {
      readonly ok: true;
      readonly definition: SloDefinition;
      /** Since when its service is monitored, in ISO 8601; null where the object does not say. */
      readonly monitoredSince: string | null;
    }
  | { readonly ok: false; readonly complaints: readonly Complaint[] };

/** The SLO that an OpenSLO object describes, or all that is wrong with it. */
export function sloOfObject(object: unknown): SloOfObject {
  const read = openSloSchema.safeParse(object);
  if (!read.success) {
    return { ok: false, complaints: complaintsOf(read.error) };
  }
  const parsed = sloDefinitionSchema.safeParse(candidateOf(read.data));
  if (parsed.success) {
    const since = read.data.metadata.annotations?.[MONITORED_ANNOTATION];
    return { ok: true, definition: parsed.data, monitoredSince: typeof since === 'string' ? since : null };
  }
  const paths = pathsOf(read.data);
  return {
    ok: false,
    complaints: complaintsOf(parsed.error).map(({ path: [field], reason }) => ({
      path: paths[field as keyof SloDefinition],
      reason,
    })),
  };
}

function candidateOf({ metadata, spec }: OpenSlo): Record<keyof SloDefinition, unknown> {
  const enabled = metadata.annotations?.[ENABLED_ANNOTATION];
  const [{ target = 0, targetPercent = percentOf(target) }] = spec.objectives;
  return {
    service: spec.service,
    name: metadata.displayName ?? metadata.name,
    targetPercent,
    windowDays: daysOf(spec.timeWindow[0].duration),
    enabled: enabled !== false && enabled !== 'false',
    runbookUrl: metadata.annotations?.[RUNBOOK_ANNOTATION],
  };
}

/** Where each part of the definition stands in the object. */
function pathsOf({ metadata, spec }: OpenSlo): Readonly<Record<keyof SloDefinition, Path>> {
  const [objective] = spec.objectives;
  return {
    service: ['spec', 'service'],
    name: ['metadata', metadata.displayName === undefined ? 'name' : 'displayName'],
    targetPercent: ['spec', 'objectives', 0, objective.target === undefined ? 'targetPercent' : 'target'],
    windowDays: ['spec', 'timeWindow', 0, 'duration'],
    enabled: ['metadata', 'annotations', ENABLED_ANNOTATION],
    runbookUrl: ['metadata', 'annotations', RUNBOOK_ANNOTATION],
  };
}

function complaintsOf({ issues }: z.ZodError): Complaint[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: [...path, key], reason: 'is not a field that is known here' }));
    }
    return [{ path, reason: issue.message }];
  });
}
