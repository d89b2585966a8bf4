/** CloudFormation templates of `deploy/`, read for tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';
import type { CollectionTag, ScalarTag } from 'yaml';

import { ROOT } from './paths';

/** CloudFormation's short forms are read as what they hold. */
const SHORT_FORMS = ['Ref', 'Sub', 'GetAtt', 'If', 'Equals', 'Not', 'Condition'].flatMap(
  (name): (ScalarTag | CollectionTag)[] => [
    { tag: `!${name}`, resolve: (text: string) => text },
    { tag: `!${name}`, collection: 'seq' },
  ]
);

export interface TemplateFile {
  readonly text: string;
  readonly content: unknown;
}

/** @param name of the file */
export function readTemplate(name: string): TemplateFile {
  const text = readFileSync(join(ROOT, 'deploy', name), 'utf8');
  return { text, content: parse(text, { customTags: SHORT_FORMS }) };
}

/** Parameters that the README lists for a template, in the section that names its file in a heading. */
export function listedParameters(heading: string): string[] {
  const readme = readFileSync(join(ROOT, 'deploy/README.md'), 'utf8');
  const [, section = ''] = readme.split(`\n## ${heading}\n`);
  const [, table = ''] = section.split(/^\| parameter .*$/m);
  const [rows = ''] = table.split('\n\n', 1);
  return Array.from(rows.matchAll(/^\| `(\w+)` /gm), ([, name]) => name ?? '');
}
