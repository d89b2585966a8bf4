import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

import { readPublishing } from '../src/backend/environment/read-publishing';
import { DAY_MS } from '../src/backend/metrics/time-range';
import { NOT_INSTALLED, composeConfig, composeText, requiredVariables } from '../tooling/compose';
import { MOTO_VERSION } from '../tooling/moto';
import { ROOT } from '../tooling/paths';
import { OUTAGES_RANGE } from './real-data';

const serviceSchema = z
  .strictObject({
    image: z.string(),
    build: z.strictObject({
      context: z.literal('.'),
      dockerfile: z.string(),
      target: z.string(),
      args: z.record(z.string(), z.string()).optional(),
    }),
    command: z.array(z.string()),
    user: z.string(),
    restart: z.enum(['unless-stopped', 'no']),
    depends_on: z.record(
      z.string(),
      z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) })
    ),
    environment: z.record(z.string(), z.string()),
    ports: z.array(z.string()),
    volumes: z.array(z.string()),
    healthcheck: z.union([
      z.strictObject({ disable: z.literal(true) }),
      z.strictObject({
        test: z.tuple([z.literal('CMD')], z.string()),
        interval: z.string(),
        timeout: z.string(),
        retries: z.number().int().positive(),
        start_period: z.string().optional(),
      }),
    ]),
  })
  .partial()
  .required({ restart: true, healthcheck: true });

/** Every key that the file may use is named, so that a new one is looked at first. */
const fileSchema = z.strictObject({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.null()),
});

const { services, volumes } = fileSchema.parse(parse(composeText()));
const all = Object.entries(services);
const dockerfile = readFileSync(join(ROOT, 'deploy/grafana.Dockerfile'), 'utf8');
const example = readFileSync(join(ROOT, '.env.example'), 'utf8');
const PINNED = /^[\w./-]+:\d+\.\d+(\.\d+)?(-[\w.]+)*$/;

it('has the parts that it is there for', () => {
  expect(Object.keys(services).sort()).toEqual(['cloudwatch', 'database', 'grafana', 'load', 'worker']);
});

describe.each(all)('%s', (name, service) => {
  it('has one image, of a fixed version or from a stage of the Dockerfile', () => {
    expect([service.image, service.build].filter((source) => source !== undefined)).toHaveLength(1);
    if (service.image === undefined) {
      expect(service.build?.dockerfile).toBe('deploy/grafana.Dockerfile');
      expect(dockerfile).toContain(` AS ${service.build?.target}\n`);
    } else {
      expect(service.image).toMatch(PINNED);
    }
  });

  it('tells whether it is well: by a check, or by how it ends', () => {
    const awaitedEnds = all.filter(
      ([, { depends_on: needs }]) => needs?.[name]?.condition === 'service_completed_successfully'
    );
    expect('disable' in service.healthcheck).toBe(service.restart === 'no');
    expect(service.restart === 'no').toBe(awaitedEnds.length > 0);
  });

  it('waits for others by what they can fulfil', () => {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      const isEnding = services[other]?.restart === 'no';
      expect(condition).toBe(isEnding ? 'service_completed_successfully' : 'service_healthy');
    }
  });

  it('is reachable from this machine alone', () => {
    for (const port of service.ports ?? []) {
      expect(port).toMatch(/^127\.0\.0\.1:\$\{[A-Z]+_PORT:-\d+\}:\d+$/);
    }
  });

  it('holds no secret', () => {
    const secrets = Object.entries(service.environment ?? {}).filter(([key]) => /PASS|SECRET|KEY|TOKEN/.test(key));
    const literals = secrets.filter(([, value]) => !/^(true|false|\d+|\$\{\w+:(\?[^}]+|-)\})$/.test(value));
    // The emulator takes any.
    expect(literals.filter(([key, value]) => !(key.startsWith('AWS_') && value === 'emulator'))).toEqual([]);
  });

  it('keeps its data in named volumes, and mounts folders that are there, read-only', () => {
    for (const volume of service.volumes ?? []) {
      const [source = '', , mode] = volume.split(':');
      if (source.startsWith('./')) {
        expect([existsSync(join(ROOT, source)), mode]).toEqual([true, 'ro']);
      } else {
        expect(Object.keys(volumes)).toContain(source);
      }
    }
  });
});

