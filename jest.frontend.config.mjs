/** The browser half's tests: jsdom, and Grafana's real packages. Part of jest.config.mjs. */

/** Published as ES modules only, which jest runs after a transform. */
const ESM_PACKAGES = [
  '@wojtekmaj/date-utils',
  'mimic-function',
  'memoize',
  'get-user-locale',
  'react-calendar',
  'd3-scale-chromatic',
  'd3-color',
  'd3-interpolate',
  'marked',
  '@react-hookz/web',
  '@ver0/deep-equal',
];

const swc = [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', tsx: true },
      transform: { react: { runtime: 'classic' } },
    },
    module: { type: 'commonjs' },
  },
];

export default {
  displayName: 'frontend',
  rootDir: import.meta.dirname,
  testEnvironment: 'jsdom',
  testMatch: ['<rootDir>/src/*.test.{ts,tsx}', '<rootDir>/src/{config,editor,query}/**/*.test.{ts,tsx}'],
  setupFilesAfterEnv: ['<rootDir>/test/support/frontend-setup.ts'],
  transform: { '\\.(?:[cm]?js|tsx?)$': swc },
  transformIgnorePatterns: [`/node_modules/(?!(?:${ESM_PACKAGES.join('|')})/)`],
  moduleNameMapper: { '\\.s?css$': '<rootDir>/test/support/no-styles.ts' },
};
