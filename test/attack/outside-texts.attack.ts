import { Readable } from 'node:stream';

import fc from 'fast-check';

import { visible } from '../../src/backend/cli/files/bad-file';
import { readMappingFile } from '../../src/backend/cli/github/read-mapping-file';
import { changes } from '../../src/backend/cli/import/changes';
import { readRows } from '../../src/backend/cli/import/read-rows';
import { withoutPasswords } from '../../src/backend/cli/output/output';
import { parsePastTime } from '../../src/backend/cli/past-time';
import { readSloFile } from '../../src/backend/cli/slo/read-slo-file';
import { uniqueSlugs } from '../../src/backend/cli/slo/slug';
import { escapeHtml, linkHtml } from '../../src/backend/plugin/annotations/html';
import { dimensionValue } from '../../src/backend/publish/datums/dimension-value';
import { rateLimitOf } from '../../src/backend/sync/api/rate-limit';
import { readTrouble } from '../../src/backend/sync/api/read-trouble';
import { asJson } from '../../src/backend/sync/facts/as-json';
import { revertOf } from '../../src/backend/sync/facts/reverts';
import { mappingSchema } from '../../src/backend/sync/mapping/definition';
import { globMatcher } from '../../src/backend/sync/mapping/glob';
import { receiveDelivery } from '../../src/backend/sync/webhook/receive-delivery';
import type { DoraQueryInput } from '../../src/model/dora-query';
import { parseQuery } from '../../src/model/query';
import { parseSettings } from '../../src/model/settings';
import type { SreJsonData, SreSecureJsonData } from '../../src/model/settings';
import { parseSloDefinition } from '../../src/model/slo';
import { parseVariableQuery } from '../../src/model/variable-query';
import { webAddressOf } from '../../src/model/web-address';
import { withoutSlashesAtEnd } from '../../src/model/without-slashes';
import { expandVariables } from '../../src/query/expand-variables';
import { WEBHOOK_SECRET, webhookHeaders } from '../support/github/send-webhook';
import { webhookExamples } from '../support/github/webhook-examples';
import { overgrowth, repeated } from '../support/growth';

/** Functions that meet texts which others choose, each with a megabyte that is made to take long. */

const LENGTH = 1_000_000;
/** What is linear takes a second a megabyte where it is YAML, or a path that is held against globs. */
const SLOW_LENGTH = 100_000;

const PULL_REQUEST = webhookExamples().find(({ event }) => event === 'pull_request')?.payload;

/** What anybody may write into a pull request of a repository whose webhook is set up. */
function pullRequestOf(text: string): string {
  const payload = JSON.stringify(PULL_REQUEST, (key, value: unknown) =>
    ['title', 'body', 'ref', 'html_url'].includes(key) ? text : value
  );
  return payload;
}

function deliver(body: string): unknown {
  return receiveDelivery({
    headers: webhookHeaders('pull_request', body),
    rawBody: Buffer.from(body),
    secret: WEBHOOK_SECRET,
  });
}

const answered = (headers: Readonly<Record<string, string>>, message: string) =>
  readTrouble({ name: 'GraphqlResponseError', headers, errors: [{ message }] });

async function importRows(fields: string): Promise<void> {
  const csv = `external_id,service,created_at,closed_at,title,url\n${fields}\n`;
  for await (const row of readRows(Readable.from([Buffer.from(csv)]), changes)) {
    expect(row).toBeDefined();
  }
}

/** As `templateSrv.replace` without a variable. */
const unchanged = (text: string) => text;

const quietly = (work: () => unknown) => {
  try {
    work();
  } catch {
    // That it refuses the text is right; how long it takes is what is asked.
  }
};

type Parsed = { readonly ok: true } | { readonly ok: false; readonly field: string; readonly message: string };

/** @throws Error where something else was refused before the field was read */
function reached(field: string, parsed: Parsed): void {
  if (!parsed.ok && parsed.field.split('.')[0] !== field) {
    throw new Error(`${field} was not read: ${parsed.message}`);
  }
}

