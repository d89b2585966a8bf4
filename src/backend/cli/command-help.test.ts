import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

import type { Command } from 'commander';
import { z } from 'zod';

import { commandTree } from './command-line';
import type { Output } from './output/output';

/** What the command line and the pages say of options, against what it takes. */

const ROOT = join(__dirname, '../../../');
const OPTION = /(?<![\w-])--[a-z][a-z0-9-]*/g;

const lines: string[] = [];
const output: Output = { out: (text) => lines.push(text), err: () => undefined, progress: () => undefined };
const root = commandTree(output, {});

const withSubcommands = (command: Command): Command[] => [command, ...command.commands.flatMap(withSubcommands)];

const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

function helpOf(command: Command): string {
  lines.length = 0;
  command.outputHelp();
  return lines.join('\n');
}

const optionsOf = (command: Command): string[] => [
  '--help',
  ...command.options.flatMap(({ long }) => (typeof long === 'string' ? [long] : [])),
];

describe('the help of', () => {
  it.each(withSubcommands(root).map((command) => [nameOf(command), command] as const))(
    '%s tells of the options that it takes, and of no others',
    (_, command) => {
      const described = new Set(helpOf(command).match(OPTION));
      expect([...described].sort()).toEqual(optionsOf(command).sort());
    }
  );
});

interface Call {
  /** Where it is written: `docs/slos.md: slo apply slos.yaml`. */
  readonly place: string;
  readonly words: readonly string[];
}

const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'docker-compose.yml',
  'src/README.md',
  'deploy/README.md',
  'demo/data/README.md',
  ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];

const PROGRAM = String.raw`(?:npx )?(?:sre-metrics|node bin/sre-metrics\.js|gpx_sre_metrics_\w+)`;
/** What stands after the program's name, up to the end of the line or of the code, or of a call in quotes. */
const CALL = new RegExp(
  String.raw`(?:(?:^|[\s\`])${PROGRAM} ([a-z-][^\`\n|>]*))|(?:"${PROGRAM} ([a-z-][^"\n]*)")`,
  'gm'
);

function callsIn(page: string): Call[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(CALL)]
    .map(([, open, quoted]) => open ?? quoted ?? '')
    .map((call) => ({
      place: `${relative('.', page)}: ${call.trim()}`,
      words: call.match(/"[^"]*"|\S+/g) ?? [],
    }));
}

/** The command that `words` call, and the words that are left to it. */
function commandOf(words: readonly string[], command = root): { command: Command; rest: readonly string[] } {
  const [first = '', ...rest] = words;
  const next = command.commands.find((candidate) => candidate.name() === first);
  return next === undefined ? { command, rest: words } : commandOf(rest, next);
}

describe('the pages', () => {
  const calls = PAGES.flatMap(callsIn);

  it('show calls of most commands', () => {
    const shown = new Set(calls.map(({ words }) => nameOf(commandOf(words).command)));
    expect(shown.size).toBeGreaterThan(10);
  });

  it.each(calls.map(({ place, words }) => [place, words] as const))('%s is a call that is taken', (_, words) => {
    const { command, rest } = commandOf(words);
    const { operands, unknown } = command.parseOptions([...rest]);
    expect(unknown.filter((name) => name !== '--help')).toEqual([]);
    // Only a single command takes words of its own.
    expect(command.commands.length > 0 ? operands : []).toEqual([]);
  });

  it.each(
    PAGES.map((page) => [page, new Set(readFileSync(join(ROOT, page), 'utf8').match(OPTION))] as const).filter(
      ([, names]) => names.size > 0
    )
  )('%s names options that some command or script has', (_, names) => {
    const existing = new Set([...withSubcommands(root).flatMap(optionsOf), ...OF_OTHERS]);
    const strangers = [...names].filter((name) => !existing.has(name) && !SCRIPTS.some((text) => has(text, name)));
    expect(strangers).toEqual([]);
  });

  it.each(PAGES)('%s calls scripts of npm that exist', (page) => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as unknown);
    const called = readFileSync(join(ROOT, page), 'utf8').matchAll(/\bnpm run ([a-z][a-z0-9:-]*[a-z0-9])/g);
    expect([...called].map(([, name = '']) => name).filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

/** What npm's scripts are, as far as they take options. */
const SCRIPTS = [
  'bench/options.ts',
  'demo/main.ts',
  'test/conformance/run.ts',
  'tooling/build-lambda.ts',
  'demo/grafana.ts',
  'tooling/package.ts',
  'tooling/sign.ts',
  'tooling/test-attack.ts',
].map((path) => readFileSync(join(ROOT, path), 'utf8'));

/** Whether a script's text has an option, in the words of commander or of Node's parseArgs. */
const has = (text: string, name: string): boolean =>
  text.includes(name) || new RegExp(`\\b${name.slice(2)}: \\{ type: `).test(text);

/** Options of other programs that the pages call. */
const OF_OTHERS = [
  // aws
  ...['--capabilities', '--name', '--parameter-overrides', '--secret-string', '--stack-name', '--template-file'],
  // sam
  '--guided',
  // pg_dump and psql
  ...['--command', '--data-only', '--exclude-table', '--file', '--schema', '--set', '--single-transaction'],
  // curl
  ...['--data-urlencode', '--fail-with-body', '--retry'],
  // docker
  ...['--build', '--target', '--volumes'],
];
