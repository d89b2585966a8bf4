/**
 * Says which tests failed, and in the last line how many passed and failed, by jest's and Playwright's
 * own JSON reports, in that order. A report that is missing counts as one failure.
 */
import { readFileSync } from 'node:fs';

/** @returns the parsed report, or null where there is none */
function reportAt(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

const MISSING = { passed: 0, failed: 1, told: ['A report is missing.'] };

function ofJest(report) {
  const failed = report.testResults.flatMap(({ name, message, assertionResults }) => {
    const tests = assertionResults.filter(({ status }) => status === 'failed');
    return tests.length > 0
      ? tests.map(({ fullName, failureMessages }) => `${fullName}: ${firstLine(failureMessages[0])}`)
      : message !== '' && assertionResults.length === 0
        ? [`${name}: ${firstLine(message)}`]
        : [];
  });
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    told: failed.map((text) => `Failed: ${text}`),
  };
}

function ofPlaywright({ suites, stats, errors }) {
  const told = specsOf(suites).flatMap(({ title, file, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ status, results }) => {
        const [error] = results.flatMap((result) => result.errors);
        const word = status === 'flaky' ? 'Passed only when repeated' : 'Failed';
        return `${word}: ${file} › ${title}: ${firstLine(error?.message)}`;
      })
  );
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    told: [...told, ...errors.map(({ message }) => `Failed: ${firstLine(message)}`)],
  };
}

function specsOf(suites = []) {
  return suites.flatMap((suite) => [...(suite.specs ?? []), ...specsOf(suite.suites)]);
}

function firstLine(text = '') {
  // Reports keep the colours of a terminal.
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;]*m/g, '').split('\n', 1)[0];
}

const [jest, playwright] = process.argv.slice(2).map(reportAt);
const results = [jest ? ofJest(jest) : MISSING, playwright ? ofPlaywright(playwright) : MISSING];
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
for (const line of results.flatMap(({ told }) => told)) {
  console.log(line);
}
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
