import { z } from 'zod';

import type { AwsIdentity } from './aws-credentials';

/** What results are published to in CloudWatch, as settings and environment variables say it. */

export const DEFAULT_NAMESPACE = 'StackFlow/DORA';
export const DEFAULT_SLO_NAMESPACE = 'StackFlow/SLO';

/** CloudWatch takes 30 dimensions a metric; Service and SLO are ours. */
export const MAX_EXTRA_DIMENSIONS = 28;

/** Dimensions that every series may have already. */
const OWN_DIMENSIONS: readonly string[] = ['Service', 'SLO'];

/**
 * What is published by hours, each on its own:
 * - `dora`: deployment frequency, lead time and MTTR, once the hour is over;
 * - `changeFailureRate`: once the 24 h in which a failure can still be linked are over too;
 * - `slo`: availability and error budget at the hour's end, where wanted.
 */
export const PUBLISHED_KINDS = ['dora', 'changeFailureRate', 'slo'] as const;
export type PublishedKind = (typeof PUBLISHED_KINDS)[number];

/** What the DORA metrics are called in CloudWatch. */
export const PUBLISHED_METRICS = ['DeploymentFrequency', 'LeadTime', 'MTTR', 'ChangeFailureRate'] as const;
export type PublishedMetric = (typeof PUBLISHED_METRICS)[number];

/** PutMetricData, `Namespace`: 1 to 255 characters, no colon first; `AWS/` is AWS's own. */
export const namespaceSchema = z
  .string()
  .trim()
  .regex(/^(?!AWS\/)(?!:)[\w.\-/#: ]{1,255}$/, {
    error: 'must be 1 to 255 letters, digits and . - _ / # : or spaces, and begin with neither : nor AWS/',
  });

/** Such as `eu-central-1` or `us-gov-west-1`. */
export const regionSchema = z
  .string()
  .trim()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'must be an AWS region such as eu-central-1' });

/** For tests and VPC endpoints; blank: AWS's own of the region. */
export const endpointSchema = z
  .string()
  .trim()
  .refine(isEndpoint, { error: 'must be a URL such as https://monitoring.eu-central-1.amazonaws.com' });

/** ARN of an IAM role. */
export const roleArnSchema = z
  .string()
  .trim()
  .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, {
    error: 'must be the ARN of a role, such as arn:aws:iam::123456789012:role/metrics',
  });

/**
 * Extra dimensions, by name. CloudWatch takes ASCII alone: names up to 255 characters, values up to
 * 1,024, neither blank, names without a colon first.
 */
export const dimensionsSchema = z
  .record(z.string(), z.string())
  .superRefine((dimensions, context) => complaintsOf(dimensions).forEach((message) => context.addIssue(message)));
export type Dimensions = Readonly<z.output<typeof dimensionsSchema>>;

/** Where in CloudWatch results go to. Its credentials may be secrets: never log it whole. */
export interface PublishDestination extends AwsIdentity {
  /** Null: AWS's own endpoint of the region. */
  readonly endpoint: string | null;
  /** Of the DORA metrics; default `StackFlow/DORA`. */
  readonly namespace: string;
  /** Of error budgets; default `StackFlow/SLO`. */
  readonly sloNamespace: string;
  /** Beside Service and SLO, on every series. */
  readonly dimensions: Dimensions;
  /** Whether error budgets are published too. */
  readonly isPublishingSlos: boolean;
}

function complaintsOf(dimensions: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(dimensions);
  const complaints = entries.flatMap(([name, value]) => {
    if (OWN_DIMENSIONS.includes(name)) {
      return [`must not name ${name}: that is a dimension already`];
    }
    return isText(name, 255) && !name.startsWith(':') && isText(value, 1024)
      ? []
      : ['must be of printable ASCII: one of them, or its value, is blank, too long or has other characters'];
  });
  return entries.length > MAX_EXTRA_DIMENSIONS
    ? [...complaints, `must be at most ${MAX_EXTRA_DIMENSIONS}`]
    : complaints;
}

function isText(text: string, longest: number): boolean {
  return text.length <= longest && /^[ -~]+$/.test(text) && text.trim() !== '';
}

function isEndpoint(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
