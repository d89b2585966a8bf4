/** Grafana's packages for the preview's page: installed apart, by the demo or `npm run preview:install`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const INSTALLED = join(import.meta.dirname, '../preview/node_modules/.package-lock.json');

/**
 * Whether the page can be checked. Where not, this says so, and with CI=true makes it a failure of this process.
 *
 * @param check what is left out then, as in "Types are"
 */
export function canCheckPage(check) {
  if (existsSync(INSTALLED)) {
    return true;
  }
  console.log(`${check} NOT checked in the preview's page: its packages are missing. Run: npm run preview:install`);
  if (process.env.CI === 'true') {
    process.exitCode = 1;
  }
  return false;
}
