import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { githubApiSettings } from './github-api-settings';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const PEM = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const APP = { SRE_METRICS_GITHUB_APP_ID: '4711', SRE_METRICS_GITHUB_APP_PRIVATE_KEY: PEM };

describe('githubApiSettings', () => {
  it('takes a personal token, and github.com where nothing else is said', () => {
    expect(githubApiSettings({ SRE_METRICS_GITHUB_TOKEN: ' ghp_x\n' })).toEqual({
      credentials: { kind: 'token', token: 'ghp_x' },
      baseUrl: 'https://api.github.com',
    });
  });

  it('takes an App, and GitHub Enterprise Server', () => {
    const env = {
      ...APP,
      SRE_METRICS_GITHUB_APP_INSTALLATION_ID: '99',
      SRE_METRICS_GITHUB_API_URL: 'https://git.acme.example/api/v3',
    };
    expect(githubApiSettings(env)).toEqual({
      credentials: { kind: 'app', appId: '4711', privateKey: PEM.trim(), installationId: 99 },
      baseUrl: 'https://git.acme.example/api/v3',
    });
  });

  it("takes the App's key from a file", () => {
    const folder = mkdtempSync(join(tmpdir(), 'sre-metrics-test-'));
    try {
      const file = join(folder, 'key.pem');
      writeFileSync(file, PEM);
      const env = { SRE_METRICS_GITHUB_APP_ID: '4711', SRE_METRICS_GITHUB_APP_PRIVATE_KEY_FILE: file };
      expect(githubApiSettings(env).credentials).toMatchObject({ kind: 'app', privateKey: PEM, installationId: null });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    [{}, 'GitHub is not set up: set SRE_METRICS_GITHUB_TOKEN, or SRE_METRICS_GITHUB_APP_ID and'],
    [{ SRE_METRICS_GITHUB_TOKEN: '' }, 'GitHub is not set up'],
    [{ ...APP, SRE_METRICS_GITHUB_TOKEN: 'x' }, 'not both'],
    [{ SRE_METRICS_GITHUB_APP_ID: '4711' }, 'An App needs its private key in'],
    [{ ...APP, SRE_METRICS_GITHUB_APP_PRIVATE_KEY: 'secret' }, 'holds no private key in PEM form'],
    [{ SRE_METRICS_GITHUB_APP_ID: '1', SRE_METRICS_GITHUB_APP_PRIVATE_KEY_FILE: '/none' }, 'cannot be read'],
  ])('refuses %o', (env, text) => {
    expect(() => githubApiSettings(env)).toThrow(text);
  });

  it.each(['http://127.0.0.1:8080', 'http://localhost/api/v3', 'https://git.acme.example/api/v3'])(
    'takes %s',
    (url) => {
      const env = { SRE_METRICS_GITHUB_TOKEN: 'x', SRE_METRICS_GITHUB_API_URL: url };
      expect(githubApiSettings(env).baseUrl).toBe(url);
    }
  );

  it.each([
    'http://git.acme.example/api/v3',
    'http://127.0.0.1.acme.example',
    'ftp://git.acme.example',
    'acme.example',
  ])('sends no secret to %s', (url) => {
    const env = { SRE_METRICS_GITHUB_TOKEN: 'x', SRE_METRICS_GITHUB_API_URL: url };
    expect(() => githubApiSettings(env)).toThrow('API_URL must look like https://HOST/api/v3');
  });

  it('tells every error at once, and no secret', () => {
    const env = {
      SRE_METRICS_GITHUB_APP_ID: 'my app',
      SRE_METRICS_GITHUB_APP_PRIVATE_KEY: 'hunter2',
      SRE_METRICS_GITHUB_APP_INSTALLATION_ID: 'main',
      SRE_METRICS_GITHUB_API_URL: 'https://me:hunter2@git.acme.example',
    };
    expect(() => githubApiSettings(env)).toThrow(
      /APP_ID must be .*PRIVATE_KEY holds no .*INSTALLATION_ID must be .*API_URL must look like/
    );
    expect(() => githubApiSettings(env)).toThrow(/^(?!.*hunter2)/);
  });
});
