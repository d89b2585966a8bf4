import { readQueueConfig, readWorkerConfig } from './worker-config';

const DATABASE = { SRE_METRICS_DATABASE_URL: 'postgres://worker:hunter2@db.example/stackflow' };

describe('readWorkerConfig', () => {
  it('needs no more than a database', () => {
    expect(readWorkerConfig({ PGHOST: 'db.example', SRE_METRICS_GITHUB_TOKEN: ' ' })).toEqual({
      database: expect.objectContaining({ host: 'db.example' }),
      github: { api: null, webhookSecret: null },
      deploymentsSecret: null,
      statuses: { setting: 'installed', targetUrl: null },
      publishing: null,
      folds: true,
      http: { host: '0.0.0.0', port: 8080 },
      concurrency: 4,
      syncSchedule: '*/10 * * * *',
      publishSchedule: '12 * * * *',
      logLevel: 'info',
    });
  });

  it('takes every variable', () => {
    const env = {
      ...DATABASE,
      SRE_METRICS_GITHUB_TOKEN: 'ghp_x',
      SRE_METRICS_GITHUB_WEBHOOK_SECRET: 'a secret of length\n',
      SRE_METRICS_GITHUB_SYNC_SCHEDULE: '5 * * * *',
      SRE_METRICS_GATE_GITHUB_STATUS: 'all',
      SRE_METRICS_DASHBOARD_URL: 'https://grafana.example/d/sre-metrics?viewPanel=9',
      SRE_METRICS_FOLD: 'off',
      SRE_METRICS_CLOUDWATCH_REGION: 'eu-central-1',
      SRE_METRICS_CLOUDWATCH_SCHEDULE: '30 * * * *',
      SRE_METRICS_WORKER_HOST: '127.0.0.1',
      SRE_METRICS_WORKER_PORT: '0',
      SRE_METRICS_WORKER_JOBS: '8',
      SRE_METRICS_LOG_LEVEL: 'debug',
    };
    expect(readWorkerConfig(env)).toMatchObject({
      github: { api: { credentials: { kind: 'token', token: 'ghp_x' } }, webhookSecret: 'a secret of length' },
      statuses: { setting: 'all', targetUrl: 'https://grafana.example/d/sre-metrics?viewPanel=9' },
      folds: false,
      http: { host: '127.0.0.1', port: 0 },
      concurrency: 8,
      syncSchedule: '5 * * * *',
      publishing: { region: 'eu-central-1' },
      publishSchedule: '30 * * * *',
      logLevel: 'debug',
    });
  });

  it('tells every error at once, and no secret', () => {
    const env = {
      PGPORT: 'hunter2',
      PGSSLMODE: 'prefer',
      SRE_METRICS_GITHUB_APP_ID: 'my app',
      SRE_METRICS_GITHUB_WEBHOOK_SECRET: 'hunter2',
      SRE_METRICS_GITHUB_SYNC_SCHEDULE: 'hunter2',
      SRE_METRICS_GATE_GITHUB_STATUS: 'hunter2',
      SRE_METRICS_DASHBOARD_URL: 'https://me:hunter2@grafana.example/',
      SRE_METRICS_FOLD: 'hunter2',
      SRE_METRICS_CLOUDWATCH_NAMESPACE: 'hunter2',
      SRE_METRICS_CLOUDWATCH_SCHEDULE: 'hunter2',
      SRE_METRICS_WORKER_PORT: '65536',
      SRE_METRICS_WORKER_JOBS: '0',
      SRE_METRICS_LOG_LEVEL: 'hunter2',
    };
    expect(errorOf(() => readWorkerConfig(env))).toBe(
      `The environment is not right: 15 settings are wrong.
- No database is named: set SRE_METRICS_DATABASE_URL, or PGHOST, PGDATABASE, PGUSER and PGPASSWORD.
- PGPORT must be a number from 1 to 65535.
- The sslmode "prefer" is not supported: it gives in to plain text without a word. Use one of: disable, require, verify-ca, verify-full.
- SRE_METRICS_GITHUB_WEBHOOK_SECRET must have at least 16 characters.
- SRE_METRICS_GITHUB_APP_ID must be the App's id, a number, or its client id.
- An App needs its private key in SRE_METRICS_GITHUB_APP_PRIVATE_KEY or SRE_METRICS_GITHUB_APP_PRIVATE_KEY_FILE.
- SRE_METRICS_CLOUDWATCH_REGION is missing: without it nothing is published to CloudWatch.
- SRE_METRICS_GATE_GITHUB_STATUS must be one of gated, all, off.
- SRE_METRICS_DASHBOARD_URL must look like https://grafana.example.com/d/…, without a user or password.
- SRE_METRICS_FOLD must be on or off.
- SRE_METRICS_WORKER_PORT must be a whole number from 0 to 65535.
- SRE_METRICS_WORKER_JOBS must be a whole number from 1 to 32.
- SRE_METRICS_LOG_LEVEL must be one of error, warn, info, debug.
- SRE_METRICS_GITHUB_SYNC_SCHEDULE must be a cron pattern such as */10 * * * *.
- SRE_METRICS_CLOUDWATCH_SCHEDULE must be a cron pattern such as 12 * * * *.`
    );
  });

  it.each(['1.5', '1e3', '-1', 'http'])('takes %s for no port', (port) => {
    expect(() => readWorkerConfig({ ...DATABASE, SRE_METRICS_WORKER_PORT: port })).toThrow(
      'one setting is wrong.\n- SRE_METRICS_WORKER_PORT must be'
    );
  });
});

describe('readQueueConfig', () => {
  it("cares for nothing of the worker's own", () => {
    expect(readQueueConfig({ ...DATABASE, SRE_METRICS_WORKER_PORT: 'none' })).toMatchObject({ logLevel: 'info' });
    expect(() => readQueueConfig({})).toThrow('No database is named');
  });
});

function errorOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('Nothing was wrong.');
}
