import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { generate } from 'selfsigned';

import { REQUIRED_SCHEMA_VERSION } from '../../src/backend/aurora/schema-version';
import { sreMetrics, temporaryFolder } from '../support/command-line';
import type { Folder } from '../support/command-line';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { startOwnServer } from '../support/own-server';
import type { OwnServer } from '../support/own-server';

const PASSWORD = 's3cret-Passw0rd';

let folder: Folder;
let servicesFile: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  servicesFile = await folder.write('services.csv', 'name\nCheckout\n');
});
afterAll(() => folder.remove());

describe('sre-metrics, called with words', () => {
  it.each([
    [['--help'], 0, /migrate[^]+import[^]+SRE_METRICS_DATABASE_URL/],
    [['import', '--help'], 0, /changes: external_id service \[title\][^]+PGSSLROOTCERT/],
    [['--version'], 0, /^\d+\.\d+\.\d+$/],
  ])('%j prints to standard output', async (args, status, text) => {
    expect(await sreMetrics(args, {})).toEqual({ status, out: expect.stringMatching(text), err: '' });
  });

  it.each([
    [[], /Usage: sre-metrics/],
    [['imprt'], /unknown command 'imprt'/],
    [['import', '--kind', 'services'], /missing required argument 'file.csv'/],
    [['import', 'x.csv'], /required option '--kind <kind>' not specified/],
    [['import', 'x.csv', '--kind', 'people'], /Allowed choices are services, changes, incidents, downtimes/],
    [['migrate', 'now'], /too many arguments/],
  ])('%j is a mistake in usage', async (args, text) => {
    expect(await sreMetrics(args, {})).toEqual({ status: 2, out: '', err: expect.stringMatching(text) });
  });

  it.each([
    [['migrate', `--ulr=postgres://me:${PASSWORD}@db/x`]],
    [[`postgres://me:${PASSWORD}@db/x`]],
    [['migrate', `--password=${PASSWORD}`]],
    [[`postgres://me:two words ${PASSWORD}@db/x`]],
    [[`postgres://me@corp:${PASSWORD}@db/x`]],
    [[`postgres://me@db/x?password=${PASSWORD}`]],
    [['import', 'x.csv', '--kind', `postgres://me@corp:${PASSWORD}@db/x`]],
    [['migrate', '--url', `postgres://127.0.0.1:1/${PASSWORD}@db/x`]],
    [['migrate', '--url', `postgres://127.0.0.1:1#${PASSWORD}@db/x`]],
    [['migrate', '--url', `postgres://127.0.0.1:1?${PASSWORD}@db/x`]],
    [['migrate', '--url', `https://me:${PASSWORD}@db/x`]],
    [['migrate', '--url', `postgres://me:${PASSWORD}@db:port/x`]],
    [['migrate', '--url', `postgres://me:${PASSWORD}%@127.0.0.1:1/x`]],
    [['migrate', '--url', `postgres://me:${PASSWORD}@127.0.0.1:1/x?sslmode=prefer`]],
    [['migrate', '--url', `postgres://me:${PASSWORD}@127.0.0.1:1/x`]],
  ])('never repeats a password: %j', async (args) => {
    const { status, out, err } = await sreMetrics(args, {});
    expect(status).toBeGreaterThan(0);
    expect(err).not.toBe('');
    expect(out + err).not.toContain(PASSWORD);
  });
});

