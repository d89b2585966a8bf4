import { parse } from 'yaml';
import { z } from 'zod';

import type { ExportFormat } from '../../../../alerting/print-groups';

const ruleSchema = z.looseObject({ uid: z.string(), title: z.string() });
const groupSchema = z.looseObject({ rules: z.array(ruleSchema) });
const fileSchema = z.union([
  z.object({ groups: z.array(groupSchema) }).transform(({ groups }) => groups),
  z.array(groupSchema),
]);
type Rule = z.infer<typeof ruleSchema>;

/**
 * How a file of rules differs from what would be exported, a sentence each; none where it does not. What the file has more,
 * such as comments, is no difference in YAML and JSON.
 */
export function differencesOf(file: string, expected: string, format: ExportFormat): string[] {
  return format === 'terraform' ? lineDifference(file, expected) : ruleDifferences(rulesOf(file), rulesOf(expected));
}

function rulesOf(text: string): Map<string, Rule> | null {
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    return null;
  }
  const parsed = fileSchema.safeParse(content);
  return parsed.success ? new Map(parsed.data.flatMap(({ rules }) => rules).map((rule) => [rule.uid, rule])) : null;
}

function ruleDifferences(file: Map<string, Rule> | null, expected: Map<string, Rule> | null): string[] {
  if (file === null || expected === null) {
    return ['The file holds no groups of alert rules.'];
  }
  const missing = [...expected.values()].filter(({ uid }) => !file.has(uid));
  const more = [...file.values()].filter(({ uid }) => !expected.has(uid));
  const changed = [...expected.values()].flatMap((rule) => {
    const existing = file.get(rule.uid);
    const fields = existing === undefined ? [] : changedFields(existing, rule);
    return fields.length === 0 ? [] : [`"${rule.title}" differs in ${fields.join(', ')}.`];
  });
  return [
    ...missing.map(({ title }) => `"${title}" is missing.`),
    ...more.map(({ title }) => `"${title}" is none of these rules.`),
    ...changed,
  ];
}

function changedFields(file: Rule, expected: Rule): string[] {
  const fields = new Set([...Object.keys(file), ...Object.keys(expected)]);
  return [...fields].filter((field) => JSON.stringify(file[field]) !== JSON.stringify(expected[field]));
}

function lineDifference(file: string, expected: string): string[] {
  const [have, want] = [file, expected].map((text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.trim())
  );
  const index = (want ?? []).findIndex((line, place) => line !== have?.[place]);
  const isLonger = (have?.length ?? 0) > (want?.length ?? 0);
  return index < 0 && !isLonger
    ? []
    : [`The file differs from line ${index < 0 ? (want?.length ?? 0) + 1 : index + 1} on.`];
}
