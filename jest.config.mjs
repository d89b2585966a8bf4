/**
 * Four projects: the backend in Node with a real PostgreSQL, its tests of numbers once more with all folded that is stored, and
 * once more with half of it, and the browser half in jsdom.
 */

import frontend from './jest.frontend.config.mjs';

const swc = (jsx) => [
  '@swc/jest',
  {
    sourceMaps: 'inline',
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', tsx: jsx, decorators: false, dynamicImport: true },
      // Grafana 12.3 runs React 18, whose elements the automatic runtime of 19 would not make.
      transform: { react: { runtime: 'classic' } },
    },
  },
];

/** Packages that come as ES modules only, so that jest must transform them. */
const ESM_OF_BACKEND = [
  'sql-template-tag',
  'node-pg-migrate',
  'glob',
  'minimatch',
  'path-scurry',
  'lru-cache',
  'minipass',
  'brace-expansion',
  '@isaacs',
  'balanced-match',
  '@octokit',
  '@seriousme',
  'before-after-hook',
  'universal-user-agent',
  'universal-github-app-jwt',
  'toad-cache',
  'json-with-bigint',
  'content-type',
];

export const backend = {
  displayName: 'backend',
  testEnvironment: 'node',
  testMatch: [
    '<rootDir>/src/model/**/*.test.ts',
    '<rootDir>/src/backend/**/*.test.ts',
    '<rootDir>/tooling/**/*.test.ts',
    '<rootDir>/demo/**/*.test.ts',
    '<rootDir>/bench/**/*.test.ts',
    '<rootDir>/alerting/**/*.test.ts',
    '<rootDir>/dashboards/**/*.test.ts',
    '<rootDir>/preview/{server,page}/**/*.test.ts',
    '<rootDir>/test/integration/**/*.test.ts',
  ],
  transform: { '\\.(mjs|[jt]s)$': swc(false) },
  transformIgnorePatterns: [`/node_modules/(?!(${ESM_OF_BACKEND.join('|')})/)`],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
};

/** Answers do not depend on what is folded. */
const folded = (displayName, foldsAtOnce, names) => ({
  ...backend,
  displayName,
  globals: { foldsAtOnce },
  testMatch: names.map((name) => `<rootDir>/test/integration/${name}.test.ts`),
});
const ON_CELLS = ['dora-*', 'durations', 'infinite-times'];
const FOLDED = [
  ...ON_CELLS,
  'alert-replay',
  'downtime-properties',
  'error-budget-*',
  'gate-*',
  'reliability-*',
  'team-limit*',
];
const HALF_FOLDED = [...ON_CELLS, 'gate-month', 'gate-properties', 'gate-queries', 'gate-worker'];

export default {
  projects: [backend, folded('folded', 'all', FOLDED), folded('half-folded', 'half', HALF_FOLDED), frontend],
  // Two run at once, each with processes of its own.
  testTimeout: 60_000,
};
