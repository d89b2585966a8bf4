import { Client } from 'pg';

import { run } from '../tooling/run';
import { loadRealData } from './load-data';
import { ensureLogin } from './login-roles';

/**
 * What docker-compose.yml runs once: schema, real data and database users in the PostgreSQL that
 * libpq's variables name. Running it again changes no data, and renews the users' passwords.
 */

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`The environment variable ${name} is missing.`);
  }
  return value;
}

run(async () => {
  const grafana = {
    name: 'grafana_plugin',
    password: required('SRE_METRICS_READER_PASSWORD'),
    memberOf: ['sre_metrics_reader'],
  } as const;
  const worker = {
    name: 'sre_metrics_worker',
    password: required('SRE_METRICS_WORKER_PASSWORD'),
    memberOf: ['sre_metrics_reader', 'sre_metrics_writer'],
  } as const;
  await loadRealData({});
  const client = new Client();
  await client.connect();
  try {
    await ensureLogin(client, grafana);
    await ensureLogin(client, worker);
  } finally {
    await client.end();
  }
  console.log('Loaded. Grafana signs in as grafana_plugin, the worker as sre_metrics_worker.');
});
