import { defineConfig } from '@playwright/test';

import { CHROMIUM } from './tooling/chromium';

/** Drives the preview in Chromium. */

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'artifacts/e2e',
  globalSetup: './test/e2e/support/global-setup.ts',
  // On one preview, which no test changes: those that must have one of their own.
  workers: 2,
  forbidOnly: process.env['CI'] !== undefined,
  // On a busy machine a browser may be late; what is awaited and never comes fails all the same.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: 'artifacts/e2e/report.json' }]],
  use: {
    actionTimeout: 15_000,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: CHROMIUM,
      // Chromium has no sandbox for root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
});
