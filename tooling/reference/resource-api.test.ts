import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Validator } from '@seriousme/openapi-schema-validator';

import { ROUTES } from '../../src/backend/plugin/resources/routes';
import { ROOT } from '../paths';
import { CALL_DESCRIPTIONS } from './call-descriptions';
import { keyOf, pathOf } from './resource-api';

/** The committed OpenAPI document; that the answers are as it says, test/integration/resource-api.test.ts shows. */

const document = JSON.parse(readFileSync(join(ROOT, 'docs/reference/resource-api.openapi.json'), 'utf8')) as Readonly<
  Record<string, unknown>
> & { readonly paths: Readonly<Record<string, object>> };

it('is OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate({ ...document })).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  // It would tell otherwise.
  const { info: _info, ...without } = document;
  expect(await new Validator().validate(without)).toMatchObject({ valid: false });
});

it('describes every route, and nothing that is no route', () => {
  expect(Object.keys(CALL_DESCRIPTIONS).sort()).toEqual(ROUTES.map(keyOf).sort());
  const written = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`)
  );
  expect(written.sort()).toEqual(
    ROUTES.map(({ method, pattern }) => `${method.toLowerCase()} ${pathOf(pattern)}`).sort()
  );
});

it('gives each call a name of its own', () => {
  const ids = [...JSON.stringify(document).matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);
  expect(ids).toHaveLength(ROUTES.length);
  expect(new Set(ids).size).toBe(ids.length);
});
