import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../paths';
import { failureTexts, pathInSource } from './failure-texts';
import type { FailureText } from './failure-texts';

/** The page of all messages, each with its cure. */

interface Chapter {
  readonly title: string;
  /** Where its messages come from: beginnings of paths. The longest that fits decides. */
  readonly from: readonly string[];
}

const CHAPTERS: readonly Chapter[] = [
  { title: 'The database', from: ['backend/aurora', 'backend/plugin/instances', 'backend/metrics/freshness'] },
  { title: 'Queries and calls', from: ['backend/plugin', 'backend/metrics', 'model'] },
  { title: 'The change gate', from: ['backend/plugin/resources/gate', 'backend/metrics/gate', 'backend/cli/gate'] },
  { title: 'GitHub', from: ['backend/sync', 'backend/cli/github'] },
  { title: 'CloudWatch', from: ['backend/publish', 'backend/cli/publish'] },
  { title: 'Deployments of any pipeline', from: ['backend/change-records', 'backend/cli/deployment'] },
  {
    title: 'Command line, worker and Lambda',
    from: ['backend/cli', 'backend/worker', 'backend/lambda', 'backend/environment'],
  },
];

const INTRODUCTION = `# Troubleshooting

Messages of the plugin, the command line, the worker and the Lambda functions, with what to do. An ellipsis stands for
what is filled in: a host, a name, a number. Look for a few words of yours. Not here are messages that say it all themselves:
which field or option to enter otherwise, and which setting allows an edit.

- Where it is told: _Save & test_ and the settings page, a panel's error, a command's last line, the log of the worker.
  Grafana's own log has the plugin's lines, with the cause.
- At a terminal the advice on the database speaks of its URL and the variables of PostgreSQL in place of settings.
- A Viewer is told the same without host, database and user.
- What the program does by itself meanwhile: [operations.md](operations.md#when-something-is-wrong).
- A panel without an error that shows no number: [metrics.md](metrics.md#what-rests-on-silence).
- GitHub's list of deliveries, and repositories without records: [github-sync.md](github-sync.md#when-something-is-wrong).
- Alerts that fire for errors or without data: [alerts.md](alerts.md#errors).
`;

/** @throws Error for a source of messages that belongs to no chapter */
export function troubleshootingPage(): string {
  const found = sourceFiles().flatMap((file) => {
    const texts = failureTexts(file);
    return texts.length === 0 ? [] : [{ title: chapterOf(pathInSource(file)), texts }];
  });
  const chapters = CHAPTERS.map(({ title }) => {
    const texts = found.filter((one) => one.title === title).flatMap((one) => one.texts);
    return `## ${title}\n\n${lines(texts).join('\n')}\n`;
  });
  return [INTRODUCTION, ...chapters].join('\n');
}

function sourceFiles(): string[] {
  return ['model', 'backend'].flatMap((room) =>
    readdirSync(join(ROOT, 'src', room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
  );
}

function chapterOf(path: string): string {
  const starts = CHAPTERS.flatMap(({ title, from }) => from.map((start) => ({ title, start })));
  const fitting = starts.filter(({ start }) => path.startsWith(`${start}/`));
  const [nearest] = fitting.sort((a, b) => b.start.length - a.start.length);
  if (nearest === undefined) {
    throw new Error(`The messages of ${path} belong to no chapter of docs/troubleshooting.md.`);
  }
  return nearest.title;
}

/** One line for each message, with all that is advised about it. */
function lines(texts: readonly FailureText[]): string[] {
  const advice = new Map<string, Set<string>>();
  for (const { message, advice: given } of texts) {
    const all = advice.get(message) ?? new Set();
    given.forEach((text) => all.add(text));
    advice.set(message, all);
  }
  return [...advice]
    .map(([message, given]) => line(inMarkdown(message), [...given].map(inMarkdown)))
    .sort((a, b) => a.localeCompare(b, 'en'));
}

function line(message: string, advice: readonly string[]): string {
  return advice.length > 1
    ? [`- **${message}**`, ...advice.map((text) => `  - ${text}`)].join('\n')
    : `- **${message}** ${advice.join('')}`.trimEnd();
}

function inMarkdown(text: string): string {
  return text
    .replaceAll(/…(?::?…)+/g, '…')
    .replaceAll(/([*<>[\]])/g, '\\$1')
    .replaceAll(/\s+/g, ' ');
}
