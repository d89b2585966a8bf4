/** Takes out of the preview's packages what nothing here reads: source maps are a third of them. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGES = join(import.meta.dirname, 'node_modules');

for (const name of readdirSync(PACKAGES, { recursive: true })) {
  if (name.endsWith('.map')) {
    rmSync(join(PACKAGES, name));
  }
}
