import type { ClientBase } from 'pg';
import fc from 'fast-check';

/** A database of several teams at random, as plain rows, and what is left of it for some of them. */

type Row = Readonly<Record<string, unknown>>;
/** Rows by table. */
export type Tables = Readonly<Record<string, readonly Row[]>>;

export const TEAMS = ['Sales', 'Data', 'Ops'] as const;
export const SERVICE_COUNT = 6;
export const CHANGE_COUNT = 18;
const INCIDENT_COUNT = 8;
const REPOSITORY_COUNT = 3;

const HOUR_MS = 3600_000;

interface Picks {
  readonly services: readonly { readonly team: string | null; readonly tier: string }[];
  readonly changes: readonly {
    readonly service: number;
    readonly state: string;
    readonly outcome: string | null;
    readonly type: string;
    readonly endedHoursAgo: number;
    readonly hours: number;
    readonly isHeld: boolean;
    readonly repository: number | null;
  }[];
  readonly incidents: readonly {
    readonly priority: string;
    readonly beganHoursAgo: number;
    readonly hours: number | null;
    readonly changes: readonly number[];
    readonly down: readonly number[];
  }[];
  readonly slos: readonly { readonly service: number; readonly target: number; readonly edited: boolean }[];
  readonly overrides: readonly { readonly service: number; readonly isOver: boolean }[];
  readonly mappings: readonly { readonly service: number; readonly repository: number | null }[];
}

const service = fc.nat({ max: SERVICE_COUNT - 1 });
const hoursAgo = fc.integer({ min: 3, max: 90 });
const many = <T>(one: fc.Arbitrary<T>, length: number) => fc.array(one, { minLength: length, maxLength: length });

const picks: fc.Arbitrary<Picks> = fc.record({
  services: many(
    fc.record({ team: fc.constantFrom(...TEAMS, null), tier: fc.constantFrom('critical', 'standard') }),
    SERVICE_COUNT
  ),
  changes: many(
    fc.record({
      service,
      state: fc.constantFrom('closed', 'closed', 'closed', 'implementing', 'cancelled'),
      outcome: fc.constantFrom('successful', 'failed', 'rolled_back', null),
      type: fc.constantFrom('deployment', 'deployment', 'emergency'),
      endedHoursAgo: hoursAgo,
      hours: fc.integer({ min: -1, max: 30 }),
      isHeld: fc.boolean(),
      repository: fc.option(fc.integer({ min: 1, max: REPOSITORY_COUNT })),
    }),
    CHANGE_COUNT
  ),
  incidents: many(
    fc.record({
      priority: fc.constantFrom('P1', 'P2', 'P3'),
      beganHoursAgo: hoursAgo,
      hours: fc.option(fc.integer({ min: 0, max: 2 }), { freq: 4 }),
      changes: fc.uniqueArray(fc.integer({ min: 1, max: CHANGE_COUNT }), { maxLength: 3 }),
      down: fc.uniqueArray(service, { maxLength: 3 }),
    }),
    INCIDENT_COUNT
  ),
  slos: fc.uniqueArray(fc.record({ service, target: fc.constantFrom(99, 99.5, 99.9, 100), edited: fc.boolean() }), {
    minLength: 2,
    maxLength: 5,
    selector: ({ service: owner, target }) => `${owner} ${target}`,
  }),
  overrides: fc.array(fc.record({ service, isOver: fc.boolean() }), { maxLength: 4 }),
  mappings: fc.uniqueArray(
    fc.record({ service, repository: fc.option(fc.integer({ min: 1, max: REPOSITORY_COUNT })) }),
    { minLength: 2, maxLength: 5, selector: ({ service: owner, repository }) => `${owner} ${repository}` }
  ),
});

/** @param nowMs all of it lies hours before, so that no number moves while a test runs */
export function anyTables(nowMs: number): fc.Arbitrary<Tables> {
  return picks.map((picked) => tablesOf(picked, (hours) => new Date(nowMs - hours * HOUR_MS).toISOString()));
}

