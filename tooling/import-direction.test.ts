/** @jest-environment node */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { z } from 'zod';

interface Snippet {
  readonly filePath: string;
  readonly text: string;
}

/** The ids of the rules that complain about each snippet. */
function complaintsOf(snippets: readonly Snippet[]): string[][] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'lint-snippets.mjs')], {
    cwd: join(__dirname, '..'),
    input: JSON.stringify(snippets),
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`Linting failed: ${stderr}`);
  }
  return z.array(z.array(z.string())).parse(JSON.parse(stdout));
}

const importing = (path: string) => `import * as other from '${path}';\nexport const used = other;\n`;

const FORBIDDEN: readonly (readonly [importer: string, path: string])[] = [
  ['src/model/planted.ts', '../backend/aurora/advice'],
  ['src/editor/Planted.tsx', '../backend/aurora/advice'],
  ['src/config/Planted.tsx', '../backend/aurora/advice'],
  ['src/planted.ts', './backend/aurora/advice'],
  ['src/config/Planted.tsx', '../editor/types'],
  ['src/query/planted.ts', '../editor/types'],
  ['src/labels/planted.ts', '../editor/types'],
  ['src/backend/transport/planted.ts', '../aurora/advice'],
  ['src/backend/frames/planted.ts', '../aurora/advice'],
  ['src/backend/frames/planted.ts', '../protocol/generated/plugin/plugin'],
  ['src/backend/aurora/planted.ts', '../protocol/generated/plugin/plugin'],
  ['src/backend/metrics/planted.ts', '../protocol/generated/plugin/plugin'],
  ['src/backend/publish/planted.ts', '../protocol/generated/plugin/plugin'],
  ['src/backend/publish/planted.ts', '../plugin/health'],
  ['src/backend/plugin/planted.ts', '../sync/api/paths'],
  ['src/backend/plugin/planted.ts', '../transport/server'],
  ['src/backend/environment/planted.ts', '../worker/run-worker'],
  ['src/backend/worker/planted.ts', '../lambda/secrets'],
  ['src/backend/worker/planted.ts', '../cli/exit-status'],
  ['src/backend/lambda/planted.ts', '../cli/exit-status'],
  ['tooling/planted.ts', '../demo/real-data'],
  ['src/backend/metrics/planted.ts', '../../../tooling/import-zones.mjs'],
];

const ALLOWED: readonly (readonly [importer: string, path: string])[] = [
  ['src/model/planted.ts', './failure'],
  ['src/editor/Planted.tsx', '../model/query'],
  ['src/backend/aurora/planted.ts', '../../model/failure'],
  ['src/backend/metrics/planted.ts', '../aurora/advice'],
  ['src/backend/plugin/planted.ts', '../protocol/generated/pluginv2/backend'],
  ['src/backend/plugin/planted.ts', '../publish/destination'],
  ['src/backend/cli/planted.ts', '../worker/run-worker'],
  ['src/editor/Planted.tsx', '../query/query-text'],
  ['src/backend/main.ts', './aurora/advice'],
  ['src/backend/metrics/planted.test.ts', '../../../tooling/import-zones.mjs'],
];

/** Files that the other one needs, directly or by way of more. */
const CIRCLES: readonly (readonly [importer: string, path: string])[] = [
  ['src/model/query-fields.ts', './query'],
  ['src/backend/metrics/buckets.ts', './dora/series'],
  ['src/editor/fields/LabelledField.tsx', './ChoiceField'],
  ['preview/server/http.ts', './routes'],
  ['tooling/paths.ts', './backend-bundle'],
  ['dashboards/ids.ts', './links'],
  ['alerting/provisioned-rule.ts', './files'],
];

const OTHER_RULES: readonly (readonly [rule: string, text: string])[] = [
  ['@typescript-eslint/no-explicit-any', 'export const loose = (value: any): unknown => value;\n'],
  ['@typescript-eslint/no-unused-vars', 'const idle = 1;\nexport const busy = 2;\n'],
  ['import-x/no-default-export', 'export default 1;\n'],
  ['no-console', "console.log('to stdout');\nexport const done = true;\n"],
];

const RULE = 'import-x/no-restricted-paths';

describe('the lint rules', () => {
  let complaints: string[][];

  beforeAll(() => {
    complaints = complaintsOf([
      ...[...FORBIDDEN, ...ALLOWED].map(([filePath, path]) => ({ filePath, text: importing(path) })),
      ...CIRCLES.map(([filePath, path]) => ({ filePath, text: importing(path) })),
      ...OTHER_RULES.map(([, text]) => ({ filePath: 'src/backend/planted.ts', text })),
    ]);
  }, 60_000);

  test.each(FORBIDDEN.map((example, index) => [...example, index] as const))(
    '%s may not import %s',
    (_importer, _path, index) => {
      expect(complaints[index]).toContain(RULE);
    }
  );

  test.each(ALLOWED.map((example, index) => [...example, index] as const))(
    '%s may import %s',
    (_importer, _path, index) => {
      expect(complaints[FORBIDDEN.length + index]).toEqual([]);
    }
  );

  test.each(CIRCLES.map((example, index) => [...example, index] as const))(
    '%s makes a circle by importing %s',
    (_importer, _path, index) => {
      expect(complaints[FORBIDDEN.length + ALLOWED.length + index]).toContain('import-x/no-cycle');
    }
  );

  test.each(OTHER_RULES.map(([rule], index) => [rule, index] as const))('%s holds in src', (rule, index) => {
    expect(complaints[FORBIDDEN.length + ALLOWED.length + CIRCLES.length + index]).toContain(rule);
  });
});
