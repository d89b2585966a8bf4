import { stringify } from 'yaml';

import { DATA_GROUP } from './data-rules';
import { DORA_GROUP, GONE_RULES } from './dora-rules';
import { ERROR_BUDGET_GROUP } from './error-budget-rules';
import { GATE_GROUP } from './gate-rules';
import { CONTACT_POINTS, PLACEHOLDER_ADDRESS, TEMPLATES } from './notifications';
import { provisionedGroup } from './provisioned-rule';
import type { AlertGroup } from './rule';

/** The alerts as files of Grafana's provisioning. */

export const ALERT_GROUPS: readonly AlertGroup[] = [ERROR_BUDGET_GROUP, GATE_GROUP, DORA_GROUP, DATA_GROUP];

const ORIGIN = '# Made by "npm run generate" from the folder alerting; see docs/alerts.md. Edits here are lost.\n';

function yamlFile(comment: string, content: Readonly<Record<string, unknown>>): string {
  return `${ORIGIN}${comment}\n${stringify({ apiVersion: 1, ...content }, { lineWidth: 0 })}`;
}

function rulesFile(): string {
  return yamlFile('', {
    groups: ALERT_GROUPS.map((group) => provisionedGroup(group)),
    // Grafana deletes no rule because its file lacks it.
    deleteRules: GONE_RULES.map((uid) => ({ orgId: 1, uid })),
  });
}

/** Text of each file by its name in `provisioning/alerting`. */
export function alertingFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['contact-points.yaml', yamlFile(`# Replace ${PLACEHOLDER_ADDRESS}.\n`, { contactPoints: CONTACT_POINTS })],
    ['rules.yaml', rulesFile()],
    ['templates.yaml', yamlFile('', { templates: TEMPLATES })],
  ]);
}