export const serviceName = (index: number) => `Service ${index + 1}`;

function tablesOf(picked: Picks, ago: (hours: number) => string): Tables {
  return {
    services: picked.services.map((one, index) => ({
      ...{ id: index + 1, name: serviceName(index), team: one.team, tier: one.tier, created_at: ago(100) },
    })),
    ...changeTables(picked, ago),
    ...incidentTables(picked, ago),
    ...sloTables(picked, ago),
    ...gitHubTables(picked, ago),
    ...wholeTables(picked, ago),
  };
}

function changeTables({ changes, overrides }: Picks, ago: (hours: number) => string): Tables {
  const held = changes.flatMap((one, index) => (one.isHeld ? [{ ...one, id: index + 1 }] : []));
  return {
    change_records: changes.map((one, index) => ({
      ...{ id: index + 1, service_id: one.service + 1, title: `Change ${index + 1}`, change_type: one.type },
      ...{ criticality: 'non_critical', deployment_outcome: one.outcome, environment: 'production' },
      ...{ state: one.isHeld ? 'blocked' : one.state, source: 'manual', external_id: `change-${index + 1}` },
      ...{ created_at: ago(one.endedHoursAgo + one.hours), url: `https://changes.example/${index + 1}` },
      ...{ closed_at: ago(one.endedHoursAgo), implementation_end_at: ago(one.endedHoursAgo), updated_at: ago(1) },
    })),
    gate_holds: held.map(({ id, service: owner, endedHoursAgo }) => ({
      ...{ id, change_id: id, service_id: owner + 1, held_at: ago(endedHoursAgo), came_from: 'draft' },
      ...{ wanted_state: 'scheduled', reason: `Change ${id} waits.`, db_user: 'x' },
    })),
    gate_overrides: overrides.map(({ service: owner, isOver }, index) => ({
      ...{ id: index + 1, service_id: owner + 1, reason: `Override ${index + 1}`, created_by: `editor ${index + 1}` },
      ...{ created_at: ago(20), until_at: ago(isOver ? 10 : -20), db_user: 'x' },
    })),
    gate_spells: overrides.map(({ service: owner, isOver }, index) => ({
      ...{ id: index + 1, service_id: owner + 1, slo: 'uptime', target_percent: 99, window_days: 7 },
      ...{ budget_us: 6_048_000_000, used_us: 7_000_000_000 + index },
      ...{ began_at: ago(40 - index), ended_at: isOver ? ago(35 - index) : ago(4) },
    })),
  };
}

function incidentTables({ incidents }: Picks, ago: (hours: number) => string): Tables {
  return {
    incidents: incidents.map(({ priority, beganHoursAgo, hours }, index) => ({
      ...{ id: index + 1, title: `Incident ${index + 1}`, priority, created_at: ago(beganHoursAgo) },
      ...{ resolved_at: hours === null ? null : ago(beganHoursAgo - hours), affected_users: 10 * index },
      ...{ external_id: `incident-${index + 1}`, url: `https://incidents.example/${index + 1}`, updated_at: ago(1) },
    })),
    incident_changes: incidents.flatMap(({ changes }, index) =>
      changes.map((id) => ({ incident_id: index + 1, change_id: id, linked_at: ago(1), linked_by: 'rule' }))
    ),
    incident_downtimes: incidents.flatMap(({ down, beganHoursAgo }, index) =>
      down.map((owner) => ({
        ...{ id: 100 * index + owner + 1, incident_id: index + 1, service_id: owner + 1 },
        ...{ started_at: ago(beganHoursAgo), ended_at: ago(beganHoursAgo - 1 - owner / 10) },
      }))
    ),
    maintenance_windows: [0, 1, 2].map((owner) => ({
      ...{ id: owner + 1, service_id: owner + 1, started_at: ago(30), ended_at: ago(29), reason: 'planned' },
    })),
  };
}

