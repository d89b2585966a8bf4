import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { REQUIRED_SCHEMA_VERSION } from './schema-version';

const files = readdirSync(join(__dirname, '../../../db/migrations'));

it('needs the newest migration there is', () => {
  expect(REQUIRED_SCHEMA_VERSION).toBe(Math.max(...files.map((file) => parseInt(file, 10))));
});

it('numbers migrations from 1 without a gap', () => {
  expect(files.map((file) => parseInt(file, 10)).toSorted((a, b) => a - b)).toEqual(files.map((_, index) => index + 1));
});
