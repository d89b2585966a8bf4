import { z } from 'zod';

import { assumedRoleOf, credentialsOfKeys } from './aws-credentials';
import type { AssumedRole, AwsCredentialsSettings } from './aws-credentials';
import { cloudWatchFields, cloudWatchSecrets, publishingSettings } from './cloudwatch-settings';
import type { PublishingSettings } from './cloudwatch-settings';
import { optionalText } from './optional-text';
import { usualGapFields, usualGapsOf } from './record-sources';
import type { UsualGaps } from './record-sources';
import { complaintOf, halfAPair } from './settings-complaint';
import type { SettingsComplaint } from './settings-complaint';
import { LIMITED_PUBLISHER, teamsSchema } from './settings-teams';

/**
 * The data source's settings: what ConfigEditor saves in `jsonData` and `secureJsonData`, and what
 * the backend validates before it opens a connection.
 */

/** `verify`: encrypted, certificate and host name checked. `require`: encrypted only. `disable`: not encrypted. */
export const TLS_MODES = ['verify', 'require', 'disable'] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** How the database user signs in. */
export const AUTH_METHODS = ['password', 'iam'] as const;
export type AuthMethod = (typeof AUTH_METHODS)[number];

export const EDITOR_AUDIENCES = ['admins', 'editors', 'viewers'] as const;
/** From which Grafana role on callers read who edited an SLO or let changes through. */
export type EditorAudience = (typeof EDITOR_AUDIENCES)[number];

export const DEFAULT_PORT = 5432;
export const DEFAULT_MAX_CONNECTIONS = 10;
export const DEFAULT_STATEMENT_TIMEOUT_SECONDS = 30;

const requiredText = (what: string) =>
  z
    .string({ error: `is missing; enter ${what}` })
    .trim()
    .min(1, { error: `is missing; enter ${what}` })
    .max(500);

/** `jsonData`: public, and readable by every viewer of the data source. */
export const jsonDataSchema = z.object({
  /** Host name of the Aurora (reader) endpoint. */
  host: requiredText("the host name of Aurora's reader endpoint"),
  /** TCP port, default 5432. */
  port: z.coerce.number().int().min(1).max(65535).default(DEFAULT_PORT),
  /** Name of the database that holds the schema `stackflow`. */
  database: requiredText('the name of the database that holds the schema stackflow'),
  /** A login role that is a member of sre_metrics_reader. */
  user: requiredText('a database user that is a member of sre_metrics_reader'),
  /** Default `verify`. */
  tlsMode: z.enum(TLS_MODES).default('verify'),
  /** Default `password`. */
  authMethod: z.enum(AUTH_METHODS).default('password'),
  /** AWS region of the cluster, for IAM sign-in. */
  awsRegion: optionalText,
  /** Host name that IAM tokens are made for, where `host` is an alias of the endpoint; blank: `host`. */
  awsTokenHost: optionalText,
  /** A role to assume before signing in with IAM. */
  awsAssumeRoleArn: optionalText,
  /** External id for the assumed role. */
  awsExternalId: optionalText,
  /** Most connections to Aurora, default 10 (or Grafana's own default for SQL data sources). */
  maxConnections: z.coerce.number().int().min(1).max(100).optional(),
  /** A statement that runs longer is cancelled by Aurora, in seconds; default 30. */
  statementTimeoutSeconds: z.coerce.number().int().min(1).max(600).default(DEFAULT_STATEMENT_TIMEOUT_SECONDS),
  /** Whether numbers may come from stored cells of deployments and incidents, where they are folded; default true. They are the same either way. */
  storedCells: z.boolean().default(true),
  /** Whether Grafana's Editors and Admins may create and change SLOs through this data source; default false. */
  allowSloEdits: z.boolean().default(false),
  /** Whether Grafana's Editors and Admins may override the change gate and release changes; default false. */
  allowGateOverrides: z.boolean().default(false),
  /** Who reads the sign-in names of those who did; default `editors`: Editors and Admins. */
  showEditorsTo: z.enum(EDITOR_AUDIENCES).default('editors'),
  /** The teams whose services this data source answers from; default none: from all. */
  teams: teamsSchema,
  /** Host name of Aurora's writer endpoint, for those edits and the ledger of publishing alone; blank: `host`. */
  writerHost: optionalText,
  ...usualGapFields,
  ...cloudWatchFields,
});
export type SreJsonData = z.input<typeof jsonDataSchema>;

/** `secureJsonData`: write-only from the browser, decrypted by Grafana for the backend alone. */
export const secureJsonDataSchema = z.object({
  /** Of the database user, where `authMethod` is `password`. */
  password: z.string().optional(),
  /** PEM of the certificate authority that signed Aurora's certificate; blank: the system's. */
  tlsCaCert: z.string().optional(),
  /** For IAM sign-in; without a pair of keys AWS's default chain applies. */
  awsAccessKeyId: z.string().optional(),
  /** Of `awsAccessKeyId`. */
  awsSecretAccessKey: z.string().optional(),
  ...cloudWatchSecrets,
});
export type SreSecureJsonData = z.input<typeof secureJsonDataSchema>;

