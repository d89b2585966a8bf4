import { join } from 'node:path';

/** The project's folder. */
export const ROOT = join(__dirname, '..');

/** What `npm run build` makes: a plugin folder as Grafana loads it. */
export const DIST = join(ROOT, 'dist');

/** What `npm run package` makes. */
export const ARTIFACTS = join(ROOT, 'artifacts');

export const PLUGIN_ID = 'stackflow-sremetrics-datasource';

/** `executable` of plugin.json; Grafana appends `_<os>_<arch>`. */
export const EXECUTABLE = 'gpx_sre_metrics';
