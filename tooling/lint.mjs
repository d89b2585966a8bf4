/**
 * `npm run lint`: ESLint and Prettier over the whole project. ESLint runs twice side by side, over the
 * browser half and over the rest: either is one program to TypeScript, and types are most of its work.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { canCheckPage } from './preview-packages.mjs';

const ROOT = join(import.meta.dirname, '..');

/** What imports Grafana's packages or is read beside them; the rest is whatever is not named here. */
const BROWSER = [
  'src/*.ts',
  'src/*.tsx',
  'src/{config,editor,labels,query}/**',
  'preview/page/**',
  'dashboards/**',
  'alerting/**',
];

/** TypeScript makes many short-lived objects; room for them halves the collector's work. */
const NODE_OPTIONS = ['--max-semi-space-size=64'];

/** ESLint writes to us, and so does not see whom we write to. */
const COLOR = process.stdout.isTTY ? ['--color'] : [];

const eslint = (...args) => [...NODE_OPTIONS, join(ROOT, 'node_modules/eslint/bin/eslint.js'), ...COLOR, ...args];

const TASKS = [
  { name: 'ESLint, browser half', args: eslint('--no-warn-ignored', '--no-error-on-unmatched-pattern', ...BROWSER) },
  { name: 'ESLint, the rest', args: eslint('.', ...BROWSER.flatMap((pattern) => ['--ignore-pattern', pattern])) },
  { name: 'Prettier', args: [join(ROOT, 'node_modules/prettier/bin/prettier.cjs'), '--check', '.'] },
];

/** Runs one task; says what it said once it has ended, so that tasks do not mix their lines. */
async function runTask({ name, args }) {
  const started = Date.now();
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const [status, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`${out}${err}${name}: ${status === 0 ? 'nothing to complain about' : 'FAILED'} after ${seconds} s`);
  return status === 0;
}

/** Takes tasks off `queue` until none is left. */
async function work(queue, results = []) {
  const task = queue.shift();
  return task === undefined ? results : work(queue, [...results, await runTask(task)]);
}

canCheckPage('Lint rules are');
const queue = [...TASKS];
const lanes = Array.from({ length: Math.min(availableParallelism(), TASKS.length) }, () => work(queue));
const results = (await Promise.all(lanes)).flat();
if (!results.every(Boolean)) {
  process.exitCode = 1;
}
