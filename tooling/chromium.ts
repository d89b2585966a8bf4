import { existsSync } from 'node:fs';

/** As Debian installs them. The shell draws the same pages without a browser's windows, in two thirds of the time. */
const SHELL = '/usr/bin/chromium-headless-shell';
const BROWSER = '/usr/bin/chromium';

/** What browser tests run in, installed on the machine and never downloaded. SRE_METRICS_CHROMIUM names another. */
export const CHROMIUM = process.env['SRE_METRICS_CHROMIUM'] ?? (existsSync(SHELL) ? SHELL : BROWSER);
