/** The environment variables of the worker beside those of the database and of GitHub's API. */
export const WORKER_VARIABLES = {
  host: 'SRE_METRICS_WORKER_HOST',
  port: 'SRE_METRICS_WORKER_PORT',
  jobs: 'SRE_METRICS_WORKER_JOBS',
  logLevel: 'SRE_METRICS_LOG_LEVEL',
  webhookSecret: 'SRE_METRICS_GITHUB_WEBHOOK_SECRET',
  deploymentsSecret: 'SRE_METRICS_DEPLOYMENTS_SECRET',
  syncSchedule: 'SRE_METRICS_GITHUB_SYNC_SCHEDULE',
  publishSchedule: 'SRE_METRICS_CLOUDWATCH_SCHEDULE',
  gateStatus: 'SRE_METRICS_GATE_GITHUB_STATUS',
  dashboardUrl: 'SRE_METRICS_DASHBOARD_URL',
  fold: 'SRE_METRICS_FOLD',
} as const;

export const WORKER_HELP = `
The worker is set up by environment variables:
${WORKER_VARIABLES.webhookSecret}  secret of GitHub's webhook, at least 16 characters;
                                   without it the webhook is off
${WORKER_VARIABLES.deploymentsSecret}     secret by which POST /deployments is signed, at least 16 characters;
                                   without it deployments are not taken
${WORKER_VARIABLES.syncSchedule}   when to read what GitHub has (cron, UTC; default */10 * * * *)
${WORKER_VARIABLES.publishSchedule}    when to publish to CloudWatch (cron, UTC; default 12 * * * *)
${WORKER_VARIABLES.gateStatus}     which open pull requests get the change gate's status:
                                   gated, all or off (default gated, where the gate is installed)
${WORKER_VARIABLES.dashboardUrl}          where that status leads
${WORKER_VARIABLES.fold}                   whether to fold what is stored each minute: on or off (default on)
${WORKER_VARIABLES.host}, ${WORKER_VARIABLES.port}  where to listen (default 0.0.0.0, 8080)
${WORKER_VARIABLES.jobs}            jobs at a time, 1 to 32 (default 4)
${WORKER_VARIABLES.logLevel}              error, warn, info or debug (default info)`;