function sloTables({ slos }: Picks, ago: (hours: number) => string): Tables {
  const states = slos.map((one, index) => ({
    ...{ id: index + 1, service_id: one.service + 1, name: `SLO ${one.target}`, window_days: 7, enabled: true },
    target_percent: one.target,
  }));
  return {
    slos: states.map((one) => ({
      ...{ ...one, created_at: ago(99), created_by: 'editor', updated_at: ago(50), updated_by: 'editor' },
    })),
    slo_history: slos.flatMap(({ edited, service: owner }, index): Row[] => {
      const after = { ...states[index], service: serviceName(owner) };
      const made = { id: 2 * index + 1, slo_id: index + 1, changed_at: ago(99), changed_by: 'editor', after };
      const before = { ...after, target_percent: 90 };
      const edit = { ...made, id: 2 * index + 2, changed_at: ago(50 + index), before };
      return edited ? [{ ...made, before: null, after: before }, edit] : [{ ...made, before: null }];
    }),
  };
}

function gitHubTables({ changes, mappings }: Picks, ago: (hours: number) => string): Tables {
  const repositories = Array.from({ length: REPOSITORY_COUNT }, (_, index) => index + 1);
  const merged = changes.flatMap(({ repository, service: owner }, index) =>
    repository === null ? [] : [{ repository_id: repository, number: index + 1, owner }]
  );
  return {
    github_repositories: mappings.map(({ service: owner, repository }, index) => ({
      ...{ id: index + 1, repository: `acme/r${repository ?? `new-${index}`}`, repository_id: repository },
      ...{ service_id: owner + 1, production_branch: 'main', path_filters: [], production_environments: [] },
      ...{ critical_labels: [], exclude_labels: [], enabled: true, created_at: ago(90), updated_at: ago(90) },
      ...(repository === null && { last_failed_at: ago(5), last_error: `GitHub shows no r${index}` }),
    })),
    github_pull_requests: merged.map(({ repository_id, number }) => ({
      ...{ repository_id, number, repository: `acme/r${repository_id}`, title: `Pull ${number}`, url: 'https://x' },
      ...{ base_branch: 'main', head_sha: 'sha', opened_at: ago(50), updated_at: ago(40), state: 'merged' },
      ...{ ended_at: ago(40), labels: [], skip_reason: number % 3 === 0 ? 'other_branch' : null, stored_at: ago(40) },
    })),
    github_changes: merged.map(({ repository_id, number, owner }) => ({
      ...{ repository_id, subject: `#${number}`, service_id: owner + 1, change_id: number, wrote: {}, made: true },
      notes: number % 2 === 0 ? ['late_revert'] : [],
    })),
    github_deployments: repositories.map((id) => ({
      ...{ repository_id: id, deployment_id: id, repository: `acme/r${id}`, sha: 'sha', environment: 'production' },
      ...{ state: 'success', state_at: ago(40), stored_at: ago(40) },
    })),
    github_facts: repositories.map((id) => ({
      ...{ repository_id: id, kind: 'push', key: `main ${id}`, at: ago(40), shas: [`sha ${id}`], content: {} },
      stored_at: ago(40),
    })),
    github_sync_state: repositories.map((id) => ({
      // Ahead, as another machine's clock may be: its age is 0, whenever it is asked for.
      ...{ repository_id: id, full_name: `acme/r${id}`, last_succeeded_at: ago(-1), pull_requests_seen: 1 },
      ...{ last_failed_at: ago(5), last_error: `r${id} failed`, deployments_seen: 1 },
    })),
    github_rate_limits: [
      { account: 'acme', resource: 'core', limit_per_hour: 5000, remaining: 1, resets_at: ago(-1), updated_at: ago(1) },
    ],
  };
}

