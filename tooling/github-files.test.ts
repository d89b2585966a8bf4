import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

import { version } from '../package.json';
import { ROOT } from './paths';

/** What GitHub reads of this repository: it would drop a file that it cannot read without a word here. */

const GITHUB = join(ROOT, '.github');
const read = (path: string): unknown => parse(readFileSync(join(GITHUB, path), 'utf8'));
const filesIn = (folder: string) => readdirSync(join(GITHUB, folder)).filter((name) => name.endsWith('.yml'));

const stepSchema = z.union([
  z.strictObject({
    // A tag may be moved by whoever takes over an action; a commit may not.
    uses: z.string().regex(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/),
    with: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({ run: z.string() }),
]);

const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.strictObject({ contents: z.literal('read') }),
  concurrency: z.record(z.string(), z.unknown()),
  jobs: z.record(
    z.string(),
    z.strictObject({
      'runs-on': z.string(),
      container: z.strictObject({ image: z.string(), options: z.string() }),
      'timeout-minutes': z.number(),
      steps: z.array(stepSchema),
    })
  ),
});

const fieldSchema = z.strictObject({
  type: z.enum(['input', 'textarea']),
  id: z.string().regex(/^[a-z-]+$/),
  attributes: z.strictObject({ label: z.string(), description: z.string(), render: z.string().optional() }),
  validations: z.strictObject({ required: z.boolean() }).optional(),
});
const noteSchema = z.strictObject({ type: z.literal('markdown'), attributes: z.strictObject({ value: z.string() }) });

const formSchema = z.strictObject({
  name: z.string(),
  description: z.string().max(200),
  labels: z.array(z.string()),
  body: z.array(z.union([noteSchema, fieldSchema])),
});

it.each(filesIn('workflows'))('%s runs .ci/run as it is, with no more rights than reading', (file) => {
  const { jobs } = workflowSchema.parse(read(join('workflows', file)));
  const commands = Object.values(jobs).flatMap(({ steps }) =>
    steps.flatMap((step) => ('run' in step ? [step.run] : []))
  );
  expect(commands).toEqual(['.ci/run']);
});

it.each(filesIn('ISSUE_TEMPLATE').filter((name) => name !== 'config.yml'))(
  '%s is a form that GitHub can show',
  (file) => {
    const { body } = formSchema.parse(read(join('ISSUE_TEMPLATE', file)));
    const ids = body.flatMap((field) => ('id' in field ? [field.id] : []));
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
  }
);

it('the changelog has a place for what comes next, and then the version of package.json with its date', () => {
  const headings = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8').match(/^## .*$/gm) ?? [];
  expect(headings[0]).toBe('## [Unreleased]');
  expect(headings[1]).toMatch(/^## \d+\.\d+\.\d+ - \d{4}-\d\d-\d\d$/);
  expect(headings[1]).toContain(version);
});
