import { z } from 'zod';

import { connectionRightsSchema } from '../../src/model/connection-rights';
import type { FailureStatus } from '../../src/model/failure';
import {
  CRITICALITIES,
  addedOverrideSchema,
  endedOverrideSchema,
  gateAnswerSchema,
  gateBlockedResponseSchema,
  gateDecisionsResponseSchema,
  gateOverridesResponseSchema,
  overrideRequestSchema,
  releaseRequestSchema,
  releasedSchema,
} from '../../src/model/gate';
import { gitHubSyncResponseSchema } from '../../src/model/github-sync';
import { keptMonitoringSchema, monitoringSchema } from '../../src/model/monitoring';
import { publishingCheckSchema, publishingResponseSchema } from '../../src/model/publishing-status';
import { TIERS } from '../../src/model/query-fields';
import {
  schemaResponseSchema,
  servicesResponseSchema,
  sloDefinitionsResponseSchema,
  sloHistoryResponseSchema,
  sloItemSchema,
  teamsResponseSchema,
} from '../../src/model/resources';
import { sloDefinitionSchema } from '../../src/model/slo';
import { sloSummaryResponseSchema } from '../../src/model/slo-summary';
import { sloEditWithDefinitionSchema } from './sent-bodies';

/** What is said of each resource call: who may, what it takes, what it answers. */

export interface QueryParameter {
  readonly name: string;
  readonly description: string;
  readonly required?: true;
  /** Of one value; a list: the parameter may be repeated. */
  readonly schema: z.ZodType;
}

export interface CallDescription {
  /** A sentence. */
  readonly summary: string;
  /** What else a caller should know; a sentence or more. */
  readonly description?: string;
  /** The least of Grafana's roles that may call; Viewer is whoever may query the data source. */
  readonly role: 'Viewer' | 'Editor';
  /** The switch of `jsonData` that has to be on. */
  readonly setting?: 'allowSloEdits' | 'allowGateOverrides' | 'cloudWatchPublishing';
  /** What each parameter of the path is. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: readonly QueryParameter[];
  readonly body?: z.ZodType;
  readonly answer: { readonly status: 200 | 201; readonly description: string; readonly schema: z.ZodType };
  /** When the call refuses, beside what every call may answer. */
  readonly refusals?: Readonly<Partial<Record<FailureStatus, string>>>;
}

const NOT_PERMITTED = 'The setting, the role or the grants of the database user forbid it; the message says which.';
const WRONG_BODY = 'The body is no JSON object, or a field is wrong, which `field` names.';
const TOO_LONG = 'The body is longer than 64 KiB.';
const SLO_ID = 'The `id` of the SLO, as `GET slo-definitions` gives it.';

