import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder that looks like an installed Grafana, with a small program in the server's place: it
 * notes what it was given, and answers the health check. What it is asked for is thereby known;
 * whether a real Grafana is content with it is not.
 */
export interface StandInGrafana {
  readonly home: string;
  /** Whether it runs or ran, and has noted so. */
  isStarted(): boolean;
  /** What the last start was given. */
  noted(): { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> };
  /** How its last run ended: by which signal it was asked. */
  goodbye(): string;
  remove(): void;
}

/** Runs as plain Node: a process of its own, as Grafana is one. */
const PROGRAM = `
const { readFileSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const args = process.argv.slice(2);
if (args.includes('-v')) {
  process.stdout.write(VERSION_LINE + '\\n');
} else {
  process.stderr.write('a first word\\n');
  if (BEHAVIOUR === 'fails') {
    process.stderr.write('the database is locked\\n');
    process.exit(3);
  }
  const configuration = readFileSync(args[args.indexOf('--config') + 1], 'utf8');
  const setting = (name) => new RegExp('^' + name + ' = (.*)$', 'm').exec(configuration)[1];
  const server = createServer((request, response) => {
    if (request.url === '/end') {
      process.stderr.write('told to end\\n');
      process.exit(4);
    }
    response.statusCode = request.url === '/api/health' && BEHAVIOUR === 'serves' ? 200 : 503;
    response.end();
  });
  server.listen(Number(setting('http_port')), setting('http_addr'));
  process.on('SIGTERM', () => {
    writeFileSync(GOODBYE, 'SIGTERM');
    process.exit(0);
  });
  // Ctrl-C reaches every program of the terminal; this one waits to be asked.
  process.on('SIGINT', () => undefined);
  writeFileSync(NOTES, JSON.stringify({ args, env: process.env }));
}
`;

export interface StandInOptions {
  /** What `-v` answers; default as a Grafana 12.3.1 does. */
  readonly versionLine?: string;
  /** Default `bin/grafana`. */
  readonly executable?: 'grafana' | 'grafana-server';
  /** Default: it answers that it is well; `starts` never does, `fails` ends at once. */
  readonly behaviour?: 'serves' | 'starts' | 'fails';
}

export function standInGrafana(options: StandInOptions = {}): StandInGrafana {
  const { versionLine = 'Version 12.3.1 (commit: abc, branch: HEAD)', executable = 'grafana' } = options;
  const home = mkdtempSync(join(tmpdir(), 'stand-in-grafana-'));
  const [notes, goodbye] = [join(home, 'notes.json'), join(home, 'goodbye')];
  ['bin', 'conf', 'public'].forEach((name) => mkdirSync(join(home, name)));
  writeFileSync(join(home, 'conf/defaults.ini'), '');
  const constants = {
    VERSION_LINE: versionLine,
    NOTES: notes,
    GOODBYE: goodbye,
    BEHAVIOUR: options.behaviour ?? 'serves',
  };
  const lines = Object.entries(constants).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`);
  const program = join(home, 'bin', executable);
  writeFileSync(program, `#!${process.execPath}\n${lines.join('\n')}${PROGRAM}`);
  chmodSync(program, 0o755);
  return {
    home,
    isStarted: () => existsSync(notes),
    noted: () => JSON.parse(readFileSync(notes, 'utf8')) as ReturnType<StandInGrafana['noted']>,
    goodbye: () => readFileSync(goodbye, 'utf8'),
    remove: () => rmSync(home, { recursive: true }),
  };
}