describe('sre-metrics, with a database', () => {
  let database: TestDatabase;
  let empty: TestDatabase;

  beforeAll(async () => {
    [database, empty] = await Promise.all([createTestDatabase(), createTestDatabase('template0')]);
  });
  afterAll(async () => {
    await Promise.all([database.drop(), empty.drop()]);
  });

  const urlOf = ({ user, password, name }: { user?: string; password?: string; name?: string } = {}) => {
    const { host, port, adminUser, adminPassword } = database;
    return `postgres://${user ?? adminUser}:${password ?? adminPassword}@${host}:${port}/${name ?? database.name}`;
  };
  const importServices = (url: string) => sreMetrics(['import', servicesFile, '--kind', 'services', '--url', url], {});
  const failsWith = (err: unknown) => ({ status: 1, out: '', err });
  const where = () => `${database.host}:${database.port}`;

  it('migrates an empty database, and finds nothing to do the second time', async () => {
    const url = urlOf({ name: empty.name });
    const last = `Schema stackflow is at version ${REQUIRED_SCHEMA_VERSION}.`;
    const { status, out } = await sreMetrics(['migrate'], { SRE_METRICS_DATABASE_URL: url });
    expect({ status, lines: out.split('\n') }).toEqual({
      status: 0,
      lines: expect.arrayContaining(['applied 001_schema', last]),
    });
    expect(await sreMetrics(['migrate'], { SRE_METRICS_DATABASE_URL: url })).toEqual({ status: 0, out: last, err: '' });
  });

  it("reads libpq's variables, and prefers --url to the environment", async () => {
    const { host, port, adminUser, adminPassword, name } = database;
    const env = { PGHOST: host, PGPORT: String(port), PGUSER: adminUser, PGPASSWORD: adminPassword, PGDATABASE: name };
    expect(await sreMetrics(['migrate'], env)).toMatchObject({ status: 0 });
    const elsewhere = { SRE_METRICS_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
    expect(await sreMetrics(['migrate', '--url', urlOf()], elsewhere)).toMatchObject({ status: 0 });
  });

  it.each(['12/rest', '12#rest', '12?rest'])(
    'asks for the escape that a password such as %s lacks',
    async (password) => {
      expect(await importServices(`postgres://me:${password}@127.0.0.1:1/db`)).toEqual(
        failsWith(
          'The database URL has an @ after its host. In a password write %2F for /, %3F for ?, %23 for # and %40 for @.'
        )
      );
    }
  );

  it('tells a refused connection', async () => {
    expect(await importServices('postgres://me:x@127.0.0.1:1/db')).toEqual(
      failsWith(
        'Aurora at 127.0.0.1:1 cannot be reached. Check that PostgreSQL runs there, and that firewall and route let this machine in.'
      )
    );
  });

  it('tells a host that does not exist', async () => {
    expect(await importServices('postgres://me:x@no-such-host.invalid/db')).toEqual(
      failsWith(
        expect.stringMatching(/^The host name of no-such-host.invalid:5432 .+ Check the host in the URL or in PGHOST.$/)
      )
    );
  });

  it('tells a wrong password, without repeating it', async () => {
    expect(await importServices(urlOf({ password: PASSWORD }))).toEqual(
      failsWith(`Aurora at ${where()} refused the sign-in of user "postgres". Check user and password.`)
    );
  });

  it('tells a database that does not exist', async () => {
    expect(await importServices(urlOf({ name: 'nowhere' }))).toEqual(
      failsWith(
        `There is no database "nowhere" at ${where()}. Check the name, or let an administrator create the database.`
      )
    );
  });

  it('tells a schema that was never migrated', async () => {
    const bare = await createTestDatabase('template0');
    try {
      expect(await importServices(urlOf({ name: bare.name }))).toEqual(
        failsWith(
          'The database\'s schema is missing or too old for an import. Run "sre-metrics migrate" against this database.'
        )
      );
    } finally {
      await bare.drop();
    }
  });

  it('tells a user who may not write', async () => {
    const reader = await database.createUser('sre_metrics_reader');
    expect(await importServices(urlOf(reader))).toEqual(
      failsWith(
        `User "${reader.user}" may not write the schema stackflow of database "${database.name}". Let an administrator run: grant sre_metrics_writer to "${reader.user}";`
      )
    );
  });

  it('tells a user who may not set the schema up', async () => {
    const bare = await createTestDatabase('template0');
    const writer = await bare.createUser('sre_metrics_writer');
    try {
      expect(await sreMetrics(['migrate', '--url', urlOf({ ...writer, name: bare.name })], {})).toEqual(
        failsWith(
          `User "${writer.user}" may not set up database "${bare.name}": permission denied for database ${bare.name}. Sign in as the owner of the database, or of the schema stackflow.`
        )
      );
    } finally {
      await bare.drop();
    }
  });

  it('tells a server that only reads', async () => {
    expect(await importServices(`${urlOf()}?options=-c%20default_transaction_read_only%3Don`)).toEqual(
      failsWith(`The server at ${where()} only reads. Use the cluster's writer endpoint.`)
    );
  });

  it('tells a server without TLS where TLS is asked for', async () => {
    expect(await sreMetrics(['migrate', '--url', urlOf()], { PGSSLMODE: 'require' })).toEqual(
      failsWith(
        `Aurora at ${where()} does not offer TLS. Turn TLS on at the server, or set sslmode=disable, which sends all in plain text.`
      )
    );
  });
});

describe('sre-metrics, with TLS', () => {
  let server: OwnServer;
  let authority: string;

  beforeAll(async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
      keySize: 2048,
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
    });
    authority = await folder.write('authority.pem', cert);
    server = await startOwnServer({ certPem: cert, keyPem: key });
  }, 60_000);
  afterAll(() => server.stop());

  const migrate = (host: string, parameters: string, env: Record<string, string> = {}) => {
    const { user, password, port } = server;
    return sreMetrics(
      ['migrate', '--url', `postgres://${user}:${password}@${host}:${port}/postgres${parameters}`],
      env
    );
  };

  it.each([
    ['localhost', () => '?sslmode=require', {}],
    ['localhost', () => `?sslmode=verify-full&sslrootcert=${authority}`, {}],
    ['127.0.0.1', () => `?sslmode=verify-ca&sslrootcert=${authority}`, {}],
    ['localhost', () => `?sslrootcert=${authority}`, { PGSSLMODE: 'verify-full' }],
  ])('connects to %s (%#)', async (host, parameters, env) => {
    expect(await migrate(host, parameters(), env)).toMatchObject({ status: 0, err: '' });
  });

  it.each([
    ['localhost', () => '?sslmode=verify-full', 'Give its authority by sslrootcert=FILE in the URL, or PGSSLROOTCERT'],
    ['127.0.0.1', () => `?sslmode=verify-full&sslrootcert=${authority}`, 'Use the host as its certificate names it.'],
    ['localhost', () => '?sslmode=verify-full&sslrootcert=/none.pem', 'Check sslrootcert or PGSSLROOTCERT.'],
    ['localhost', () => '?sslmode=allow', 'Use one of: disable, require, verify-ca, verify-full.'],
  ])('refuses %s (%#): %s', async (host, parameters, advice) => {
    const { status, err } = await migrate(host, parameters());
    expect(status).toBe(1);
    expect(err.split('\n')).toEqual([expect.stringContaining(advice)]);
  });
});

describe('bin/sre-metrics.js', () => {
  const run = (args: readonly string[]) =>
    new Promise<{ status: unknown; out: string; err: string }>((resolve) => {
      execFile(process.execPath, [join(folder.path, 'bin/sre-metrics.js'), ...args], (error, out, err) => {
        resolve({ status: error === null ? 0 : error.code, out, err });
      });
    });

  beforeAll(async () => {
    await cp(join(__dirname, '../../bin'), join(folder.path, 'bin'), { recursive: true });
  });

  it('says what to do before the backend is built', async () => {
    expect(await run(['--help'])).toEqual({
      status: 1,
      out: '',
      err: 'sre-metrics is not built yet; run: npm run build:backend\n',
    });
  });

  it('hands its arguments to the built backend, and asks for help where there are none', async () => {
    await mkdir(join(folder.path, 'dist'));
    await folder.write('dist/gpx_sre_metrics.cjs', 'console.log(JSON.stringify(process.argv.slice(2)))');
    expect((await run(['import', 'a b.csv'])).out).toBe('["import","a b.csv"]\n');
    expect((await run([])).out).toBe('["--help"]\n');
  });
});
