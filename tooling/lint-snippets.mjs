/**
 * Lints snippets with the project's own configuration, type-checked rules left out, since the files
 * need not exist. Apart from the tests because ESLint loads its configuration as an ES module,
 * which jest cannot do. stdin: JSON array of `{ filePath, text }`; stdout: an array of rule ids each.
 */
import { text } from 'node:stream/consumers';

import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const eslint = new ESLint({ overrideConfig: tseslint.configs.disableTypeChecked });
const snippets = JSON.parse(await text(process.stdin));
const results = await Promise.all(
  snippets.map((snippet) => eslint.lintText(snippet.text, { filePath: snippet.filePath }))
);
process.stdout.write(JSON.stringify(results.map(([result]) => result.messages.map(({ ruleId }) => ruleId))));
