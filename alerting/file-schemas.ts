import { z } from 'zod';

/**
 * What Grafana 12.3 and 13 read from provisioning files, as far as ours use it, and no more: a field
 * that Grafana does not know is lost without a word.
 */

const duration = z
  .string()
  .regex(/^(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/)
  .min(2);
/** Grafana expands `$NAME` in these, to nothing where it is not set; `$$` is a `$`. */
const plainText = z
  .string()
  .min(1)
  .regex(/^(?:[^$]|\$\$)*$/, 'holds a single $');
/** Grafana takes annotations as they are written, and expands their templates later. */
const annotation = z.string().min(1);

/** A query of a rule, or an expression. */
export const nodeSchema = z.strictObject({
  refId: plainText,
  queryType: plainText.optional(),
  relativeTimeRange: z.strictObject({ from: z.number().int().min(0), to: z.literal(0) }),
  datasourceUid: plainText,
  model: z.looseObject({ refId: z.string(), datasource: z.strictObject({ type: z.string(), uid: z.string() }) }),
});

const ruleSchema = z.strictObject({
  uid: plainText.max(40).regex(/^[a-z0-9-]+$/),
  title: plainText.max(190),
  condition: plainText,
  data: z.array(nodeSchema).min(2),
  dashboardUid: plainText,
  panelId: z.number().int().min(1),
  noDataState: z.enum(['NoData', 'Alerting', 'OK', 'KeepLast']),
  execErrState: z.enum(['Error', 'Alerting', 'OK', 'KeepLast']),
  for: duration,
  keepFiringFor: duration.optional(),
  missing_series_evals_to_resolve: z.number().int().min(1).optional(),
  annotations: z.strictObject({
    __dashboardUid__: plainText,
    __panelId__: z.string().regex(/^\d+$/),
    summary: annotation,
    description: annotation,
    records_url: annotation.optional(),
    incident_url: annotation.optional(),
    deployment_url: annotation.optional(),
    runbook_url: annotation.optional(),
  }),
  labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
  isPaused: z.boolean(),
  notification_settings: z.strictObject({
    receiver: plainText,
    group_by: z.array(plainText),
    group_wait: duration,
    group_interval: duration,
    repeat_interval: duration,
  }),
});

/** `rules.yaml` */
export const rulesFile = z.strictObject({
  apiVersion: z.literal(1),
  groups: z.array(
    z.strictObject({
      orgId: z.literal(1),
      name: plainText,
      folder: plainText,
      interval: duration,
      rules: z.array(ruleSchema).min(1),
    })
  ),
  deleteRules: z.array(z.strictObject({ orgId: z.literal(1), uid: plainText })).default([]),
});

/** `contact-points.yaml` */
export const contactPointsFile = z.strictObject({
  apiVersion: z.literal(1),
  contactPoints: z.array(
    z.strictObject({
      orgId: z.literal(1),
      name: plainText,
      receivers: z.array(
        z.strictObject({
          uid: plainText.max(40),
          type: z.literal('email'),
          settings: z.strictObject({
            addresses: plainText,
            singleEmail: z.boolean(),
            subject: plainText,
            message: plainText,
          }),
          disableResolveMessage: z.boolean(),
        })
      ),
    })
  ),
});

/** `templates.yaml` */
export const templatesFile = z.strictObject({
  apiVersion: z.literal(1),
  templates: z.array(z.strictObject({ orgId: z.literal(1), name: plainText, template: plainText })),
});

/** What rules need to know of `datasources/sre-metrics.yaml`. */
export const datasourcesFile = z.object({
  datasources: z.array(
    z.object({ uid: z.string(), type: z.string(), secureJsonData: z.record(z.string(), z.string()) })
  ),
});
