/**
 * Modules that Grafana lends a plugin at run time, in 12.3 and later. They must come from Grafana,
 * since two copies of React, or of its themes and services, do not know each other.
 */
export const GRAFANA_EXTERNALS = [
  '@emotion/css',
  '@emotion/react',
  '@grafana/data',
  '@grafana/runtime',
  '@grafana/ui',
  'lodash',
  'moment',
  'react',
  'react-dom',
  'react-router',
  'redux',
  'rxjs',
  'rxjs/operators',
];
