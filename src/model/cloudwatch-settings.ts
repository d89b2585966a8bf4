import { z } from 'zod';

import { assumedRoleOf, credentialsOfKeys } from './aws-credentials';
import { dimensionTextSchema } from './dimension-text';
import { optionalText } from './optional-text';
import {
  DEFAULT_NAMESPACE,
  DEFAULT_SLO_NAMESPACE,
  endpointSchema,
  namespaceSchema,
  regionSchema,
  roleArnSchema,
} from './publishing';
import type { PublishDestination } from './publishing';
import { complaintOf, halfAPair } from './settings-complaint';
import type { SettingsComplaint } from './settings-complaint';

/** The settings of a data source that publishes to CloudWatch itself, in place of a worker. */

export type PublishingSettings =
  | { readonly enabled: false }
  | {
      readonly enabled: true;
      /** Where the ledger of what was published is written. */
      readonly writerHost: string;
      readonly destination: PublishDestination;
    };

/** Fields of `jsonData`. All but the switch are looked at only where it is on. */
export const cloudWatchFields = {
  /** Whether this data source publishes to CloudWatch; default false. */
  cloudWatchPublishing: z.boolean().default(false),
  /** AWS region of CloudWatch. */
  cloudWatchRegion: optionalText,
  /** Namespace of the four metrics, default `StackFlow/DORA`. */
  cloudWatchNamespace: optionalText,
  /** Namespace of error budgets, default `StackFlow/SLO`. */
  cloudWatchSloNamespace: optionalText,
  /** URL of a VPC endpoint or an emulator; blank: AWS's own. */
  cloudWatchEndpoint: optionalText,
  /** Further dimensions of every metric, as `Environment=production, Team=core`. */
  cloudWatchDimensions: optionalText,
  /** Whether error budgets and availability are published too; default false. */
  cloudWatchSlos: z.boolean().default(false),
  /** A role to assume before publishing. */
  cloudWatchAssumeRoleArn: optionalText,
  /** External id for the assumed role. */
  cloudWatchExternalId: optionalText,
};

/** Fields of `secureJsonData`; without them AWS's default chain applies. */
export const cloudWatchSecrets = {
  /** For publishing to CloudWatch; without a pair of keys AWS's default chain applies. */
  cloudWatchAccessKeyId: z.string().optional(),
  /** Of `cloudWatchAccessKeyId`. */
  cloudWatchSecretAccessKey: z.string().optional(),
};

const destinationSchema = z.object({
  cloudWatchRegion: z.string({ error: 'is missing; enter the AWS region of CloudWatch' }).pipe(regionSchema),
  cloudWatchNamespace: namespaceSchema.default(DEFAULT_NAMESPACE),
  cloudWatchSloNamespace: namespaceSchema.default(DEFAULT_SLO_NAMESPACE),
  cloudWatchEndpoint: endpointSchema.optional(),
  cloudWatchDimensions: dimensionTextSchema.default({}),
  cloudWatchAssumeRoleArn: roleArnSchema.optional(),
});

type Json = z.output<z.ZodObject<typeof cloudWatchFields>>;
type Secrets = z.output<z.ZodObject<typeof cloudWatchSecrets>>;

/**
 * Reads where to publish.
 *
 * @param writerHost where the ledger is written
 */
export function publishingSettings(
  json: Json,
  secrets: Secrets,
  writerHost: string
): PublishingSettings | SettingsComplaint {
  if (!json.cloudWatchPublishing) {
    return { enabled: false };
  }
  const read = destinationSchema.safeParse(json);
  if (!read.success) {
    return complaintOf(read.error);
  }
  const credentials = credentialsOfKeys(secrets.cloudWatchAccessKeyId, secrets.cloudWatchSecretAccessKey);
  if (credentials === null) {
    return halfAPair('cloudWatchAccessKeyId', 'cloudWatchSecretAccessKey');
  }
  return {
    enabled: true,
    writerHost,
    destination: {
      region: read.data.cloudWatchRegion,
      endpoint: read.data.cloudWatchEndpoint ?? null,
      namespace: read.data.cloudWatchNamespace,
      sloNamespace: read.data.cloudWatchSloNamespace,
      dimensions: read.data.cloudWatchDimensions,
      isPublishingSlos: json.cloudWatchSlos,
      credentials,
      assumedRole: assumedRoleOf(read.data.cloudWatchAssumeRoleArn, json.cloudWatchExternalId),
    },
  };
}
