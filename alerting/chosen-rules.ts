import { createHash } from 'node:crypto';

import type { Tier } from '../src/model/query-fields';
import type { SreQueryInput } from '../src/model/query';
import { DATA_GROUP } from './data-rules';
import { doraGroup } from './dora-rules';
import type { DoraEdges } from './dora-rules';
import { ERROR_BUDGET_GROUP } from './error-budget-rules';
import { GATE_GROUP } from './gate-rules';
import { provisionedGroup } from './provisioned-rule';
import type { RuleContext } from './provisioned-rule';
import type { AlertGroup, AlertRule } from './rule';

/** Whose rules are exported; empty lists mean all. */
export interface RuleChoice {
  readonly services: readonly string[];
  readonly teams: readonly string[];
  readonly tiers: readonly Tier[];
  /** Names of SLOs; only rules on error budgets go by them. */
  readonly slos: readonly string[];
}

/** What the owner of the rules says. */
export interface RuleTexts extends RuleContext {
  readonly folder: string;
  /** Null: the rules name none, and the notification policies decide. */
  readonly contactPoint: string | null;
  readonly edges: DoraEdges;
}

export type ProvisionedGroup = ReturnType<typeof provisionedGroup>;
export type ProvisionedRule = Omit<ProvisionedGroup['rules'][number], 'notification_settings'> &
  Partial<Pick<ProvisionedGroup['rules'][number], 'notification_settings'>>;
export type ExportedGroup = Omit<ProvisionedGroup, 'rules'> & { readonly rules: readonly ProvisionedRule[] };

/** Uids have at most 40 characters, of which ours need 33. */
const HASH_CHARACTERS = 6;
/** Grafana takes titles and names of groups of 190 bytes at most, of which ours need 50. */
const NAME_BYTES = 140;

/**
 * The rules for a choice of services, teams, tiers and SLOs, as Grafana's files have them. Each choice has uids, titles
 * and groups of its own, the same each time, so that teams keep their rules side by side. Without a choice they are those
 * that come with the data source; the rules on the data itself are only among these.
 */
export function chosenGroups(choice: RuleChoice, texts: RuleTexts): ExportedGroup[] {
  const mark = markOf(choice);
  const name = shortened(choiceName(choice), mark);
  const isAll = name === '';
  const groups = [
    ERROR_BUDGET_GROUP,
    // A gate is a service's, whichever of its SLOs is exhausted.
    ...(choice.slos.length === 0 ? [GATE_GROUP, doraGroup(texts.edges)] : []),
    ...(isAll ? [DATA_GROUP] : []),
  ];
  const own = (group: AlertGroup): AlertGroup => ({
    ...group,
    name: isAll ? group.name : `${group.name}: ${name}`,
    rules: group.rules.map((rule) => (isAll ? rule : chosenRule(rule, choice, name, mark))),
  });
  return groups.map((group) => withTexts(provisionedGroup(own(group), texts), texts));
}

/** What is chosen, in words; empty where nothing is. */
function choiceName({ services, teams, tiers, slos }: RuleChoice): string {
  const named = (kind: string, names: readonly string[]) => names.map((name) => `${kind} ${name}`);
  return [...named('team', teams), ...named('tier', tiers), ...named('service', services), ...named('SLO', slos)].join(
    ', '
  );
}

/** Tells choices apart, whatever commas and words are in their names. */
function markOf({ services, teams, tiers, slos }: RuleChoice): string {
  return shortHash(JSON.stringify({ services, teams, tiers, slos }));
}

/** Short enough for a uid, long enough to tell the choices of one organization apart. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS);
}

/** The name as far as it fits, and then the mark, so that long ones differ as well. */
function shortened(name: string, mark: string): string {
  if (Buffer.byteLength(name) <= NAME_BYTES) {
    return name;
  }
  const end = `… ${mark}`;
  let kept = '';
  for (const character of name) {
    if (Buffer.byteLength(kept + character + end) > NAME_BYTES) {
      break;
    }
    kept += character;
  }
  return kept + end;
}

function chosenRule(rule: AlertRule, choice: RuleChoice, name: string, mark: string): AlertRule {
  const queries = Object.entries(rule.queries).map(([refId, query]) => [refId, chosenQuery(query, choice)] as const);
  return {
    ...rule,
    uid: `${rule.uid}-${mark}`,
    title: `${rule.title} (${name})`,
    queries: Object.fromEntries(queries),
  };
}

function chosenQuery(query: SreQueryInput, { services, teams, tiers, slos }: RuleChoice): SreQueryInput {
  const scope = {
    ...(services.length > 0 && { services: [...services] }),
    ...(teams.length > 0 && { teams: [...teams] }),
    ...(tiers.length > 0 && { tiers: [...tiers] }),
  };
  return query.queryType === 'errorBudget'
    ? { ...query, ...scope, ...(slos.length > 0 && { slos: [...slos] }) }
    : { ...query, ...scope };
}

function withTexts(group: ProvisionedGroup, { folder, contactPoint }: RuleTexts): ExportedGroup {
  return {
    ...group,
    folder,
    rules: group.rules.map(({ notification_settings: settings, ...rule }) => ({
      ...rule,
      ...(contactPoint !== null && { notification_settings: { ...settings, receiver: contactPoint } }),
    })),
  };
}