const ROLE_ARN = 'arn:aws:iam::123456789012:role/reader';
const SETTINGS = {
  host: 'db.example.com',
  database: 'stackflow',
  user: 'reader',
  authMethod: 'iam',
  awsRegion: 'eu-central-1',
  awsTokenHost: 'cluster.example.com',
  awsAssumeRoleArn: ROLE_ARN,
  awsExternalId: 'id',
  writerHost: 'writer.example.com',
  cloudWatchPublishing: true,
  cloudWatchRegion: 'eu-central-1',
  cloudWatchNamespace: 'StackFlow/DORA',
  cloudWatchSloNamespace: 'StackFlow/SLO',
  cloudWatchEndpoint: 'https://monitoring.example.com',
  cloudWatchDimensions: 'Environment=production',
  cloudWatchAssumeRoleArn: ROLE_ARN,
  cloudWatchExternalId: 'id',
} as const satisfies SreJsonData;
const SECRETS = {
  tlsCaCert: 'PEM',
  awsAccessKeyId: 'key',
  awsSecretAccessKey: 'secret',
  cloudWatchAccessKeyId: 'key',
  cloudWatchSecretAccessKey: 'secret',
} as const satisfies SreSecureJsonData;

function namesIn<T extends object>(fields: T): (keyof T & string)[] {
  // The object is a literal of this file: it has no other keys.
  return Object.keys(fields) as (keyof T & string)[];
}

type Texts = Readonly<Record<string, (text: string) => unknown>>;
const textsOf = <Field extends string>(
  what: string,
  fields: readonly Field[],
  parse: (field: Field, text: string) => Parsed
) =>
  Object.fromEntries(
    fields.map((field) => [`${field} of ${what}`, (text: string) => reached(field, parse(field, text))])
  );

/** Each text of valid settings, and each of a valid query, alone in being hostile. */
const SETTINGS_TEXTS: Texts = {
  ...textsOf('the settings', ['tlsMode', 'showEditorsTo', ...namesIn(SETTINGS)] as const, (field, text) =>
    parseSettings({ ...SETTINGS, [field]: text }, SECRETS)
  ),
  ...textsOf('the secrets', namesIn(SECRETS), (field, text) => parseSettings(SETTINGS, { ...SECRETS, [field]: text })),
  'teams of the settings': (text) =>
    reached('teams', parseSettings({ ...SETTINGS, cloudWatchPublishing: false, teams: [text] }, SECRETS)),
};

const QUERY = { queryType: 'dora', metric: 'leadTime', shape: 'table' } as const satisfies DoraQueryInput;
const QUERY_TEXTS: Texts = {
  ...textsOf(
    'a query',
    [
      'queryType',
      'metric',
      'statistic',
      'shape',
      'groupBy',
      'bucket',
      'preset',
      'compare',
      'timeZone',
    ] as const satisfies readonly (keyof DoraQueryInput)[],
    (field, text) => parseQuery({ ...QUERY, [field]: text })
  ),
  ...textsOf(
    'a query',
    ['services', 'teams', 'tiers'] as const satisfies readonly (keyof DoraQueryInput)[],
    (field, text) => parseQuery({ ...QUERY, [field]: [text] })
  ),
};

it('settings and query are valid where no text is hostile', () => {
  expect(parseSettings(SETTINGS, SECRETS)).toMatchObject({ ok: true });
  expect(parseQuery(QUERY)).toMatchObject({ ok: true });
});

