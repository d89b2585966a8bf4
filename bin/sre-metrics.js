#!/usr/bin/env node
// The command line of a checkout: runs the built backend.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const bundle = join(__dirname, '../dist/gpx_sre_metrics.cjs');
if (!existsSync(bundle)) {
  process.stderr.write('sre-metrics is not built yet; run: npm run build:backend\n');
  process.exit(1);
}
if (process.argv.length < 3) {
  process.argv.push('--help');
}
require(bundle);
