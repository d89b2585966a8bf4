import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PUBLISH_JOB } from '../publish/ledger/runs';
import { CLOUDWATCH_VARIABLES } from './read-publishing';
import { WORKER_VARIABLES } from './variables';

const PAGE = readFileSync(join(__dirname, '../../../docs/operations.md'), 'utf8');

it.each(Object.values(WORKER_VARIABLES))('docs/operations.md says what %s is', (name) => {
  expect(PAGE).toContain(`\`${name}\``);
});

const CLOUDWATCH_PAGE = readFileSync(join(__dirname, '../../../docs/cloudwatch.md'), 'utf8');

it.each(Object.values(CLOUDWATCH_VARIABLES))('docs/cloudwatch.md says what %s is', (name) => {
  expect(CLOUDWATCH_PAGE).toContain(`| \`${name}\``);
});

it('docs/cloudwatch.md names the background job as it is shown', () => {
  expect(CLOUDWATCH_PAGE).toContain(`The background job \`${PUBLISH_JOB}\``);
});
