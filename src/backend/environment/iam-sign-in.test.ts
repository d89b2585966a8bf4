import { connectionConfig } from './connection';

const ENV = {
  SRE_METRICS_DATABASE_AUTH: 'iam',
  PGHOST: 'cluster.example',
  PGPORT: '5433',
  PGDATABASE: 'stackflow',
  PGUSER: 'sre_metrics_worker',
  PGSSLMODE: 'verify-full',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'hunter2',
};

describe('sign-in by IAM', () => {
  const before = { ...process.env };

  afterEach(() => {
    process.env = { ...before };
  });

  it('makes a token for each connection', async () => {
    // AWS's default chain reads the process's own environment.
    process.env = { ...before, ...ENV };
    const { password, host, ssl } = connectionConfig(undefined, ENV);
    expect({ host, ssl }).toEqual({ host: 'cluster.example', ssl: {} });
    const token = typeof password === 'function' ? await password() : '';
    expect(token).toMatch(/^cluster\.example:5433\/\?.*DBUser=sre_metrics_worker.*X-Amz-Signature=/);
    expect(token).toContain('X-Amz-Credential=AKIDEXAMPLE');
    expect(token).not.toContain('hunter2');
  });

  it("makes it for the endpoint's own name where the host is an alias", async () => {
    process.env = { ...before, ...ENV };
    const { password, host } = connectionConfig(undefined, { ...ENV, SRE_METRICS_DATABASE_TOKEN_HOST: 'real.example' });
    expect(host).toBe('cluster.example');
    expect(typeof password === 'function' ? await password() : '').toMatch(/^real\.example:5433\//);
  });

  it('tells all that it lacks', () => {
    expect(() => connectionConfig(undefined, { SRE_METRICS_DATABASE_AUTH: 'iam' })).toThrow(
      'Sign-in by IAM needs PGHOST, PGUSER, AWS_REGION, PGSSLMODE=verify-full, or require.'
    );
  });

  it('takes no URL, and no other way', () => {
    expect(() => connectionConfig('postgres://a@b/c', { SRE_METRICS_DATABASE_AUTH: 'iam' })).toThrow('not by a URL');
    expect(() => connectionConfig(undefined, { SRE_METRICS_DATABASE_AUTH: 'kerberos' })).toThrow(
      'SRE_METRICS_DATABASE_AUTH must be password or iam.'
    );
  });
});