it('gives Grafana every folder of provisioning, and every variable that its files ask for', () => {
  const folders = readdirSync(join(ROOT, 'provisioning'));
  const mounted = folders.map((folder) => `./provisioning/${folder}:/etc/grafana/provisioning/${folder}:ro`);
  expect(services['grafana']?.volumes).toEqual(expect.arrayContaining(mounted));
  const datasource = readFileSync(join(ROOT, 'provisioning/datasources/sre-metrics.yaml'), 'utf8');
  const referenced = Array.from(datasource.matchAll(/\$(SRE_METRICS_\w+)/g), ([, name]) => name);
  const provided = Object.keys(services['grafana']?.environment ?? {});
  // There is no certificate without TLS.
  expect(referenced.filter((name) => name !== undefined && !provided.includes(name))).toEqual(['SRE_METRICS_CA_CERT']);
});

it('signs Grafana in as the user that can only read', () => {
  expect(services['grafana']?.environment).toMatchObject({
    SRE_METRICS_USER: 'grafana_plugin',
    SRE_METRICS_PASSWORD: expect.stringContaining('SRE_METRICS_READER_PASSWORD'),
  });
});

it('publishes to the emulator and nowhere else, of the version that tests run against', () => {
  expect(services['cloudwatch']?.image).toBe(`motoserver/moto:${MOTO_VERSION}`);
  expect(readPublishing(services['worker']?.environment ?? {}, [])).toMatchObject({
    endpoint: 'http://cloudwatch:5000',
    isPublishingSlos: true,
  });
});

it('builds on fixed versions', () => {
  const bases = Array.from(dockerfile.matchAll(/^FROM (\S+)/gm), ([, base = '']) => base);
  const version = /^ARG GRAFANA_VERSION=(\S+)$/m.exec(dockerfile)?.[1] ?? '';
  expect(bases.filter((base) => !PINNED.test(base.replace('${GRAFANA_VERSION}', version)))).toEqual([]);
  expect(services['grafana']?.build?.args).toEqual({ GRAFANA_VERSION: `\${GRAFANA_VERSION:-${version}}` });
});

it('has an example of .env with every variable, and no password in it', () => {
  const required = requiredVariables();
  expect(required.length).toBeGreaterThan(0);
  const lines = example.split('\n');
  expect(required.filter((name) => !lines.includes(`${name}=`))).toEqual([]);
  const optional = Array.from(
    composeText().matchAll(/\$\{(\w+):-([^}]*)\}/g),
    ([, name, value]) => `#${name}=${value}`
  );
  expect(optional.filter((line) => !lines.includes(line))).toEqual([]);
});

it('is documented with a link to the days of its data', () => {
  const docs = readFileSync(join(ROOT, 'docs/development.md'), 'utf8');
  expect(docs).toContain(`?from=${OUTAGES_RANGE.toMs - 30 * DAY_MS}&to=${OUTAGES_RANGE.toMs})`);
});

describe('Docker Compose', () => {
  const variables = Object.fromEntries(requiredVariables().map((name) => [name, 'placeholder']));
  const answer = composeConfig(variables);
  if (answer === null) {
    it('is not installed', () => {
      console.warn(NOT_INSTALLED);
      expect(process.env['CI']).toBeUndefined();
    });
    return;
  }

  it('takes the file', () => {
    expect(answer).toMatchObject({ status: 0, stderr: '' });
    const resolved = z.looseObject({ services: z.record(z.string(), z.unknown()) }).parse(parse(answer.stdout));
    expect(Object.keys(resolved.services).sort()).toEqual(Object.keys(services).sort());
  });

  it.each(requiredVariables())('stops without %s, and says so', (name) => {
    const { status, stderr } = composeConfig({ ...variables, [name]: '' }) ?? {};
    expect(status).not.toBe(0);
    expect(stderr).toContain(`${name} is missing; copy .env.example to .env and set it`);
  });
});
