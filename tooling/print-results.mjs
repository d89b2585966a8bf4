/**
 * Says which tests failed and which were left out, and in the last line how many passed and failed:
 * `--jest FILE` and `--playwright FILE` are their own JSON reports, `--go FILE` is what `go test -v`
 * printed; each may be given several times. A report that is missing or empty counts as one failure.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const missing = (path) => ({ passed: 0, failed: 1, lines: [`The report ${path} is missing.`] });

/** @returns the results by `read`, or one failure where there is no such report */
function resultsOf(path, read) {
  try {
    return read(readFileSync(path, 'utf8')) ?? missing(path);
  } catch {
    return missing(path);
  }
}

function ofJest(text) {
  const report = JSON.parse(text);
  const failed = report.testResults.flatMap(({ name, message, assertionResults }) => {
    const tests = assertionResults.filter(({ status }) => status === 'failed');
    return tests.length > 0
      ? tests.map(({ fullName, failureMessages }) => `${fullName}: ${reason(failureMessages[0])}`)
      : message !== '' && assertionResults.length === 0
        ? [`${name}: ${reason(message)}`]
        : [];
  });
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    lines: [
      ...failed.map((test) => `Failed: ${test}`),
      ...skipped(report.numPendingTests + report.numTodoTests, 'jest'),
    ],
  };
}

const skipped = (count, where) => (count > 0 ? [`Left out by ${where}: ${count} tests; each says why above.`] : []);

function ofPlaywright(text) {
  const { suites, stats, errors } = JSON.parse(text);
  const lines = specsOf(suites).flatMap(({ title, file, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ status, results }) => {
        const [error] = results.flatMap((result) => result.errors);
        const word = status === 'flaky' ? 'Passed only when repeated' : 'Failed';
        return `${word}: ${file} › ${title}: ${reason(error?.message)}`;
      })
  );
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    lines: [
      ...lines,
      ...errors.map(({ message }) => `Failed: ${reason(message)}`),
      ...skipped(stats.skipped, 'Playwright'),
    ],
  };
}

function specsOf(suites = []) {
  return suites.flatMap((suite) => [...(suite.specs ?? []), ...specsOf(suite.suites)]);
}

/** Most lines of a reason: the end of a log is all that some places keep. */
const REASON_LINES = 30;

/** What a failure says, without its stack: of a property, its seed and what it fails with too. */
function reason(text = '') {
  // Reports keep the colours of a terminal.
  // eslint-disable-next-line no-control-regex
  const lines = text.replace(/\u001b\[[0-9;]*m/g, '').split('\n');
  const isFrame = (line) => /^\s+at .*\d+:\d+\)?$/.test(line);
  return lines
    .filter((line) => line.trim() !== '' && !isFrame(line))
    .slice(0, REASON_LINES)
    .join('\n  ');
}

/** Subtests count as tests; who holds them does not count beside them. */
function ofGo(text) {
  const ended = [...text.matchAll(/^ *--- (PASS|FAIL|SKIP): (\S+)/gm)].map(([, word, name]) => ({ word, name }));
  const single = ended.filter(({ name }) => !ended.some((other) => other.name.startsWith(`${name}/`)));
  const named = (word) => single.filter((test) => test.word === word).map(({ name }) => name);
  // A host that panics fails without a word about the test.
  const broken = /^(FAIL|panic:)/m.test(text) && named('FAIL').length === 0 ? ['The conformance host'] : [];
  const failed = [...named('FAIL'), ...broken];
  return single.length === 0
    ? null
    : {
        passed: named('PASS').length,
        failed: failed.length,
        lines: [...failed.map((name) => `Failed: ${name}`), ...skipped(named('SKIP').length, 'go test')],
      };
}

const READERS = { jest: ofJest, playwright: ofPlaywright, go: ofGo };
const file = { type: 'string', multiple: true, default: [] };
const { values } = parseArgs({ options: Object.fromEntries(Object.keys(READERS).map((name) => [name, file])) });
const results = Object.entries(READERS).flatMap(([name, read]) => values[name].map((path) => resultsOf(path, read)));
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
for (const line of results.flatMap(({ lines }) => lines)) {
  console.log(line);
}
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