const OUTSIDE: Readonly<Record<string, (text: string) => unknown>> = {
  'body of a pull request': (body) => revertOf({ title: '', body, headBranch: '', repository: 'acme/shop' }),
  'title of a pull request': (title) => revertOf({ title, body: null, headBranch: '', repository: 'acme/shop' }),
  'branch of a pull request': (headBranch) => revertOf({ title: '', body: null, headBranch, repository: 'a/b' }),
  'webhook’s payload': (text) => deliver(pullRequestOf(text)),
  'webhook’s body': deliver,
  'texts to store': (title) => asJson([{ title }]),
  'error of GitHub': (message) => answered({}, message),
  'header of GitHub': (text) => answered({ 'retry-after': text, 'x-ratelimit-reset': text, date: text }, text),
  'limits of GitHub': (text) => {
    const header = text.replace(/[^ -~]/g, '-');
    return rateLimitOf(new Headers({ 'x-ratelimit-limit': header, 'x-ratelimit-remaining': header }), 'token');
  },
  'row of a CSV file': (text) => importRows(`a,Shop,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,${text}`),
  'times of a CSV file': (text) => importRows(`a,Shop,"${text}","2026-01-01T00:00:00.${text}"`),
  'CSV file': importRows,
  mapping: (text) => mappingSchema.safeParse({ repository: text, service: text, paths: [text] }),
  SLO: (text) => parseSloDefinition({ service: text, name: text, targetPercent: text, windowDays: text }),
  ...QUERY_TEXTS,
  'query of a variable': (text) => parseVariableQuery({ kind: 'services', teams: [text], tiers: [text] }),
  ...SETTINGS_TEXTS,
  'dashboard variable': (text) => expandVariables(text, unchanged),
  'address of a record': (text) => webAddressOf(text),
  annotation: (text) => linkHtml(text, `https://${text}`) + escapeHtml(text),
  dimension: dimensionValue,
  'name of an SLO': (text) => uniqueSlugs([text]),
  'address of an API': withoutSlashesAtEnd,
  'wrong argument': (text) => withoutPasswords(`unknown option '${text}'`) + withoutPasswords(text),
  'past time': (text) => quietly(() => parsePastTime(text)),
  complaint: visible,
};

/** Pieces that one or another of them reads. */
const PIECES = [
  '\n',
  '\r\n',
  '\u2028',
  ' ',
  '\t',
  '/',
  '-',
  '.',
  ',',
  ':',
  '"',
  "'",
  '*',
  '?',
  '|',
  '=',
  '#',
  '%',
  '\\',
  '&',
  '<',
  '${a.',
  '[[a:',
  '${a:b',
  'a',
  'a/',
  'T',
  '0',
  'é',
  '😀',
  '\ud800',
  '\u0000',
  '--',
  '://',
  'password=',
  'Reverts\n',
  'reverts a',
  'this reverts commit ',
  'revert-1',
  'rate limit',
  'http://[',
  'xn--',
] as const;

describe.each(Object.entries(OUTSIDE))('%s', (_, work) => {
  it('takes no longer than the text is long, for a megabyte of line ends', async () => {
    expect(await overgrowth(repeated('\n'), work, LENGTH)).toBeNull();
  });

  it('takes no longer than the text is long, whatever it repeats', async () => {
    const pieces = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 2 }).map((some) => some.join(''));
    const ends = fc.constantFrom('', ...PIECES);
    await fc.assert(
      fc.asyncProperty(ends, pieces, ends, async (before, piece, behind) => {
        expect(await overgrowth(repeated(piece, { before, behind }), work, LENGTH)).toBeNull();
      }),
      { numRuns: 4, endOnFailure: true }
    );
  });
});

describe.each([
  ['mapping file', readMappingFile],
  ['file of SLOs', readSloFile],
])('%s', (_, work) => {
  it.each([
    '\n',
    '[',
    '{',
    '- ',
    'a: ',
    '&a [*a]\n',
    '? ',
    '"',
    "'",
    '#',
    '|\n',
    '--- ',
    '!t ',
    '\t',
    '*a ',
    '%',
    '[[a,',
  ])('takes no longer than the text is long, for %j', async (piece) => {
    expect(await overgrowth(repeated(piece), work, SLOW_LENGTH)).toBeNull();
  });
});

it.each(['a', 'a/', '/', '*', '.ts', 'a/a', '\n', '😀', '\ud83d'])(
  'a path of %j takes no longer than it is long, held against globs',
  async (piece) => {
    const fits = globMatcher(['**/a/**/a/**/a/*.ts', '!**/*a*a*a*/**/?', 'a/*/**/*/a', '**/**/**?*?*']);
    expect(await overgrowth(repeated(piece, { behind: 'b' }), fits, SLOW_LENGTH)).toBeNull();
  }
);