export type TlsSettings =
  | { readonly mode: 'disable' }
  | { readonly mode: 'require' }
  /** Without `caPem` the system's certificate authorities decide. */
  | { readonly mode: 'verify'; readonly caPem: string | null };

export type AuthSettings =
  | { readonly method: 'password'; readonly password: string }
  | {
      readonly method: 'iam';
      readonly region: string;
      /** The endpoint's own name, where it is reached by an alias. Default: the host. */
      readonly tokenHost?: string;
      readonly credentials: AwsCredentialsSettings;
      readonly assumedRole: AssumedRole | null;
    };

/** What may be written through this data source, and where. */
export interface EditSettings {
  readonly slos: boolean;
  /** Overrides of the change gate, and releases of changes it holds. */
  readonly gate: boolean;
  readonly writerHost: string;
}

/** Validated settings of one data source. Holds secrets: never log it. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly tls: TlsSettings;
  readonly auth: AuthSettings;
  /** null: not chosen here, so the host's default or `DEFAULT_MAX_CONNECTIONS` applies. */
  readonly maxConnections: number | null;
  readonly statementTimeoutSeconds: number;
  readonly edits: EditSettings;
  readonly showEditorsTo: EditorAudience;
  /** Whether stored cells may answer. */
  readonly storedCells: boolean;
  /** Names of the teams that it is limited to; empty: no limit. */
  readonly teams: readonly string[];
  readonly usualGaps: UsualGaps;
  readonly publishing: PublishingSettings;
}

export type ParsedSettings =
  { readonly ok: true; readonly settings: ConnectionSettings } | ({ readonly ok: false } & SettingsComplaint);

/**
 * Validates a data source's settings. Never throws, and never puts a value into a message, since
 * it may be a secret.
 */
export function parseSettings(jsonData: unknown, secureJsonData: unknown): ParsedSettings {
  const json = jsonDataSchema.safeParse(withoutBlanks(jsonData));
  if (!json.success) {
    return { ok: false, ...complaintOf(json.error) };
  }
  const secure = secureJsonDataSchema.safeParse(secureJsonData);
  if (!secure.success) {
    return { ok: false, ...complaintOf(secure.error) };
  }
  const { host, port, database, user, maxConnections, statementTimeoutSeconds, tlsMode } = json.data;
  const { allowSloEdits, allowGateOverrides, writerHost = host } = json.data;
  const auth = authSettings(json.data, secure.data);
  if ('message' in auth) {
    return { ok: false, ...auth };
  }
  if (json.data.teams.length > 0 && json.data.cloudWatchPublishing) {
    return { ok: false, ...LIMITED_PUBLISHER };
  }
  const publishing = publishingSettings(json.data, secure.data, writerHost);
  if ('message' in publishing) {
    return { ok: false, ...publishing };
  }
  const tls = tlsSettings(tlsMode, secure.data.tlsCaCert);
  return {
    ok: true,
    settings: {
      host,
      port,
      database,
      user,
      tls,
      auth,
      maxConnections: maxConnections ?? null,
      statementTimeoutSeconds,
      showEditorsTo: json.data.showEditorsTo,
      storedCells: json.data.storedCells,
      teams: json.data.teams,
      usualGaps: usualGapsOf(json.data),
      edits: { slos: allowSloEdits, gate: allowGateOverrides, writerHost },
      publishing,
    },
  };
}

/**
 * Provisioning leaves a blank where an environment variable is not set: it counts as left out. Not so
 * for teams: a limit that somebody meant must not fall away.
 */
function withoutBlanks(jsonData: unknown): unknown {
  return typeof jsonData === 'object' && jsonData !== null && !Array.isArray(jsonData)
    ? Object.fromEntries(Object.entries(jsonData).filter(([key, value]) => value !== '' || key === 'teams'))
    : jsonData;
}

function tlsSettings(mode: TlsMode, caPem: string | undefined): TlsSettings {
  return mode === 'verify' ? { mode, caPem: caPem === undefined || caPem.trim() === '' ? null : caPem } : { mode };
}

function authSettings(
  json: z.output<typeof jsonDataSchema>,
  secure: z.output<typeof secureJsonDataSchema>
): AuthSettings | SettingsComplaint {
  if (json.authMethod === 'password') {
    return secure.password
      ? { method: 'password', password: secure.password }
      : { field: 'password', message: 'password is missing; enter the password of the database user, or choose IAM.' };
  }
  if (json.awsRegion === undefined) {
    return {
      field: 'awsRegion',
      message: 'awsRegion is missing; enter the AWS region of the cluster for IAM sign-in.',
    };
  }
  if (json.tlsMode === 'disable') {
    return { field: 'tlsMode', message: 'tlsMode: IAM sign-in needs TLS; choose verify or require.' };
  }
  const credentials = credentialsOfKeys(secure.awsAccessKeyId, secure.awsSecretAccessKey);
  if (credentials === null) {
    return halfAPair('awsAccessKeyId', 'awsSecretAccessKey');
  }
  return {
    method: 'iam',
    region: json.awsRegion,
    ...(json.awsTokenHost !== undefined && { tokenHost: json.awsTokenHost }),
    credentials,
    assumedRole: assumedRoleOf(json.awsAssumeRoleArn, json.awsExternalId),
  };
}
