/** @jest-environment node */
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join, relative } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

import { DATASOURCE } from '../test/grafana/provisioned';
import { PLUGIN_ID, ROOT } from '../tooling/paths';
import { pluginContext } from '../tooling/plugin-request';
import { datasourcesFile } from './file-schemas';
import { DATASOURCE_TYPE, DATASOURCE_UID } from './provisioned-rule';

/** The data source has one uid, wherever it is named. */

const PLACES = ['README.md', 'CHANGELOG.md', 'docs', 'provisioning', 'alerting', 'dashboards', 'deploy', 'tooling'];
const TESTS_AND_PREVIEW = ['preview/server', 'preview/page', 'test/e2e', 'test/grafana'];
const READ = ['.md', '.yaml', '.yml', '.json', '.ts', '.tsx', '.mjs'];

function filesOf(place: string): string[] {
  const path = join(ROOT, place);
  if (extname(path) !== '') {
    return [path];
  }
  return (
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && READ.includes(extname(entry.name)))
      .map((entry) => join(entry.parentPath, entry.name))
      // Our unit tests ask for data sources that are not there.
      .filter((file) => !file.endsWith('.test.ts'))
  );
}

const files = [...PLACES, ...TESTS_AND_PREVIEW]
  .flatMap(filesOf)
  .map((path) => ({ name: relative(ROOT, path), text: readFileSync(path, 'utf8') }));

/** What a pattern finds in the files, but for what a program puts together. */
function found(pattern: RegExp) {
  return files.flatMap(({ name, text }) =>
    [...text.matchAll(pattern)]
      .map(([, uid]) => ({ name, uid }))
      .filter(({ uid }) => uid !== undefined && !/[${[(]/.test(uid))
  );
}

function expectOne(uids: readonly { readonly name: string; readonly uid: string | undefined }[]) {
  expect(uids.length).toBeGreaterThan(0);
  expect(uids.filter(({ uid }) => uid !== DATASOURCE_UID)).toEqual([]);
}

it('is what is provisioned', () => {
  const text = readFileSync(join(ROOT, 'provisioning/datasources/sre-metrics.yaml'), 'utf8');
  expect(datasourcesFile.parse(parse(text)).datasources).toEqual([
    expect.objectContaining({ uid: DATASOURCE_UID, type: DATASOURCE_TYPE }),
  ]);
  expect(DATASOURCE_TYPE).toBe(PLUGIN_ID);
});

it('is in every address', () => {
  expectOne(found(/\/api\/datasources\/uid\/([^\s/'"`]+)/g));
});

it('is in every sentence', () => {
  expectOne(found(/\buids? `([^`]+)`/g));
});

it('is asked by every rule', () => {
  expectOne(found(/datasourceUid: ([^\s,]+)/g).filter(({ name, uid }) => name.endsWith('.yaml') && uid !== '__expr__'));
});

it('is in every example of a provisioned data source', () => {
  const exampleSchema = z.object({ datasources: z.array(z.object({ type: z.string(), uid: z.string().optional() })) });
  const examples = files
    .filter(({ name }) => name.endsWith('.md'))
    .flatMap(({ name, text }) =>
      [...text.matchAll(/^```ya?ml\n([^]*?)^```/gm)].map(([, yaml = '']) => ({ name, yaml }))
    )
    .filter(({ yaml }) => yaml.includes('datasources:'))
    .flatMap(({ name, yaml }) => exampleSchema.parse(parse(yaml)).datasources.map(({ uid }) => ({ name, uid })));
  expectOne(examples);
});

it('is fixed in no dashboard: each asks what its variable names', () => {
  const dashboards = files.filter(({ name }) => /^dashboards\/.*\.json$/.test(name));
  const uids = dashboards.flatMap(({ text }) =>
    [...text.matchAll(/"datasource": \{[^{}]*"uid": "([^"]+)"/g)].map(([, uid]) => uid)
  );
  expect(uids).toContain('${datasource}');
  // Grafana's own have blanks and dashes about their names.
  expect(uids.filter((uid) => uid !== '${datasource}' && !/^-- \w+ --$/.test(uid ?? ''))).toEqual([]);
});

it('is what our own stand-ins for Grafana use', () => {
  expect(pluginContext({ jsonData: {} }).dataSourceInstanceSettings?.uid).toBe(DATASOURCE_UID);
  expect(DATASOURCE).toMatchObject({ uid: DATASOURCE_UID, type: DATASOURCE_TYPE });
});
