import { existsSync } from 'node:fs';

import js from '@eslint/js';
import prettier from 'eslint-config-prettier/flat';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import regexp from 'eslint-plugin-regexp';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

import { OUTSIDE_ZONES, ROOM_ZONES, TEST_ZONES, TOOLING_ZONES } from './tooling/import-zones.mjs';

/** The preview's page has no types before `npm run preview:install`; `npm run lint` says so then. */
const UNTYPED = existsSync('preview/node_modules') ? [] : ['preview/page/'];

/** What imports are followed through. */
const EXTENSIONS = ['.ts', '.tsx', '.mjs', '.js'];

const restrictPaths = (zones) => ['error', { basePath: import.meta.dirname, zones }];

/**
 * Regular expressions meet texts that others choose: none may take longer than the text is long. What the rules
 * do not see, test/attack/regular-expressions.attack.ts tries; an expression made of a text, neither can.
 */
const LINEAR_EXPRESSIONS = {
  files: ['src/**/*.{ts,tsx}'],
  ignores: ['**/*.test.{ts,tsx}'],
  plugins: { regexp },
  rules: {
    'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
    'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    'no-restricted-syntax': [
      'error',
      {
        selector: ':matches(NewExpression, CallExpression)[callee.name="RegExp"]',
        message: 'Write the expression as a literal, so that it can be checked for taking linear time.',
      },
    ],
  },
};

export default defineConfig(
  { ignores: ['dist/', 'preview/dist/', 'artifacts/', 'coverage/', 'src/backend/protocol/generated/', ...UNTYPED] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: ['tsconfig.json', 'preview/tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver()],
      // Without these the plugin reads no file but JavaScript, and finds no circle.
      'import-x/extensions': EXTENSIONS,
      'import-x/parsers': { '@typescript-eslint/parser': EXTENSIONS },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    rules: {
      'no-console': 'error',
      'import-x/no-restricted-paths': restrictPaths([...ROOM_ZONES, ...OUTSIDE_ZONES]),
    },
  },
  LINEAR_EXPRESSIONS,
  {
    files: ['tooling/**/*.ts'],
    rules: { 'import-x/no-restricted-paths': restrictPaths(TOOLING_ZONES) },
  },
  {
    files: ['src/**/*.test.{ts,tsx}'],
    rules: { 'import-x/no-restricted-paths': restrictPaths(TEST_ZONES) },
  },
  {
    // jest's matchers, as in toMatchObject({ message: expect.any(String) }), are typed any.
    files: ['**/*.test.{ts,tsx}', '**/*.attack.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    // The types of @grafana/schema and @grafana/data hold the same enums twice.
    files: ['preview/page/**/*.{ts,tsx}'],
    rules: { '@typescript-eslint/no-unsafe-enum-assignment': 'off' },
  },
  {
    files: ['src/*.{ts,tsx}', 'src/{editor,config}/**/*.{ts,tsx}', 'preview/page/**/*.{ts,tsx}'],
    ...reactHooks.configs.flat.recommended,
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { console: 'readonly', process: 'readonly' } },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { require: 'readonly', __dirname: 'readonly' } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    // The tools that read these files want a default export; a package's types say what it has.
    files: [
      '*.config.{mjs,ts}',
      'test/support/global-{setup,teardown}.ts',
      'test/e2e/support/global-setup.ts',
      'tooling/async-exit-hook.d.ts',
    ],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    // Playwright reads the names of what a fixture needs off its parameter; some need nothing.
    files: ['test/e2e/support/fixtures.ts'],
    rules: { 'no-empty-pattern': 'off' },
  },
  {
    // The SDK prefers its second schema; Grafana 12.3 reads the classic one.
    files: ['dashboards/**/*.ts'],
    rules: { '@typescript-eslint/no-deprecated': 'off' },
  },
  {
    // The file that gives the console to the logger.
    files: ['src/backend/log/plugin-log.ts'],
    rules: { 'no-console': 'off' },
  },
  prettier
);
