import { NOT_SHOWN } from '../../model/not-shown';
import type { Statement } from './statement';

/**
 * The limit of a data source to teams. It holds for every statement that goes out, whoever wrote it:
 * each table that a statement reads is put in as the rows of these teams alone. So an answer is what
 * it would be if the database held nothing else, and no metric, list or edit can forget the limit.
 */

/** Stands for the parameter that holds the names of the teams. */
const TEAMS = '$teams';

const SERVICES = `select t.id from stackflow.services as t where t.team = any(${TEAMS}::text[])`;
const CHANGES = `select c.id from stackflow.change_records as c where c.service_id in (${SERVICES})`;
const SLOS = `select o.id from stackflow.slos as o where o.service_id in (${SERVICES})`;
const REPOSITORIES = `select m.repository_id from stackflow.github_repositories as m where m.service_id in (${SERVICES})`;

const all = (table: string) => `select l.* from stackflow.${table} as l`;
const whose = (table: string, condition: string) => `${all(table)} where ${condition}`;
const ofServices = (table: string) => whose(table, `l.service_id in (${SERVICES})`);
const ofRepositories = (table: string) => whose(table, `l.repository_id in (${REPOSITORIES})`);
/** Of the whole installation, and of no team. */
const hidden = (table: string) => whose(table, 'false');

/** By table or view of the schema: what a limited data source reads of it. One that is not here cannot be read. */
const READ: Readonly<Record<string, string>> = {
  services: whose('services', `l.team = any(${TEAMS}::text[])`),
  change_records: ofServices('change_records'),
  // As `touchedServices` has it; an incident that touched none of these services is nobody's here.
  incidents: whose(
    'incidents',
    `(exists (
    select from stackflow.incident_downtimes as d where d.incident_id = l.id and d.service_id in (${SERVICES})
  ) or exists (
    select from stackflow.incident_changes as i
    join stackflow.change_records as c on c.id = i.change_id
    where i.incident_id = l.id and c.service_id in (${SERVICES})
  ))`
  ),
  incident_changes: whose('incident_changes', `l.change_id in (${CHANGES})`),
  incident_downtimes: ofServices('incident_downtimes'),
  down_pieces: ofServices('down_pieces'),
  incident_down_pieces: ofServices('incident_down_pieces'),
  down_totals: ofServices('down_totals'),
  down_marks: ofServices('down_marks'),
  fold_times: all('fold_times'),
  gate_folds: ofServices('gate_folds'),
  gate_marks: ofServices('gate_marks'),
  // Days of all services together.
  cell_marks: hidden('cell_marks'),
  folded_days: hidden('folded_days'),
  incident_marks: hidden('incident_marks'),
  folded_incident_days: hidden('folded_incident_days'),
  slos: ofServices('slos'),
  slo_versions: ofServices('slo_versions'),
  slo_history: whose('slo_history', `l.slo_id in (${SLOS})`),
  gate_holds: whose('gate_holds', `l.change_id in (${CHANGES})`),
  gate_overrides: ofServices('gate_overrides'),
  gate_spells: ofServices('gate_spells'),
  gate_policy: all('gate_policy'),
  github_repositories: ofServices('github_repositories'),
  github_changes: ofServices('github_changes'),
  github_pull_requests: ofRepositories('github_pull_requests'),
  github_deployments: ofRepositories('github_deployments'),
  github_facts: ofRepositories('github_facts'),
  github_rollouts: ofRepositories('github_rollouts'),
  github_carried_changes: ofServices('github_carried_changes'),
  github_sync_state: ofRepositories('github_sync_state'),
  github_rate_limits: hidden('github_rate_limits'),
  // How fresh the records are concerns all; why a job failed may name anybody's.
  job_status: `select l.job, l.last_succeeded_at, l.last_failed_at, l.stale_after,
    case when l.last_error is not null then '${NOT_SHOWN}' end as last_error
  from stackflow.job_status as l`,
  cloudwatch_destinations: hidden('cloudwatch_destinations'),
  cloudwatch_hours: hidden('cloudwatch_hours'),
  cloudwatch_batches: hidden('cloudwatch_batches'),
  cloudwatch_batch_hours: hidden('cloudwatch_batch_hours'),
  cloudwatch_drift: ofServices('cloudwatch_drift'),
  sre_metrics_migrations: all('sre_metrics_migrations'),
};

/** Functions that look only at what they are given, which the statement has read from the tables above. */
const FUNCTIONS: ReadonlySet<string> = new Set([
  'budget_over',
  'change_gate',
  'down_periods',
  'first_instant',
  'gate_enforced',
  'gate_now',
  'has_cells',
  'incident_down_periods',
  'monitored_from',
  'release_change',
  'state_once_released',
  'stored_change_gate',
  'utc_day',
]);

/** Tables that edits add rows to, and tables whose rows they change. */
const ADDED_TO: ReadonlySet<string> = new Set(['slos', 'gate_overrides']);
const CHANGED: ReadonlySet<string> = new Set([...ADDED_TO, 'services']);

/** How an update says which row: by an id that it reads from its own table, which is limited as every read is. */
const LIMITED_UPDATE =
  /^update stackflow\.([a-z_]+)\s+set\s(?:(?!\bupdate ).)*?\swhere id = \(select (\w+)\.id from stackflow\.\1 as \2 where\b/s;

/** `insert into` or `update`, or nothing; the name; and what follows it: a call, or an alias. */
const MENTION = /(\binsert into |\bupdate )?\bstackflow\.([a-z_]+)( as\b|\()?/g;

/**
 * The statement over the rows of these teams alone.
 *
 * @param teams names as services bear them; empty: no limit
 * @throws Error where the statement reads what no limit is known for: a fault of this program
 */
export function limitToTeams(statement: Statement, teams: readonly string[]): Statement {
  if (teams.length === 0) {
    return statement;
  }
  const parameter = `$${statement.values.length + 1}`;
  const limitedMention = (mention: string, write: string | undefined, name: string, next = '', offset: number) => {
    if (
      write === undefined ? next === '(' && FUNCTIONS.has(name) : isLimitedWrite(name, statement.text.slice(offset))
    ) {
      return mention;
    }
    const read = READ[name];
    if (write !== undefined || read === undefined || next !== ' as') {
      throw new Error(`A data source that is limited to teams cannot run a statement on stackflow.${name}.`);
    }
    // On one line: of a comment that names a table, the rest would else be run.
    return `(${read.replaceAll(/\n\s*/g, ' ').replaceAll(TEAMS, () => parameter)}) as`;
  };
  const text = statement.text.replace(MENTION, limitedMention);
  // PostgreSQL refuses a parameter that the text does not use.
  const values = text.includes(`${parameter}::text[]`) ? [...statement.values, teams] : statement.values;
  // Of other rows the best plan may depend on who they are.
  return { text, values, planning: 'fresh' };
}

/** @param text the statement from its `insert into` or `update` on */
function isLimitedWrite(name: string, text: string): boolean {
  return text.startsWith('insert into ') ? ADDED_TO.has(name) : CHANGED.has(name) && LIMITED_UPDATE.test(text);
}
