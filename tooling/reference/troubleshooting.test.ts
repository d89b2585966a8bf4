import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ROOT } from '../paths';
import { failureTexts } from './failure-texts';
import { troubleshootingPage } from './troubleshooting';

const page = troubleshootingPage();
const unescaped = page.replaceAll('\\', '');

const sources = readdirSync(join(ROOT, 'src/backend'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  /(?<!\.test)\.ts$/.test(file)
);

it('has every cure that stands in the sources', () => {
  const cures = sources.flatMap((file) => {
    const text = readFileSync(join(ROOT, 'src/backend', file), 'utf8');
    return [...text.matchAll(/\badvice:\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)")/g)].map(([, a, b]) => a ?? b ?? '');
  });
  expect(cures.length).toBeGreaterThan(50);
  expect(cures.filter((cure) => !unescaped.includes(cure))).toEqual([]);
});

it.each([
  ['Aurora at … cannot be reached.', 'Check that the cluster is running'],
  ['The database holds no StackFlow metrics schema.', 'Run "sre-metrics migrate" against this database.'],
  ['The server at … only reads, so ….', "Set the data source's writer host"],
  ['CloudWatch (…) refuses …: ….', 'What was not taken is sent with the next run.'],
  ['The worker cannot listen on … (…).', 'Set SRE_METRICS_WORKER_HOST'],
])('tells the cure of "%s"', (message, cure) => {
  expect(page.split('\n').find((line) => line.startsWith(`- **${message}**`))).toContain(cure);
});

describe('a message', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sre-failures-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['is filled in where it differs', 'fail({ message: `No ${name}.`, advice: null })', 'No ….', []],
    ['takes constants in', 'const A = "Try"; fail({ message: "No.", advice: `${A} again.` })', 'No.', ['Try again.']],
    [
      'has a cure for each case',
      'const T = { a: { advice: "Do a." }, b: { advice: "Do b." } }; fail({ message: "No.", advice: T[kind].advice })',
      'No.',
      ['Do a.', 'Do b.'],
    ],
    [
      'is handed to a function',
      'bad("No."); function bad(message) { return { message, advice: "Ask." } }',
      'No.',
      ['Ask.'],
    ],
    ['of a request', 'badRequest("No.", isOne ? "Do one." : "Do two.")', 'No.', ['Do one.', 'Do two.']],
  ])('%s', (_, code, message, advice) => {
    const file = join(folder, 'one.ts');
    writeFileSync(file, code);
    expect(failureTexts(file)).toEqual([{ message, advice }]);
  });
});