/** By method and pattern, as the routes are written in `resources/routes.ts`. */
export const CALL_DESCRIPTIONS: Readonly<Record<string, CallDescription>> = {
  'GET services': {
    summary: 'Lists services by name, retired ones included.',
    role: 'Viewer',
    query: [
      { name: 'team', description: 'Only services of this team.', schema: z.array(z.string()) },
      { name: 'tier', description: 'Only services of this tier.', schema: z.array(z.enum(TIERS)) },
    ],
    answer: { status: 200, description: 'The services, at most 10,000.', schema: servicesResponseSchema },
    refusals: { 400: 'A tier is not known, or a name holds a NUL character.' },
  },
  'GET teams': {
    summary: 'Lists teams that own services, by name.',
    role: 'Viewer',
    answer: { status: 200, description: 'The teams, at most 10,000.', schema: teamsResponseSchema },
  },
  'GET schema': {
    summary: "Tells the database schema's version, and what its tables hold.",
    role: 'Viewer',
    answer: { status: 200, description: 'Versions and tables.', schema: schemaResponseSchema },
  },
  'GET slo-definitions': {
    summary: 'Lists every SLO, disabled ones too, and whether the caller may write.',
    role: 'Viewer',
    answer: { status: 200, description: 'SLOs by service and name.', schema: sloDefinitionsResponseSchema },
  },
  'POST slo-definitions': {
    summary: 'Creates an SLO.',
    role: 'Editor',
    setting: 'allowSloEdits',
    body: sloDefinitionSchema,
    answer: { status: 201, description: 'The SLO as it is kept.', schema: sloItemSchema },
    refusals: {
      400: `${WRONG_BODY} So it is where the service does not exist.`,
      403: NOT_PERMITTED,
      409: 'The service has an SLO of this name already.',
      413: TOO_LONG,
    },
  },
  'PUT slo-definitions/{id}': {
    summary: 'Changes an SLO.',
    description:
      'Its service stays. `revision` is the one that the SLO was read with: nobody overwrites an edit unseen.',
    role: 'Editor',
    setting: 'allowSloEdits',
    path: { id: SLO_ID },
    body: sloEditWithDefinitionSchema,
    answer: { status: 200, description: 'The SLO as it is kept now.', schema: sloItemSchema },
    refusals: {
      400: WRONG_BODY,
      403: NOT_PERMITTED,
      404: 'There is no SLO with this id.',
      409: 'Without `field`: somebody else edited it in between. With `field`: the name is taken.',
      413: TOO_LONG,
    },
  },
  'GET slo-definitions/{id}/history': {
    summary: 'Lists every edit of an SLO, newest first.',
    role: 'Viewer',
    path: { id: SLO_ID },
    answer: { status: 200, description: 'The edits.', schema: sloHistoryResponseSchema },
    refusals: { 404: 'There is no SLO with this id.' },
  },
  'PUT service-monitoring': {
    summary: 'Says since when the downtime of a service is known.',
    description:
      'Before that the service has no availability, and error budgets whose window reaches further back are smaller. No history is kept of it.',
    role: 'Editor',
    setting: 'allowSloEdits',
    body: monitoringSchema,
    answer: { status: 200, description: 'What is kept now.', schema: keptMonitoringSchema },
    refusals: {
      400: `${WRONG_BODY} So it is where the service does not exist.`,
      403: NOT_PERMITTED,
      413: TOO_LONG,
    },
  },
  'GET slos/{service...}': {
    summary: "Tells the state of a service's SLO now.",
    description:
      'Of several SLOs the one in most trouble. A name may hold slashes; encode a name with `%`, `?` or `#` twice, since Grafana decodes the path once.',
    role: 'Viewer',
    path: { service: "The service's name." },
    query: [{ name: 'name', description: "The SLO's name, where the service has several.", schema: z.string() }],
    answer: { status: 200, description: 'The SLO and its error budget.', schema: sloSummaryResponseSchema },
    refusals: {
      400: 'A name holds a NUL character.',
      404: 'There is no such service, or it has no such SLO that is enabled.',
    },
  },
  'GET connection-rights': {
    summary: "Tells what the database lets the data source's user do, whatever the settings allow.",
    description: 'It fails where the database does not answer, or holds no schema that can be read.',
    role: 'Viewer',
    answer: { status: 200, description: 'The rights.', schema: connectionRightsSchema },
  },
  'GET github-sync': {
    summary: "Tells how GitHub sync stands with each repository, and what is left of GitHub's rate limits.",
    role: 'Viewer',
    answer: { status: 200, description: 'Repositories by name, and limits.', schema: gitHubSyncResponseSchema },
  },
  'GET gate': {
    summary: 'Tells whether a change of a service may go ahead.',
    description:
      'Where the gate cannot be computed though the database answers, the policy decides, and `undecidable` says why. Where the database does not answer, the call fails, and the caller has to choose.',
    role: 'Viewer',
    query: [
      { name: 'service', description: "The service's name.", required: true, schema: z.string().min(1) },
      {
        name: 'criticality',
        description: 'Of the change.',
        schema: z.enum(CRITICALITIES).default('non_critical'),
      },
    ],
    answer: { status: 200, description: 'The decision, with its reason.', schema: gateAnswerSchema },
    refusals: { 400: 'The service is missing, or the criticality is not known.', 404: 'There is no such service.' },
  },
  'GET gate-decisions': {
    summary: 'Lists the services that are gated now, by name.',
    role: 'Viewer',
    answer: { status: 200, description: 'The gated services.', schema: gateDecisionsResponseSchema },
  },
  'GET gate-blocked': {
    summary: 'Lists the changes that are held now, the longest waiting first.',
    role: 'Viewer',
    answer: { status: 200, description: 'The held changes.', schema: gateBlockedResponseSchema },
  },
  'POST gate-release/{changeId}': {
    summary: 'Lets a held change go ahead.',
    role: 'Editor',
    setting: 'allowGateOverrides',
    path: { changeId: 'The `id` of the change, as `GET gate-blocked` gives it.' },
    body: releaseRequestSchema,
    answer: { status: 200, description: 'The state that the change is in now.', schema: releasedSchema },
    refusals: { 400: WRONG_BODY, 403: NOT_PERMITTED, 409: 'The gate does not hold the change.', 413: TOO_LONG },
  },
  'GET gate-overrides': {
    summary: 'Lists the overrides that hold and the newest others, and whether the caller may write.',
    role: 'Viewer',
    answer: { status: 200, description: 'At most 100 overrides.', schema: gateOverridesResponseSchema },
  },
  'POST gate-overrides': {
    summary: "Lets a service's changes through for a while.",
    role: 'Editor',
    setting: 'allowGateOverrides',
    body: overrideRequestSchema,
    answer: { status: 201, description: 'Its id, and when it ends.', schema: addedOverrideSchema },
    refusals: {
      400: `${WRONG_BODY} So it is where the service does not exist.`,
      403: NOT_PERMITTED,
      413: TOO_LONG,
    },
  },
  'POST gate-overrides/{id}/end': {
    summary: 'Ends an override before its time.',
    role: 'Editor',
    setting: 'allowGateOverrides',
    path: { id: 'The `id` of the override, as `GET gate-overrides` gives it.' },
    answer: { status: 200, description: 'Its id.', schema: endedOverrideSchema },
    refusals: {
      403: NOT_PERMITTED,
      404: 'There is no override with this id.',
      409: 'It is over already.',
    },
  },
  'GET cloudwatch-publishing': {
    summary: 'Tells how publishing to CloudWatch stands with each destination.',
    role: 'Viewer',
    answer: { status: 200, description: 'Destinations by name and kind.', schema: publishingResponseSchema },
  },
  'POST cloudwatch-check': {
    summary: 'Tests whether the saved settings may publish to CloudWatch and read back. Publishes nothing.',
    role: 'Editor',
    setting: 'cloudWatchPublishing',
    answer: { status: 200, description: 'What is permitted.', schema: publishingCheckSchema },
    refusals: {
      400: 'The data source does not publish to CloudWatch.',
      401: 'AWS does not know the credentials.',
      403: 'The role forbids it.',
    },
  },
};
