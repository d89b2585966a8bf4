import { z } from 'zod';

import { CHANGE_SEPARATOR, key, text, time, webAddress } from './entered-values';

/** A variable that a pipeline left unset is no value: one empty id would be the same record for ever. */
function filled<T extends z.ZodType<string>>(schema: T) {
  return schema.refine((value) => value.trim() !== '', { error: 'is empty' });
}

/** A deployment as a pipeline tells it, whatever forge and trunk it is of. */
export const deploymentSchema = z.strictObject({
  /** The service's exact name. */
  service: filled(key),
  /** What was deployed: a commit, or any other revision. */
  sha: key.regex(/^[^\s|]+$/, { error: 'holds a blank or a bar (|)' }),
  outcome: z.enum(['successful', 'failed', 'rolled_back'], {
    error: 'must be one of: successful, failed, rolled_back',
  }),
  /** When work on it began, such as the author time of its oldest new commit: the start of the lead time. */
  committedAt: time,
  /** When the rollout began. Default: not known. */
  startedAt: time.optional(),
  /** When it was live, or had failed. Default: now. */
  endedAt: time.optional(),
  /** By which it is known again. Default: service and revision. */
  externalId: filled(key)
    .refine((id) => !CHANGE_SEPARATOR.test(id), { error: 'holds a blank or a bar (|)' })
    .optional(),
  title: filled(text).optional(),
  url: webAddress.optional(),
  /** Only production counts in metrics. Default production. */
  environment: filled(text).default('production'),
  /** Made because of something in production: rework. Default false. */
  unplanned: z.boolean().default(false),
  /** A critical change passes the change gate. Default false. */
  critical: z.boolean().default(false),
});
export type DeploymentDefinition = z.output<typeof deploymentSchema>;
export type DeploymentInput = z.input<typeof deploymentSchema>;

/** The name of a deployment that was given none: incidents can name it, so it holds no blank. */
export function externalIdOf({ externalId, service, sha }: DeploymentDefinition): string {
  return externalId ?? `${service.replace(/[\s|]+/g, '-')}@${sha}`;
}
