/** The names of controls, on screen and for assistive technology; tests find controls by them. */

export const QUERY_LABELS = {
  metric: 'Metric',
  statistic: 'Statistic',
  shape: 'Show',
  groupBy: 'Group by',
  bucket: 'Bucket',
  preset: 'Levels',
  services: 'Services',
  teams: 'Teams',
  tiers: 'Tiers',
  explanation: 'About this metric',
  catalogError: 'Services and teams could not be listed',
  retry: 'Try again',
} as const;

export const VARIABLE_LABELS = {
  kind: 'Values',
  teams: 'Only of teams',
  tiers: 'Only in tiers',
} as const;

export const CONFIG_LABELS = {
  connection: 'Connection',
  host: 'Host',
  port: 'Port',
  database: 'Database',
  user: 'User',
  readerRole: 'The user needs the reader role',
  authentication: 'Authentication',
  authMethod: 'Sign in with',
  password: 'Password',
  awsRegion: 'AWS region',
  awsAccessKeyId: 'Access key ID',
  awsSecretAccessKey: 'Secret access key',
  awsAssumeRoleArn: 'Role to assume',
  awsExternalId: 'External ID',
  tls: 'TLS',
  tlsMode: 'TLS mode',
  tlsCaCert: 'CA certificate',
  limits: 'Limits',
  maxConnections: 'Max connections',
  statementTimeoutSeconds: 'Statement timeout (seconds)',
} as const;