/** Of the whole installation; but drift is of services too. */
function wholeTables({ services }: Picks, ago: (hours: number) => string): Tables {
  const destination = { destination: 'eu-central-1 StackFlow/DORA' };
  const counts = { published_n: 1, published_total: 3, now_n: 1, now_total: 4, noticed_at: ago(4) };
  return {
    job_status: [
      { job: 'sync', last_succeeded_at: ago(-1), stale_after: '1 hour', updated_at: ago(5) },
      { job: 'gate', last_succeeded_at: null, stale_after: '1 hour', updated_at: ago(5) },
    ],
    cloudwatch_destinations: [
      { ...destination, kind: 'dora', last_run_at: ago(3), last_failed_at: ago(3), last_error: 'Denied.' },
    ],
    cloudwatch_drift: [null, ...services.keys()].map((owner) => ({
      ...{ ...destination, metric: 'MTTR', hour: `${ago(30).slice(0, 13)}:00:00Z` },
      ...{ ...counts, service_id: owner === null ? null : owner + 1 },
    })),
  };
}

/** What is left where every row of other teams, of no team, and of nobody's was taken away. */
export function tablesOfTeams(tables: Tables, teams: readonly unknown[]): Tables {
  const idsOf = (table: string, kept: Tables) => new Set(kept[table]?.map(({ id }) => id));
  const where = (table: string, test: (row: Row) => boolean) => ({ [table]: (tables[table] ?? []).filter(test) });
  const owned = where('services', ({ team }) => teams.includes(team));
  const services = idsOf('services', owned);
  const isOwn = ({ service_id: id }: Row) => services.has(id);
  const ofServices = [
    ...['change_records', 'incident_downtimes', 'maintenance_windows', 'slos', 'gate_overrides', 'gate_spells'],
    ...['gate_holds', 'github_repositories', 'github_changes', 'cloudwatch_drift'],
  ].reduce<Tables>((kept, table) => ({ ...kept, ...where(table, isOwn) }), owned);
  const links = where('incident_changes', ({ change_id: id }) => idsOf('change_records', ofServices).has(id));
  const touched = [...(links['incident_changes'] ?? []), ...(ofServices['incident_downtimes'] ?? [])];
  const repositories = new Set(ofServices['github_repositories']?.map(({ repository_id: id }) => id));
  const isMapped = ({ repository_id: id }: Row) => repositories.has(id);
  return {
    ...ofServices,
    ...links,
    ...where('incidents', ({ id }) => touched.some(({ incident_id: incident }) => incident === id)),
    ...where('slo_history', ({ slo_id: id }) => idsOf('slos', ofServices).has(id)),
    ...where('github_pull_requests', isMapped),
    ...where('github_deployments', isMapped),
    ...where('github_facts', isMapped),
    ...where('github_sync_state', isMapped),
    ...where('job_status', () => true),
  };
}

/** Makes these the only rows, to the letter: no trigger stamps them. */
export async function loadTables(client: ClientBase, tables: Tables): Promise<void> {
  await client.query(`set session_replication_role = replica`);
  const { rows } = await client.query<{ names: string }>(
    `select string_agg(format('stackflow.%I', t.relname), ', ') as names from pg_class as t
     where t.relnamespace = 'stackflow'::regnamespace and t.relkind = 'r'
       and t.relname not in ('sre_metrics_migrations', 'gate_policy')`
  );
  await client.query(`truncate ${rows[0]?.names} restart identity`);
  for (const [table, [first, ...more]] of Object.entries(tables)) {
    if (first !== undefined) {
      const columns = [...new Set([first, ...more].flatMap((row) => Object.keys(row)))].join(', ');
      await client.query(
        `insert into stackflow.${table} (${columns}) overriding system value
         select ${columns} from jsonb_populate_recordset(null::stackflow.${table}, $1::jsonb)`,
        [JSON.stringify([first, ...more])]
      );
    }
  }
}
