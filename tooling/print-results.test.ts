import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'sre-results-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** What is printed of reports with these texts, line by line. */
function printed(
  ...reports: readonly (readonly [kind: 'jest' | 'playwright' | 'go', text: string | null])[]
): string[] {
  const args = reports.flatMap(([kind, text], index) => {
    const path = join(folder, `report-${index}`);
    rmSync(path, { force: true });
    if (text !== null) {
      writeFileSync(path, text);
    }
    return [`--${kind}`, path];
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'print-results.mjs'), ...args], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.trimEnd().split('\n');
}

const jestReport = (passed: number, failures: readonly string[], pending = 0) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failures.length,
    numRuntimeErrorTestSuites: 0,
    numPendingTests: pending,
    numTodoTests: 0,
    testResults: [
      {
        name: 'a.test.ts',
        message: '',
        assertionResults: failures.map((fullName) => ({
          status: 'failed',
          fullName,
          failureMessages: ['no: 1 > 2\n\n    at add (/a/b.ts:1:2)\n    at /a/b.ts:3:4\n[cause]: because'],
        })),
      },
    ],
  });

const playwrightReport = (expected: number, skippedTests = 0) =>
  JSON.stringify({ suites: [], stats: { expected, flaky: 0, unexpected: 0, skipped: skippedTests }, errors: [] });

const GO = `=== RUN   TestKinds
    --- PASS: TestKinds/dora (0.01s)
    --- FAIL: TestKinds/gate (0.01s)
--- FAIL: TestKinds (0.02s)
--- PASS: TestHealth (0.10s)
--- SKIP: TestAlpine (0.00s)
FAIL
`;

describe('the results of a run', () => {
  it('end in one line that sums up all reports', () => {
    expect(
      printed(['jest', jestReport(7, [])], ['jest', jestReport(2, [])], ['playwright', playwrightReport(3)]).at(-1)
    ).toBe('12 passed, 0 failed');
  });

  it('name what failed, why, and what was left out', () => {
    expect(
      printed(['jest', jestReport(1, ['a sum adds'], 2)], ['playwright', playwrightReport(1, 1)], ['go', GO])
    ).toEqual([
      'Failed: a sum adds: no: 1 > 2',
      '  [cause]: because',
      'Left out by jest: 2 tests; each says why above.',
      'Left out by Playwright: 1 tests; each says why above.',
      'Failed: TestKinds/gate',
      'Left out by go test: 1 tests; each says why above.',
      '4 passed, 2 failed',
    ]);
  });

  it('count a host that fell over as a failure', () => {
    expect(printed(['go', '--- PASS: TestHealth (0.10s)\npanic: no\n'])).toEqual([
      'Failed: The conformance host',
      '1 passed, 1 failed',
    ]);
  });

  it.each([
    ['jest', null],
    ['playwright', null],
    ['go', null],
    ['jest', '{"numPassed'],
    ['go', ''],
  ] as const)('count a report of %s that is %j as a failure', (kind, text) => {
    const lines = printed([kind, text]);
    expect(lines[0]).toMatch(/^The report .* is missing\.$/);
    expect(lines.at(-1)).toBe('0 passed, 1 failed');
  });
});
