import { join } from 'node:path';

import type { PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig } from '@playwright/test';

import { CHROMIUM } from './tooling/chromium';

/**
 * `npm run test:grafana`: the plugin in a real Grafana that has this checkout's provisioning and the
 * demo's data, as `npm run grafana` and docker-compose.yml start one. Its address is GRAFANA_URL,
 * the password of its user "admin" GRAFANA_ADMIN_PASSWORD.
 */

/** These take the database away; `npm run test:grafana` says when they are left out. */
const withoutSwitch = process.env['GRAFANA_DATABASE_SWITCH'] === undefined ? ['outage.spec.ts'] : [];

const auth = join(__dirname, 'node_modules/@grafana/plugin-e2e/dist/auth');
/** Where the package keeps the session of a user. */
const session = (user: string) => `playwright/.auth/${user}.json`;
const editor = { user: 'editor', password: 'editor-of-a-test', role: 'Editor' } as const;
const viewer = { user: 'viewer', password: 'viewer-of-a-test', role: 'Viewer' } as const;

export default defineConfig<PluginOptions>({
  testDir: 'test/grafana',
  outputDir: 'artifacts/grafana',
  // Tests share one Grafana; what they make there has names of its own.
  workers: 1,
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    baseURL: process.env['GRAFANA_URL'] ?? 'http://127.0.0.1:3000',
    provisioningRootDir: join(__dirname, 'provisioning'),
    viewport: { width: 1440, height: 900 },
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: CHROMIUM,
      // Chromium has no sandbox for root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  projects: [
    { name: 'sign in as admin', testDir: auth, testMatch: 'auth.setup.js' },
    { name: 'sign in as editor', testDir: auth, testMatch: 'auth.setup.js', use: { user: editor } },
    { name: 'sign in as viewer', testDir: auth, testMatch: 'auth.setup.js', use: { user: viewer } },
    {
      name: 'admin',
      testIgnore: ['*.editor.spec.ts', '*.viewer.spec.ts', ...withoutSwitch],
      use: { storageState: session('admin') },
      dependencies: ['sign in as admin'],
    },
    {
      name: 'editor',
      testMatch: '*.editor.spec.ts',
      use: { storageState: session(editor.user), user: editor },
      dependencies: ['sign in as editor'],
    },
    {
      name: 'viewer',
      testMatch: '*.viewer.spec.ts',
      use: { storageState: session(viewer.user), user: viewer },
      dependencies: ['sign in as viewer'],
    },
  ],
});
