import { z } from 'zod';

import { dimensionTextSchema } from '../../model/dimension-text';
import {
  DEFAULT_NAMESPACE,
  DEFAULT_SLO_NAMESPACE,
  endpointSchema,
  namespaceSchema,
  regionSchema,
  roleArnSchema,
} from '../../model/publishing';
import type { PublishDestination } from '../publish/destination';
import { withoutBlanks } from './without-blanks';

/** The environment variables that say where results are published. AWS's own say who signs in. */
export const CLOUDWATCH_VARIABLES = {
  region: 'SRE_METRICS_CLOUDWATCH_REGION',
  namespace: 'SRE_METRICS_CLOUDWATCH_NAMESPACE',
  dimensions: 'SRE_METRICS_CLOUDWATCH_DIMENSIONS',
  slos: 'SRE_METRICS_CLOUDWATCH_SLOS',
  sloNamespace: 'SRE_METRICS_CLOUDWATCH_SLO_NAMESPACE',
  roleArn: 'SRE_METRICS_CLOUDWATCH_ROLE_ARN',
  externalId: 'SRE_METRICS_CLOUDWATCH_EXTERNAL_ID',
  endpoint: 'SRE_METRICS_CLOUDWATCH_ENDPOINT',
} as const;

export const CLOUDWATCH_HELP = `
Results are published to CloudWatch where ${CLOUDWATCH_VARIABLES.region} is set; AWS's default
credentials sign in.
${CLOUDWATCH_VARIABLES.namespace}      default ${DEFAULT_NAMESPACE}
${CLOUDWATCH_VARIABLES.dimensions}     on every series, as Environment=production,Team=core
${CLOUDWATCH_VARIABLES.slos}           true publishes error budgets too (default false)
${CLOUDWATCH_VARIABLES.sloNamespace}  default ${DEFAULT_SLO_NAMESPACE}
${CLOUDWATCH_VARIABLES.roleArn}, ${CLOUDWATCH_VARIABLES.externalId}
                                        a role to assume before
${CLOUDWATCH_VARIABLES.endpoint}       in place of AWS's own, such as a VPC endpoint`;

const schema = z.object({
  [CLOUDWATCH_VARIABLES.region]: regionSchema,
  [CLOUDWATCH_VARIABLES.namespace]: namespaceSchema.default(DEFAULT_NAMESPACE),
  [CLOUDWATCH_VARIABLES.dimensions]: dimensionTextSchema.default({}),
  [CLOUDWATCH_VARIABLES.slos]: z.enum(['true', 'false'], { error: 'must be true or false' }).default('false'),
  [CLOUDWATCH_VARIABLES.sloNamespace]: namespaceSchema.default(DEFAULT_SLO_NAMESPACE),
  [CLOUDWATCH_VARIABLES.roleArn]: roleArnSchema.optional(),
  [CLOUDWATCH_VARIABLES.externalId]: z.string().optional(),
  [CLOUDWATCH_VARIABLES.endpoint]: endpointSchema.optional(),
});

/**
 * Where results are published, by the environment.
 *
 * @param errors takes what is wrong, without the values
 * @returns null where nothing is published, or something is wrong
 */
export function readPublishing(env: NodeJS.ProcessEnv, errors: string[]): PublishDestination | null {
  const variables = withoutBlanks(env);
  if (Object.values(CLOUDWATCH_VARIABLES).every((name) => variables[name] === undefined)) {
    return null;
  }
  if (variables[CLOUDWATCH_VARIABLES.region] === undefined) {
    errors.push(`${CLOUDWATCH_VARIABLES.region} is missing: without it nothing is published to CloudWatch.`);
    return null;
  }
  const { data, error } = schema.safeParse(variables);
  errors.push(...(error?.issues ?? []).map(({ path, message }) => `${path[0]?.toString()} ${message}.`));
  if (
    variables[CLOUDWATCH_VARIABLES.externalId] !== undefined &&
    variables[CLOUDWATCH_VARIABLES.roleArn] === undefined
  ) {
    errors.push(`${CLOUDWATCH_VARIABLES.externalId} needs ${CLOUDWATCH_VARIABLES.roleArn}.`);
  }
  return data === undefined ? null : destinationOf(data);
}

function destinationOf(values: z.output<typeof schema>): PublishDestination {
  const roleArn = values[CLOUDWATCH_VARIABLES.roleArn];
  const externalId = values[CLOUDWATCH_VARIABLES.externalId] ?? null;
  return {
    region: values[CLOUDWATCH_VARIABLES.region],
    credentials: { source: 'default' },
    assumedRole: roleArn === undefined ? null : { roleArn, externalId },
    endpoint: values[CLOUDWATCH_VARIABLES.endpoint] ?? null,
    namespace: values[CLOUDWATCH_VARIABLES.namespace],
    sloNamespace: values[CLOUDWATCH_VARIABLES.sloNamespace],
    dimensions: values[CLOUDWATCH_VARIABLES.dimensions],
    isPublishingSlos: values[CLOUDWATCH_VARIABLES.slos] === 'true',
  };
}
